/** Writing: a Job's status as the controller puts it together, field by field (Kubernetes 1.36, pkg/controller/job/job_controller.go). */
import { countIndexes, type Intervals, printIndexes } from '../../../batch/indexes.ts';
import type { Job } from '../../../batch/objects.ts';
import type { StoredObject } from '../../store.ts';

/** A condition as it is written. */
export interface WrittenCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastProbeTime: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** The status of a Job while it is worked on. */
export interface WorkingStatus {
  readonly conditions: readonly WrittenCondition[];
  readonly startTime: string | undefined;
  readonly completionTime: string | undefined;
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Undefined without indexes. */
  readonly completedIndexes: Intervals | undefined;
  /** Undefined without backoffLimitPerIndex. */
  readonly failedIndexes: Intervals | undefined;
  readonly uncountedSucceeded: readonly string[];
  readonly uncountedFailed: readonly string[];
}

/** The Job with this status. Counters of 0 are left out, except `ready` and `terminating`, as the API server does. */
export function withStatus(job: StoredObject, status: WorkingStatus): StoredObject {
  return { ...job, status: written(status) };
}

/** A condition that is True from now on. */
export function trueNow(type: string, now: string, because: Because): WrittenCondition {
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, ...because };
}

/** The conditions that a Job has, as they were written. */
export function writtenConditions({ source }: Job): readonly WrittenCondition[] {
  const { status } = source;
  const conditions: unknown =
    typeof status === 'object' && status !== null && 'conditions' in status ? status.conditions : [];
  return Array.isArray(conditions) ? conditions : [];
}

/** Why a condition holds. */
export interface Because {
  readonly reason: string;
  readonly message: string;
}

/** The conditions with one of them set; an equal one keeps its times (ensureJobConditionStatus). */
export function withCondition(
  conditions: readonly WrittenCondition[],
  condition: WrittenCondition,
): readonly WrittenCondition[] {
  const { type, status, reason, message } = condition;
  const known = conditions.find((other) => other.type === type);
  if (!known) return [...conditions, condition];
  if (known.status === status && known.reason === reason && known.message === message) return conditions;
  return conditions.map((other) => (other.type === type ? condition : other));
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function written(status: WorkingStatus): Readonly<Record<string, unknown>> {
  const { conditions, uncountedSucceeded, uncountedFailed } = status;
  const completed = printIndexes(status.completedIndexes ?? []);
  const succeeded = status.completedIndexes ? countIndexes(status.completedIndexes) : status.succeeded;
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(status.startTime === undefined ? {} : { startTime: status.startTime }),
    ...(status.completionTime === undefined ? {} : { completionTime: status.completionTime }),
    ...(status.active > 0 ? { active: status.active } : {}),
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(status.failed > 0 ? { failed: status.failed } : {}),
    terminating: status.terminating,
    ...(completed === '' ? {} : { completedIndexes: completed }),
    ...(status.failedIndexes === undefined ? {} : { failedIndexes: printIndexes(status.failedIndexes) }),
    uncountedTerminatedPods: {
      ...(uncountedSucceeded.length > 0 ? { succeeded: uncountedSucceeded } : {}),
      ...(uncountedFailed.length > 0 ? { failed: uncountedFailed } : {}),
    },
    ready: status.ready,
  };
}
