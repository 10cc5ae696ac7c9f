/** The verb update: an object replaced (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/update.go). */
import { type Fields, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { ResourceRequest, Verb } from '../../api/verb.ts';
import { rulesFor, WRITABLE } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { conflict } from '../refusals.ts';
import { createObject, type Scope, updateObject } from '../registry.ts';
import { answering, objectAnswer, type Warn } from './answers.ts';
import { expectedOf, readObject } from './body.ts';
import { inNamespace } from './create.ts';
import { tracking } from './tracking.ts';
import { readWriteQuery } from './write-query.ts';

/** `PUT …/PLURAL/NAME`, or of a subresource of it. */
export function updateVerb(context: WritingContext, { subresource, resources }: UpdatePlace): Verb {
  return {
    verb: 'update',
    resources,
    subresource,
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http } = request;
        const query = readWriteQuery(http.query, {
          kind: 'UpdateOptions',
          userAgent: http.headers['user-agent'] ?? '',
        });
        const { struct } = rulesFor(request.resource.plural);
        const sent = await readObject(http, expectedOf(request.resource, struct, query.fieldValidation));
        warn(sent.warnings);
        const object = inNamespace(sent.object, request, request.namespace);
        checkName(object, request.name);
        const track = tracking(request, { query, context, subresource });
        const options = { dryRun: query.dryRun, track };
        const written = write(context, { request, object, scope: scopeOf(subresource), warn }, options);
        return objectAnswer(request, written, cluster);
      }),
  };
}

/** Which subresource, of which resources. */
export interface UpdatePlace {
  readonly subresource: '' | 'status' | 'ephemeralcontainers';
  readonly resources: readonly string[];
}

/** What of an object a subresource is. */
export function scopeOf(subresource: UpdatePlace['subresource']): Scope {
  return subresource === '' ? 'main' : subresource;
}

/** What can be replaced as a whole. */
export const WHOLE: UpdatePlace = { subresource: '', resources: WRITABLE };

/** An object must be of the name that the path says. Throws a StatusError 400. */
export function checkName(object: Fields, name: string): void {
  const said = textAt(object, 'metadata.name');
  if (said === '') {
    const why = `the name of the object (${name} based on URL) was undeterminable: name must be provided`;
    throw StatusError.badRequest(why);
  }
  if (said === name) return;
  throw StatusError.badRequest(`the name of the object (${said}) does not match the name on the URL (${name})`);
}

interface Update {
  readonly request: ResourceRequest;
  readonly object: Fields;
  readonly scope: Scope;
  readonly warn: Warn;
}

/** Replaces what is there; of some kinds, creates what is not. */
function write(
  context: WritingContext,
  { request, object, scope, warn }: Update,
  options: Parameters<typeof updateObject>[2],
) {
  const { resource, namespace, name } = request;
  const ref = { resource: resource.plural, namespace, name };
  const isThere = context.store.get(resource.plural, namespace, name) !== undefined;
  if (!isThere && rulesFor(resource.plural).createOnUpdate) {
    const created = createObject(context, { resource, object }, options);
    warn(created.warnings);
    return { object: created.object, code: 201 };
  }
  const change = (live: Fields) => {
    checkUid(object, live, request);
    return object;
  };
  const updated = updateObject(context, { ref, change, scope }, options);
  warn(updated.warnings);
  return { object: updated.object, code: 200 };
}

function checkUid(object: Fields, live: Fields, { resource, namespace, name }: ResourceRequest): void {
  const [said, uid] = [textAt(object, 'metadata.uid'), textAt(live, 'metadata.uid')];
  if (said === '' || said === uid) return;
  const key = ['/registry', resource.plural, ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const why = `Precondition failed: UID in precondition: ${said}, UID in object meta: ${uid}`;
  const error = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  throw conflict(resource, name, error);
}
