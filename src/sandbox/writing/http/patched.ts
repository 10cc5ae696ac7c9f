/** An object after a patch, read again as the server reads it (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go). */
import { type Fields, textAt } from '../../api/fields.ts';
import { apiVersionOf, type Resource } from '../../api/resources.ts';
import { StatusError } from '../../api/status.ts';
import { DecodeError, decodeStruct, isObject, type JsonObject } from '../../schema/decode.ts';
import { duplicateFields } from '../../schema/duplicate-fields.ts';
import { structNamed } from '../../schema/schema.ts';
import type { StoredObject } from '../../store.ts';
import { invalid } from '../../validation/field-errors.ts';
import { rulesFor } from '../all-rules.ts';
import { JsonPatchError, jsonPatch } from '../patching/json-patch.ts';
import { mergePatch } from '../patching/merge-patch.ts';
import { goMap, StrategicPatchError } from '../patching/strategic-lists.ts';
import { strategicMerge } from '../patching/strategic-merge.ts';
import { invalidObject, plainError } from '../refusals.ts';
import type { SentObject } from './body.ts';
import { jsonError } from './media-type.ts';
import type { WriteQuery } from './write-query.ts';

/** The forms of a patch, apart from server-side apply. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json';

/** A patch as it was sent. */
export interface SentPatch {
  readonly type: PatchType;
  readonly text: string;
}

/** The object that a patch makes of another. Throws a StatusError 400 or 422. */
export function patchedObject(
  live: StoredObject,
  { type, text }: SentPatch,
  { resource, query }: { readonly resource: Resource; readonly query: WriteQuery },
): SentObject {
  const { struct } = rulesFor(resource.plural);
  const patch = parsePatch(text, type);
  const duplicates = query.fieldValidation === 'Ignore' ? [] : duplicatesOf(text, type);
  const patched = applied(live, { patch, type }, struct);
  checkKind(patched, resource);
  const shown = type === 'application/strategic-merge-patch+json' ? goMap(patch) : JSON.stringify(patched);
  const refuse = (why: string) => invalidObject({ group: '', kind: '' }, '', [invalid('patch', shown, why)]);
  try {
    const { object, unknown } = decodeStruct(patched, structNamed(struct));
    const strict = query.fieldValidation === 'Ignore' ? [] : [...duplicates, ...unknown];
    if (strict.length === 0 || query.fieldValidation === 'Warn') return { object, warnings: strict };
    throw refuse(`strict decoding error: ${strict.join(', ')}`);
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error;
  }
}

function parsePatch(text: string, type: PatchType): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = jsonError(text, error);
    throw StatusError.badRequest(
      type === 'application/strategic-merge-patch+json' ? why : `error decoding patch: ${why}`,
    );
  }
}

/** A JSON patch has fields of its own: what is said twice in an operation is said of the operation. */
function duplicatesOf(text: string, type: PatchType): readonly string[] {
  const found = duplicateFields(text);
  return type === 'application/json-patch+json' ? found.map((one) => `json patch ${one}`) : found;
}

function applied(
  live: StoredObject,
  { patch, type }: { readonly patch: unknown; readonly type: PatchType },
  struct: string,
): unknown {
  try {
    switch (type) {
      case 'application/json-patch+json':
        return jsonPatch(live, patch);
      case 'application/merge-patch+json':
        return mergePatch(live, objectPatch(patch, type));
      case 'application/strategic-merge-patch+json':
        return strategicMerge(live, objectPatch(patch, type), struct);
    }
  } catch (error) {
    if (error instanceof JsonPatchError) {
      throw error.isMalformed ? StatusError.badRequest(error.message) : unprocessable();
    }
    throw error instanceof StrategicPatchError ? plainError(500, error.message) : error;
  }
}

/** The server keeps to itself which operation could not be done. */
function unprocessable(): StatusError {
  const message = 'the server rejected our request due to an error in our request';
  return new StatusError(422, 'Invalid', { message, details: {} });
}

function objectPatch(patch: unknown, type: PatchType): JsonObject {
  if (isObject(patch)) return patch;
  const kind = Array.isArray(patch) ? 'array' : typeof patch;
  const why = `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  throw StatusError.badRequest(
    type === 'application/strategic-merge-patch+json' ? why : `error decoding patch: ${why}`,
  );
}

/** A patch may not make another kind of it. */
function checkKind(patched: unknown, resource: Resource): void {
  const object: Fields = isObject(patched) ? patched : {};
  const [kind, version] = [textAt(object, 'kind'), textAt(object, 'apiVersion')];
  if (kind === resource.kind && version === apiVersionOf(resource)) return;
  throw StatusError.badRequest(
    `the API version in the data (${version}) does not match the expected API version (${apiVersionOf(resource)})`,
  );
}
