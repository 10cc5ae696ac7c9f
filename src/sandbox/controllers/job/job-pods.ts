/** Which pods belong to which Job: an index, so that a look at one Job costs no look at all pods, nor at those that have long been counted. */
import type { Pod } from '../../../batch/objects.ts';
import { normalisePod } from '../../../cluster/normalise/pod.ts';
import type { StoredObject, StoreEvent } from '../../store.ts';
import { isTracked } from './count.ts';

/** The Job that controls a pod. */
export interface Controller {
  readonly name: string;
  readonly uid: string;
}

/** The pods of all Jobs, by the Job's uid; and those that no controller has. */
export class JobPods {
  readonly #byJob = new Map<string, Map<string, Pod>>();
  readonly #orphans = new Map<string, Map<string, Pod>>();

  /** Takes note of a pod as it stands; returns the Job that controls it. */
  see({ type, object, previous }: StoreEvent): Controller | undefined {
    const controller = controllerOf(object);
    const { uid = '', namespace = '' } = object.metadata;
    const before = previous && controllerOf(previous);
    if (before && before.uid !== controller?.uid) put(this.#byJob, before.uid, { uid });
    const pod = type === 'DELETED' ? undefined : normalisePod(object);
    if (controllerReference(object) === undefined) {
      put(this.#orphans, namespace, pod ? { uid, pod } : { uid });
      return undefined;
    }
    this.#orphans.get(namespace)?.delete(uid);
    if (!controller) return undefined;
    put(this.#byJob, controller.uid, pod && !isSettled(pod) ? { uid, pod } : { uid });
    return controller;
  }

  /** The pods that a Job controls and that still matter: those that have ended and were let go are left out. */
  of(jobUid: string): readonly Pod[] {
    return [...(this.#byJob.get(jobUid)?.values() ?? [])];
  }

  /** The pods of a namespace that nobody controls. */
  orphansIn(namespace: string): readonly Pod[] {
    return [...(this.#orphans.get(namespace)?.values() ?? [])];
  }

  /** One of them, by its uid. */
  orphan({ namespace = '', uid = '' }: StoredObject['metadata']): Pod | undefined {
    return this.#orphans.get(namespace)?.get(uid);
  }

  /** A Job no longer controls a pod. */
  drop(jobUid: string, pod: Pod): void {
    this.#byJob.get(jobUid)?.delete(pod.metadata.uid);
  }
}

/** The Job that controls a pod; undefined where nobody does, or something else. */
export function controllerOf(pod: StoredObject): Controller | undefined {
  const { kind, name, uid } = controllerReference(pod) ?? {};
  return kind === 'Job' && typeof name === 'string' && typeof uid === 'string' ? { name, uid } : undefined;
}

function controllerReference({ metadata }: StoredObject): Readonly<Record<string, unknown>> | undefined {
  const references: unknown = metadata.ownerReferences;
  if (!Array.isArray(references)) return undefined;
  return references.filter(isRecord).find(({ controller }) => controller === true);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSettled(pod: Pod): boolean {
  return (pod.phase === 'Succeeded' || pod.phase === 'Failed') && !isTracked(pod);
}

function put(groups: Map<string, Map<string, Pod>>, group: string, { uid, pod }: { uid: string; pod?: Pod }): void {
  const pods = groups.get(group) ?? new Map<string, Pod>();
  if (pod) groups.set(group, pods.set(uid, pod));
  else if (pods.delete(uid) && pods.size === 0) groups.delete(group);
}
