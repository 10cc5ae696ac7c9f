/** Which pods belong to which Job: an index, so that a look at one Job costs no look at all pods, nor at those that have long been counted. */
import type { Pod } from '../../../batch/objects.ts';
import { normalisePod } from '../../../cluster/normalise/pod.ts';
import type { StoredObject } from '../../store.ts';
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
  see(object: StoredObject, isGone: boolean): Controller | undefined {
    const controller = controllerOf(object);
    const { uid = '', namespace = '' } = object.metadata;
    if (controller === undefined) {
      put(this.#orphans, namespace, isGone ? { uid } : { uid, pod: normalisePod(object) });
      return undefined;
    }
    this.#orphans.get(namespace)?.delete(uid);
    if (controller === 'other') return undefined;
    const pod = isGone ? undefined : normalisePod(object);
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

  /** A Job no longer controls a pod. */
  drop(jobUid: string, pod: Pod): void {
    this.#byJob.get(jobUid)?.delete(pod.metadata.uid);
  }
}

/** The controller of a pod, as far as it is a Job. */
function controllerOf({ metadata }: StoredObject): Controller | 'other' | undefined {
  const references: unknown = metadata.ownerReferences;
  if (!Array.isArray(references)) return undefined;
  const controller: unknown = references.find((one: unknown) => isRecord(one) && one.controller === true);
  if (!isRecord(controller)) return undefined;
  const { kind, name, uid } = controller;
  return kind === 'Job' && typeof name === 'string' && typeof uid === 'string' ? { name, uid } : 'other';
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
