import type { CronJob, Job, KubeEvent, Pod } from '../../batch/objects.ts';
import { ApiError } from '../errors.ts';
import { normaliseCronJob, normaliseEvent, normaliseJob, normalisePod } from '../normalise.ts';
import type { Scope } from '../port.ts';

/** What every kind keeps of its metadata, enough to tell objects and their versions apart. */
export interface Versioned {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

/** Where the API keeps objects of a kind, and how one is read. */
export interface ResourceKind<T extends Versioned> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  normalise(object: unknown): T;
  /** Brings what makes the same of protobuf, and throws a `WireError`: lists of this kind are then asked for so. */
  readonly protobuf?: () => Promise<(bytes: Uint8Array) => T>;
}

/** Jobs (batch/v1). */
export const JOBS: ResourceKind<Job> = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  plural: 'jobs',
  normalise: normaliseJob,
};

/** CronJobs (batch/v1). */
export const CRON_JOBS: ResourceKind<CronJob> = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  normalise: normaliseCronJob,
};

/** Pods (core/v1): there may be tens of thousands, and a small part of each is used. */
export const PODS: ResourceKind<Pod> = {
  apiVersion: 'v1',
  kind: 'Pod',
  plural: 'pods',
  normalise: normalisePod,
  protobuf: async () => (await import('../protobuf/pod.ts')).readPod,
};

/** Events, through core/v1, which shows those of events.k8s.io too. */
export const EVENTS: ResourceKind<KubeEvent> = {
  apiVersion: 'v1',
  kind: 'Event',
  plural: 'events',
  normalise: normaliseEvent,
};

/** The path of a kind's collection, in one namespace or in all. Throws ApiError (400) for a name that none can have. */
export function collectionPath(kind: { apiVersion: string; plural: string }, namespace: string | undefined): string {
  const group = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  return namespace === undefined
    ? `${group}/${kind.plural}`
    : `${group}/namespaces/${segment(namespace)}/${kind.plural}`;
}

/** The path of one object; without a namespace, of one that lies in none. Throws ApiError (400) for a name that none can have. */
export function objectPath(
  kind: { apiVersion: string; plural: string },
  namespace: string | undefined,
  name: string,
): string {
  return `${collectionPath(kind, namespace)}/${segment(name)}`;
}

/** A scope's selectors as query parameters. */
export function selectors(scope: Scope): Readonly<Record<string, string | undefined>> {
  return { labelSelector: scope.labelSelector, fieldSelector: scope.fieldSelector };
}

/** Escaped. Names that would reach another path are refused here, in kubectl's words (apimachinery, api/validation/path). */
function segment(name: string): string {
  const forbidden = ['/', '%'].find((letter) => name.includes(letter));
  if (name === '') throw new ApiError({ code: 400, message: 'resource name may not be empty' });
  if (name === '.' || name === '..') throw invalidName(name, `may not be '${name}'`);
  if (forbidden) throw invalidName(name, `may not contain '${forbidden}'`);
  return encodeURIComponent(name);
}

function invalidName(name: string, why: string): ApiError {
  return new ApiError({ code: 400, message: `invalid resource name "${name}": [${why}]` });
}
