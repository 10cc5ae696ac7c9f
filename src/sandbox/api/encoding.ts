/**
 * What goes over the wire: JSON, or protobuf where a client would rather have it and what is asked for is whole objects
 * (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/negotiation). Tables, metadata alone and watches come as JSON, which such clients accept beside it.
 */
import { protobufListOf, protobufOf } from '../schema/protobuf/write-protobuf.ts';
import { hasStruct, structNamed } from '../schema/schema.ts';
import type { StoredObject } from '../store.ts';
import { type Answer, json, plainText } from './answer.ts';
import { type ListMeta, type Representation, type Showing, shownList, shownObject } from './representation.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import type { Status } from './status.ts';

/** The media type of Kubernetes' protobuf. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** One object as an answer. */
export function objectIn(object: StoredObject, resource: Resource, showing: Showing): Answer {
  if (!isProtobuf(showing.representation, resource)) return json(shownObject(object, resource, showing));
  return protobuf(protobufOf({ ...object, ...typeOf(resource) }, structNamed(resource.kind)));
}

/** A list as an answer. */
export function listIn(
  objects: readonly StoredObject[],
  resource: Resource,
  showing: Showing & { readonly metadata: ListMeta },
): Answer {
  if (!isProtobuf(showing.representation, resource)) return json(shownList(objects, resource, showing));
  const { apiVersion, kind } = typeOf(resource);
  const list = { apiVersion, kind: `${kind}List`, metadata: showing.metadata, items: objects };
  return protobuf(protobufListOf(list, structNamed(resource.kind)));
}

/** A Status as an answer, with `Retry-After` where it says so; its message alone for a client that would read neither JSON nor protobuf. */
export function statusAnswer(status: Status, accept = ''): Answer {
  const retry = status.details?.retryAfterSeconds;
  const answer = answerOf(status, accept);
  return retry === undefined ? answer : { ...answer, headers: { 'Retry-After': String(retry) } };
}

/** Clients of OpenAPI documents ask for a protobuf of their own and nothing else, and show what is in any other answer only if it is text. */
function answerOf(status: Status, accept: string): Answer {
  const { code } = status;
  const types = accept.split(',').map((clause) => clause.split(';', 1)[0]?.trim() ?? '');
  const readable = types.find((type) => type === PROTOBUF || /^$|json|\*\/\*|application\/\*/.test(type));
  if (readable === undefined) return plainText(`${status.message}\n`, code);
  return readable === PROTOBUF ? protobuf(protobufOf(status, structNamed('Status')), code) : json(status, { code });
}

function isProtobuf(representation: Representation, { kind }: Resource): boolean {
  return representation.as === 'object' && representation.protobuf === true && hasStruct(kind);
}

function typeOf(resource: Resource): { readonly apiVersion: string; readonly kind: string } {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind };
}

function protobuf(body: Uint8Array, code = 200): Answer {
  return { code, contentType: PROTOBUF, body };
}
