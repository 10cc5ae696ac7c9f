/** Server-side apply: an apply configuration read, checked and merged (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go). */
import { parse } from 'yaml';
import { type Fields, fieldAt, textAt } from '../../api/fields.ts';
import { apiVersionOf } from '../../api/resources.ts';
import { StatusError } from '../../api/status.ts';
import type { ResourceRequest } from '../../api/verb.ts';
import { DecodeError, decodeStruct, isObject } from '../../schema/decode.ts';
import { structNamed } from '../../schema/schema.ts';
import type { StoredObject } from '../../store.ts';
import { rulesFor } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { applied } from '../managed-fields/apply.ts';
import { timestamp } from '../metadata.ts';
import { plainError } from '../refusals.ts';
import type { SentObject } from './body.ts';
import { inNamespace } from './create.ts';
import { checkName } from './update.ts';
import type { WriteQuery } from './write-query.ts';

/** What is applied, and to what. */
export interface SentApply {
  readonly text: string;
  readonly request: ResourceRequest;
  readonly subresource: string;
}

/** The object that an apply makes of another, or of nothing. Throws a StatusError 400 or 409. */
export function applyPatch(
  live: StoredObject | undefined,
  { text, request, subresource }: SentApply,
  { context, query }: { readonly context: WritingContext; readonly query: WriteQuery },
): SentObject {
  const { resource, namespace, name } = request;
  const { struct } = rulesFor(resource.plural);
  const config = parseConfig(text);
  checkVersion(config, request);
  if (fieldAt(config, 'metadata.managedFields') !== undefined) {
    throw StatusError.badRequest('metadata.managedFields must be nil');
  }
  const placed = inNamespace(named(config, name), request, namespace);
  checkName(placed, name);
  checkTyped(placed, request, struct);
  const writer = {
    name: query.manager,
    apiVersion: apiVersionOf(resource),
    subresource,
    struct,
    time: timestamp(context.clock),
  };
  const merged = applied(live, { config: normalised(placed), writer, force: query.force });
  return { object: decodeStruct(merged, structNamed(struct)).object, warnings: [] };
}

function parseConfig(text: string): Fields {
  try {
    const value: unknown = parse(text);
    if (isObject(value)) return value;
    throw new Error('cannot unmarshal into Go value of type map[string]interface {}');
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw StatusError.badRequest(`error decoding YAML: ${why}`);
  }
}

function checkVersion(config: Fields, { resource }: ResourceRequest): void {
  const [version, expected] = [textAt(config, 'apiVersion'), apiVersionOf(resource)];
  if (version !== expected) {
    const why = 'Incorrect version specified in apply patch. Specified patch version';
    throw StatusError.badRequest(`${why}: ${version}, expected: ${expected}`);
  }
  const kind = textAt(config, 'kind');
  if (kind !== resource.kind) {
    throw StatusError.badRequest(`invalid object type: /, Kind=${kind}, expected: ${expected}, Kind=${resource.kind}`);
  }
}

function named(config: Fields, name: string): Fields {
  const metadata = isObject(config.metadata) ? config.metadata : {};
  return textAt(metadata, 'name') === '' ? { ...config, metadata: { ...metadata, name } } : config;
}

/** Every field must be known, whatever fieldValidation says: an apply of what is not in the schema has no owner. */
function checkTyped(config: Fields, { resource, namespace, name }: ResourceRequest, struct: string): void {
  const about = `${namespace ?? ''}/${name}; ${apiVersionOf(resource)}, Kind=${resource.kind}`;
  const refuse = (why: string) => plainError(500, `failed to create typed patch object (${about}): ${why}`);
  try {
    const { unknown } = decodeStruct(config, structNamed(struct));
    const fields = unknown.map((text) => /"(.*)"/.exec(text)?.[1] ?? text);
    const errors = fields.map((field) => `.${field}: field not declared in schema`);
    const [only, ...more] = errors;
    if (only === undefined) return;
    throw refuse(more.length === 0 ? only : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`);
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error;
  }
}

/** Without nulls, which say nothing in an apply. */
function normalised(value: Fields): Fields {
  const clean = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(clean);
    if (!isObject(one)) return one;
    return Object.fromEntries(
      Object.entries(one)
        .filter(([, inner]) => inner !== null)
        .map(([key, inner]) => [key, clean(inner)]),
    );
  };
  const cleaned = clean(value);
  return isObject(cleaned) ? cleaned : {};
}
