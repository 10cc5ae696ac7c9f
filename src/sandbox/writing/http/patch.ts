/** The verb patch, in all its forms (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go). */
import type { ApiRequest } from '../../api/request.ts';
import { StatusError } from '../../api/status.ts';
import type { ResourceRequest, Verb } from '../../api/verb.ts';
import type { StoredObject } from '../../store.ts';
import type { WritingContext } from '../kind-rules.ts';
import { unsupportedMediaType } from '../refusals.ts';
import { createObject, updateObject } from '../registry.ts';
import { answering, objectAnswer, type Warn } from './answers.ts';
import { applyPatch } from './apply.ts';
import { inNamespace } from './create.ts';
import { type PatchType, patchedObject } from './patched.ts';
import { tracking } from './tracking.ts';
import { checkName, scopeOf, type UpdatePlace } from './update.ts';
import { readWriteQuery, type WriteQuery } from './write-query.ts';

/** `PATCH …/PLURAL/NAME`, or of a subresource of it. */
export function patchVerb(context: WritingContext, { subresource, resources }: UpdatePlace): Verb {
  return {
    verb: 'patch',
    resources,
    subresource,
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http } = request;
        const type = patchTypeOf(http);
        const query = readWriteQuery(http.query, {
          kind: 'PatchOptions',
          userAgent: http.headers['user-agent'] ?? '',
          isApply: type === APPLY,
        });
        const text = (await http.body()).toString('utf8');
        const place = { request, subresource, query, warn };
        const written = type === APPLY ? apply(context, text, place) : patch(context, { type, text }, place);
        return objectAnswer(request, written, cluster);
      }),
  };
}

const APPLY = 'application/apply-patch+yaml';
const TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  APPLY,
] as const;

function patchTypeOf({ headers }: ApiRequest): (typeof TYPES)[number] {
  const said = (headers['content-type'] ?? '').split(';')[0]?.trim();
  const type = TYPES.find((one) => one === said);
  if (!type) throw unsupportedMediaType(TYPES);
  return type;
}

interface Place {
  readonly request: ResourceRequest;
  readonly subresource: UpdatePlace['subresource'];
  readonly query: WriteQuery;
  readonly warn: Warn;
}

interface Answered {
  readonly object: StoredObject;
  readonly code: number;
}

function patch(
  context: WritingContext,
  { type, text }: { readonly type: PatchType; readonly text: string },
  { request, subresource, query, warn }: Place,
): Answered {
  const { resource, namespace, name } = request;
  const change = (live: StoredObject) => {
    const { object, warnings } = patchedObject(live, { type, text }, { resource, query });
    warn(warnings);
    const placed = inNamespace(object, request, namespace);
    checkName(placed, name);
    return placed;
  };
  const ref = { resource: resource.plural, namespace, name };
  const track = tracking(request, { query, context, subresource });
  const scope = scopeOf(subresource);
  const updated = updateObject(context, { ref, change, scope }, { dryRun: query.dryRun, track });
  warn(updated.warnings);
  return { object: updated.object, code: 200 };
}

/** Server-side apply: what is not there is created. */
function apply(context: WritingContext, text: string, { request, subresource, query, warn }: Place): Answered {
  const { resource, namespace, name } = request;
  const live = context.store.get(resource.plural, namespace, name);
  if (!live && subresource !== '') throw StatusError.notFound(resource, name);
  const seen = live && (context.pose?.told(resource.plural, live) ?? live);
  const { object, warnings } = applyPatch(seen, { text, request, subresource }, { context, query });
  warn(warnings);
  const options = { dryRun: query.dryRun };
  if (!live) {
    const created = createObject(context, { resource, object }, options);
    warn(created.warnings);
    return { object: created.object, code: 201 };
  }
  const ref = { resource: resource.plural, namespace, name };
  const scope = scopeOf(subresource);
  const updated = updateObject(context, { ref, change: () => object, scope }, options);
  warn(updated.warnings);
  return { object: updated.object, code: 200 };
}
