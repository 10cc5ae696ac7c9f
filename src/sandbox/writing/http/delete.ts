/** The verbs delete and deletecollection (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/delete.go). */
import { type Answer, json } from '../../api/answer.ts';
import { representationFor, shownList } from '../../api/representation.ts';
import type { Resource } from '../../api/resources.ts';
import { parseSelection } from '../../api/selectors/selection.ts';
import type { ResourceRequest, Verb } from '../../api/verb.ts';
import { ORPHAN_WARNING } from '../../validation/jobs/job-warnings.ts';
import { rulesFor, WRITABLE } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { type RemovalOptions, type Removed, removeObject } from '../removal.ts';
import { answering, objectAnswer, successAnswer, type Warn } from './answers.ts';
import { readDeleteOptions } from './delete-options.ts';

/** `DELETE …/PLURAL/NAME`. */
export function deleteVerb(context: WritingContext): Verb {
  return {
    verb: 'delete',
    resources: WRITABLE,
    subresource: '',
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http, resource, namespace, name } = request;
        const options = await readDeleteOptions(http);
        warnOfOrphans(resource, options, warn);
        const removed = removeObject(context, { resource: resource.plural, namespace, name }, options);
        return removalAnswer(request, removed, () =>
          objectAnswer(request, { object: removed.object, code: 200 }, cluster),
        );
      }),
  };
}

/** `DELETE …/PLURAL`: all that are selected. */
export function deleteCollectionVerb(context: WritingContext): Verb {
  return {
    verb: 'deletecollection',
    resources: WRITABLE.filter((plural) => plural !== 'namespaces'),
    subresource: '',
    answer: ({ http, resource, namespace }, { store, clock, told }) =>
      answering(async (warn) => {
        const representation = representationFor(http);
        const selection = parseSelection(resource, namespace, http.query);
        const options = await readDeleteOptions(http);
        warnOfOrphans(resource, options, warn);
        const { objects, revision } = store.list(resource.plural, namespace === undefined ? {} : { namespace });
        const selected = objects.filter((object) => selection.selects(object));
        const removed = selected.map(({ metadata }) => {
          const ref = { resource: resource.plural, namespace: metadata.namespace, name: metadata.name };
          return told(ref.resource, removeObject(context, ref, options).object);
        });
        const metadata = { resourceVersion: String(revision) };
        return json(shownList(removed, resource, { representation, now: clock.now(), metadata }));
      }),
  };
}

/** Jobs keep their pods unless the client says what becomes of them. */
function warnOfOrphans({ plural }: Resource, { propagationPolicy }: RemovalOptions, warn: Warn): void {
  if (propagationPolicy === undefined && rulesFor(plural).dependents === 'Orphan') warn([ORPHAN_WARNING]);
}

/** What still is, and of some kinds what was, is shown; of the others, that they are gone. */
function removalAnswer({ resource }: ResourceRequest, { object, isGone }: Removed, shown: () => Answer): Answer {
  if (!isGone || rulesFor(resource.plural).returnsDeleted) return shown();
  const { group, plural } = resource;
  const { name, uid } = object.metadata;
  return successAnswer(200, { name, ...(group === '' ? {} : { group }), kind: plural, uid });
}
