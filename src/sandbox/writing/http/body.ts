/** The body of a write: JSON or YAML, of the kind that the path is about (Kubernetes 1.36, apiserver/pkg/endpoints/handlers). */
import { parse } from 'yaml';
import { type Fields, textAt } from '../../api/fields.ts';
import type { ApiRequest } from '../../api/request.ts';
import { apiVersionOf, type Resource } from '../../api/resources.ts';
import { StatusError } from '../../api/status.ts';
import { DecodeError, decodeStruct, isObject } from '../../schema/decode.ts';
import { duplicateFields } from '../../schema/duplicate-fields.ts';
import { structNamed } from '../../schema/schema.ts';
import { unsupportedMediaType } from '../refusals.ts';
import { CLUSTER_RESOURCES } from '../resources.ts';
import type { FieldValidation } from './write-query.ts';

/** An object that a client sent, and what it is warned of. */
export interface SentObject {
  readonly object: Fields;
  readonly warnings: readonly string[];
}

/** What a body should hold. */
export interface Expected {
  readonly kind: string;
  readonly apiVersion: string;
  readonly struct: string;
  readonly fieldValidation: FieldValidation;
}

/** What a body about a resource should hold. */
export function expectedOf(resource: Resource, struct: string, fieldValidation: FieldValidation): Expected {
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), struct, fieldValidation };
}

/** Reads a body as an object of a kind. Throws a StatusError 400 or 415. */
export async function readObject(request: ApiRequest, expected: Expected): Promise<SentObject> {
  const text = (await request.body()).toString('utf8');
  const isYaml = contentType(request) === 'application/yaml';
  const value = isYaml ? parseYaml(text, expected.kind) : parseJson(text, expected.kind);
  checkKind(value, expected);
  const duplicates = isYaml || expected.fieldValidation === 'Ignore' ? [] : duplicateFields(text);
  return decodeAs(value, duplicates, expected);
}

/** A JSON value as an object of a kind, held against the schema. Throws a StatusError 400. */
export function decodeAs(value: unknown, duplicates: readonly string[], expected: Expected): SentObject {
  const { kind, apiVersion, fieldValidation } = expected;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const refuse = (why: string) =>
    StatusError.badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
  try {
    const { object, unknown } = decodeStruct(value, structNamed(expected.struct));
    const strict = fieldValidation === 'Ignore' ? [] : [...unknown, ...duplicates];
    if (strict.length > 0 && fieldValidation === 'Strict') throw refuse(`strict decoding error: ${strict.join(', ')}`);
    return { object, warnings: strict };
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error;
  }
}

/** The media type of a body, without its parameters; JSON when nothing is said. */
export function contentType({ headers }: ApiRequest): string {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (type === '' || type === 'application/json' || type === '*/*') return 'application/json';
  if (type === 'application/yaml') return type;
  throw unsupportedMediaType(['application/json', 'application/yaml']);
}

/** JSON, or what the server says of what is none. */
export function parseJson(text: string, kind: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${jsonError(text, error)}`, text);
  }
}

/** A syntax error as Go says it, as far as it can be told from ours. */
export function jsonError(text: string, error: unknown): string {
  const at = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length);
  const character = text.charAt(at);
  return character === ''
    ? 'unexpected end of JSON input'
    : `invalid character '${character}' looking for beginning of value`;
}

function parseYaml(text: string, kind: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unrecognized(kind, `error converting YAML to JSON: yaml: ${why}`, text);
  }
}

const SHOWN_BYTES = 30;

function unrecognized(kind: string, why: string, text: string): StatusError {
  const summary = text === '' ? '<empty>' : text.length > SHOWN_BYTES ? `${text.slice(0, SHOWN_BYTES)} ...` : text;
  return StatusError.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary})`);
}

/** A body that says which kind it is must be of the right one. */
function checkKind(value: unknown, { kind, apiVersion }: Expected): void {
  if (!isObject(value)) return;
  const [saidKind, saidVersion] = [textAt(value, 'kind') || kind, textAt(value, 'apiVersion') || apiVersion];
  if (saidKind === kind && saidVersion === apiVersion) return;
  const version = saidVersion.slice(saidVersion.indexOf('/') + 1);
  const known = CLUSTER_RESOURCES.find((one) => one.kind === saidKind && apiVersionOf(one) === saidVersion);
  const wanted = CLUSTER_RESOURCES.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  const why = known
    ? `converting (v1.${saidKind}) to (${packageOf(wanted?.group)}.${kind}): unknown conversion`
    : `no kind ${JSON.stringify(saidKind)} is registered for version ${JSON.stringify(saidVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  throw StatusError.badRequest(
    `${saidKind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`,
  );
}

/** The Go package of a group's internal types. */
function packageOf(group = ''): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? group);
}
