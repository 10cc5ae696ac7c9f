/** The verb get: one object by name. */

import type { StoredObject } from '../store.ts';
import { objectIn } from './encoding.ts';
import { representationFor } from './representation.ts';
import { StatusError } from './status.ts';
import type { Cluster, ResourceRequest, Verb } from './verb.ts';

/** `GET …/PLURAL/NAME`. */
export const getVerb: Verb = {
  verb: 'get',
  resources: 'all',
  subresource: '',
  answer(request, cluster) {
    const representation = representationFor(request.http);
    const object = existing(request, cluster);
    return objectIn(object, request.resource, { representation, now: cluster.clock.now() });
  },
};

/** `GET …/PLURAL/NAME/status`: the whole object too (`kubectl get --subresource=status`). */
export const getStatusVerb: Verb = {
  ...getVerb,
  resources: ['cronjobs', 'jobs', 'namespaces', 'nodes', 'poddisruptionbudgets', 'pods', 'resourcequotas', 'services'],
  subresource: 'status',
};

/** The object that a request names; throws a StatusError 404. */
export function existing({ resource, namespace, name }: ResourceRequest, { store }: Cluster): StoredObject {
  const object = store.get(resource.plural, namespace, name);
  if (!object) throw StatusError.notFound(resource, name);
  return object;
}
