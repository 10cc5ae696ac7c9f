/**
 * Answers that are failures: Kubernetes' Status objects, in the real server's words
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go).
 */

/** A `Status` as the API serves it. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** What a Status says about the object it is about. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** One field of an object, and what is wrong with it. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** A resource as errors name it. */
export interface ResourceId {
  readonly group: string;
  readonly plural: string;
}

/** Thrown anywhere while a request is answered: its Status becomes the answer. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(
    code: number,
    reason: string,
    answer: { readonly message: string; readonly details?: StatusDetails; readonly metadata?: Record<string, unknown> },
  ) {
    super(answer.message);
    this.name = 'StatusError';
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: answer.metadata ?? {},
      status: 'Failure',
      message: answer.message,
      ...(reason === '' ? {} : { reason }),
      ...(answer.details ? { details: answer.details } : {}),
      code,
    };
  }

  /** 400: the request itself is wrong. */
  static badRequest(message: string): StatusError {
    return new StatusError(400, 'BadRequest', { message });
  }

  /** 404: no such object. */
  static notFound(resource: ResourceId, name: string): StatusError {
    const { group, plural } = resource;
    const message = `${qualified(resource)} ${JSON.stringify(name)} not found`;
    return new StatusError(404, 'NotFound', {
      message,
      details: { name, ...(group === '' ? {} : { group }), kind: plural },
    });
  }

  /** 410: a resourceVersion or continue token that history no longer reaches. */
  static expired(message: string, metadata: Record<string, unknown> = {}): StatusError {
    return new StatusError(410, 'Expired', { message, metadata });
  }

  /** 422: fields of the request object `kind` named `name` are invalid. */
  static invalid(
    kind: { readonly group: string; readonly kind: string },
    name: string,
    causes: readonly StatusCause[],
  ): StatusError {
    const listed = causes.map((cause) => `${cause.field}: ${cause.message}`);
    const all = listed.length === 1 ? `${listed[0]}` : `[${listed.join(', ')}]`;
    return new StatusError(422, 'Invalid', {
      message: `${qualified({ group: kind.group, plural: kind.kind })} ${JSON.stringify(name)} is invalid: ${all}`,
      details: {
        ...(name === '' ? {} : { name }),
        ...(kind.group === '' ? {} : { group: kind.group }),
        kind: kind.kind,
        causes,
      },
    });
  }

  /** 501: the embedded cluster does not simulate this. Names the method and the path, so that a user can tell us. */
  static notImplemented(method: string, path: string): StatusError {
    const message = `the embedded cluster does not simulate ${method} ${path}`;
    return new StatusError(501, 'NotImplemented', { message });
  }
}

function qualified(resource: ResourceId): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}
