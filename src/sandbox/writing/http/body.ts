/** The body of a write: JSON, YAML or protobuf, of the kind that the path is about (Kubernetes 1.36, apiserver/pkg/endpoints/handlers). */
import { parse } from 'yaml';
import { type Fields, textAt } from '../../api/fields.ts';
import type { ApiRequest } from '../../api/request.ts';
import { apiVersionOf, type Resource } from '../../api/resources.ts';
import { StatusError } from '../../api/status.ts';
import { DecodeError, decodeStruct, isObject } from '../../schema/decode.ts';
import { duplicateFields } from '../../schema/duplicate-fields.ts';
import { openEnvelope } from '../../schema/protobuf/read-protobuf.ts';
import { WireError } from '../../schema/protobuf/wire.ts';
import { structNamed } from '../../schema/schema.ts';
import { CLUSTER_RESOURCES } from '../resources.ts';
import { contentType, jsonError, PROTOBUF, YAML } from './media-type.ts';
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
  const { value, text } = await readValue(request, expected);
  const duplicates = text === undefined || expected.fieldValidation === 'Ignore' ? [] : duplicateFields(text);
  return decodeAs(value, duplicates, expected);
}

/** A body's value, of the kind that was expected, and its text where that is JSON. */
async function readValue(request: ApiRequest, expected: Expected): Promise<{ value: unknown; text?: string }> {
  const body = await request.body();
  const type = contentType(request);
  if (type === PROTOBUF) return { value: parseProtobuf(body, expected) };
  const text = body.toString('utf8');
  const value = type === YAML ? parseYaml(text, expected.kind) : parseJson(text, expected.kind);
  checkKind(value, expected);
  return type === YAML ? { value } : { value, text };
}

function parseProtobuf(body: Uint8Array, expected: Expected): unknown {
  try {
    const { kind, apiVersion, as } = openEnvelope(body);
    checkKind({ kind, apiVersion }, expected);
    return as(structNamed(expected.struct));
  } catch (error) {
    throw error instanceof WireError ? StatusError.badRequest(error.message) : error;
  }
}

/** A JSON value as an object of a kind, held against the schema. Throws a StatusError 400. */
function decodeAs(value: unknown, duplicates: readonly string[], expected: Expected): SentObject {
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

/** JSON, or what the server says of what is none. */
export function parseJson(text: string, kind: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${jsonError(text, error)}`, text);
  }
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
