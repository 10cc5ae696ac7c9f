/** What the server says when it will not write (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go). */
import { type ResourceId, StatusError } from '../api/status.ts';
import type { FieldErrors } from '../validation/field-errors.ts';

/** A kind as errors name it. */
export interface KindId {
  readonly group: string;
  readonly kind: string;
}

/** 409: there is one of this name. */
export function alreadyExists(resource: ResourceId, name: string, isEnding: boolean): StatusError {
  const prefix = isEnding ? 'object is being deleted: ' : '';
  const message = `${prefix}${qualified(resource.plural, resource.group)} ${JSON.stringify(name)} already exists`;
  return new StatusError(409, 'AlreadyExists', { message, details: detailsOf(resource, name) });
}

/** 409: somebody else was there before, or it is not what was meant. */
export function conflict(resource: ResourceId, name: string, why: string): StatusError {
  const what = `${qualified(resource.plural, resource.group)} ${JSON.stringify(name)}`;
  const message = `Operation cannot be fulfilled on ${what}: ${why}`;
  return new StatusError(409, 'Conflict', { message, details: detailsOf(resource, name) });
}

/** The words of a conflict between two writers. */
export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** 403: an admission rule refuses it. */
export function forbidden(resource: ResourceId, name: string, why: string): StatusError {
  const named = name === '' ? '' : ` ${JSON.stringify(name)}`;
  const message = `${qualified(resource.plural, resource.group)}${named} is forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', { message, details: detailsOf(resource, name) });
}

/** 403: its namespace is going away. */
export function namespaceEnding(resource: ResourceId, name: string, namespace: string): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(resource, name, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError(403, 'Forbidden', {
    message: status.message,
    details: { ...status.details, causes: [cause] },
  });
}

/** 422: what is wrong with the fields of an object. Causes may repeat; the message says each once. */
export function invalidObject(kind: KindId, name: string, errors: FieldErrors): StatusError {
  const said = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const all = said.length === 1 ? `${said[0]}` : `[${said.join(', ')}]`;
  const what = `${qualified(kind.kind, kind.group)} ${JSON.stringify(name)}`;
  return new StatusError(422, 'Invalid', {
    message: `${what} is invalid: ${all}`,
    details: {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      ...(kind.kind === '' ? {} : { kind: kind.kind }),
      causes: errors,
    },
  });
}

/** 415: a body in a form that is not read. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return new StatusError(415, 'UnsupportedMediaType', { message });
}

/** 500 without a reason: an error that the server has no kind for. */
export function plainError(code: number, message: string): StatusError {
  return new StatusError(code, '', { message });
}

function detailsOf({ plural, group }: ResourceId, name: string) {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
}

function qualified(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}
