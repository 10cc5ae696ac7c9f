/** Subresources that show the whole object: `status`, and `finalize` of namespaces (Kubernetes 1.36, pkg/registry/core/namespace). */
import { textsAt } from '../../api/fields.ts';
import { existing } from '../../api/get.ts';
import type { Verb } from '../../api/verb.ts';
import type { StoredObject } from '../../store.ts';
import { rulesFor, WRITABLE } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { updateObject } from '../registry.ts';
import { answering, objectAnswer } from './answers.ts';
import { expectedOf, readObject } from './body.ts';
import { patchVerb } from './patch.ts';
import { updateVerb } from './update.ts';
import { readWriteQuery } from './write-query.ts';

/** `GET`, `PUT` and `PATCH …/PLURAL/NAME/status`, where there is a status. */
export function statusVerbs(context: WritingContext): readonly Verb[] {
  const resources = WRITABLE.filter((plural) => rulesFor(plural).hasStatus);
  const place = { subresource: 'status' as const, resources };
  const get: Verb = {
    verb: 'get',
    resources,
    subresource: 'status',
    answer: (request, cluster) => objectAnswer(request, { object: existing(request, cluster), code: 200 }, cluster),
  };
  return [get, updateVerb(context, place), patchVerb(context, place)];
}

/** `GET`, `PUT` and `PATCH …/pods/NAME/ephemeralcontainers`: containers that are added to a pod that runs, to look at it. */
export function ephemeralContainersVerbs(context: WritingContext): readonly Verb[] {
  const place = { subresource: 'ephemeralcontainers' as const, resources: ['pods'] };
  const get: Verb = {
    verb: 'get',
    ...place,
    answer: (request, cluster) => objectAnswer(request, { object: existing(request, cluster), code: 200 }, cluster),
  };
  return [get, updateVerb(context, place), patchVerb(context, place)];
}

/** `PUT /api/v1/namespaces/NAME/finalize`: takes away what keeps a namespace from going. */
export function finalizeVerb(context: WritingContext): Verb {
  return {
    verb: 'update',
    resources: ['namespaces'],
    subresource: 'finalize',
    subresourceKind: 'Namespace',
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http, resource, name } = request;
        const { dryRun, fieldValidation } = readWriteQuery(http.query, { kind: 'UpdateOptions' });
        const { object, warnings } = await readObject(http, expectedOf(resource, 'Namespace', fieldValidation));
        warn(warnings);
        const finalizers = textsAt(object, 'spec.finalizers');
        const change = (live: StoredObject) => ({ ...live, spec: finalizers.length === 0 ? {} : { finalizers } });
        const ref = { resource: resource.plural, name };
        const updated = updateObject(context, { ref, change, scope: 'all' }, { dryRun, isTrusted: true });
        return objectAnswer(request, { object: updated.object, code: 200 }, cluster);
      }),
  };
}
