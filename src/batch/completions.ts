/** What the counters of a Job's status add up to: completions done and left, and pods by state. */
import { countIndexes, parseIndexes, unionIndexes } from './indexes.ts';
import type { Job } from './objects.ts';

/** Pods by state. Uncounted ones (status.uncountedTerminatedPods) are included in succeeded and failed. */
export interface PodCounts {
  /** Never less than ready: Kubernetes 1.36.2 reports 0 active pods during back-off although some run. */
  readonly active: number;
  readonly ready: number | undefined;
  readonly terminating: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
}

/** How many completions a Job has, wants, and can still get. */
export interface Completions {
  /** Completed indexes of an Indexed Job; succeeded pods, uncounted ones included, of another. */
  readonly done: number;
  /** Undefined while completions is unset (work queue). */
  readonly total: number | undefined;
  /** Undefined without backoffLimitPerIndex. */
  readonly failedIndexes: number | undefined;
  /** Neither done nor failed for good; of a work queue 1 until a pod has succeeded. */
  readonly remaining: number;
}

/** The completions as status counts them. Counters below zero are taken for 0. */
export function completionsOf(job: Job): Completions {
  const total = job.spec.completions === undefined ? undefined : atLeastZero(job.spec.completions);
  const failed = indexesIn(job.status.failedIndexes, total);
  const failedIndexes = job.status.failedIndexes === undefined ? undefined : countIndexes(failed);
  const succeededPods = podCountsOf(job).succeeded;
  if (total === undefined) return { done: succeededPods, total, failedIndexes, remaining: succeededPods > 0 ? 0 : 1 };
  if (job.spec.completionMode !== 'Indexed') {
    return { done: succeededPods, total, failedIndexes, remaining: atLeastZero(total - succeededPods) };
  }
  const completed = indexesIn(job.status.completedIndexes, total);
  const remaining = total - countIndexes(unionIndexes(completed, failed));
  return { done: countIndexes(completed), total, failedIndexes, remaining };
}

/**
 * The pods as status counts them. A pod stands in uncountedTerminatedPods until the same update moves it into the counter, so
 * the sum never counts one twice (Kubernetes 1.36, pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers).
 */
export function podCountsOf({ status }: Job): PodCounts {
  return {
    active: Math.max(atLeastZero(status.active), status.ready ?? 0),
    ready: status.ready === undefined ? undefined : atLeastZero(status.ready),
    terminating: status.terminating === undefined ? undefined : atLeastZero(status.terminating),
    succeeded: atLeastZero(status.succeeded) + new Set(status.uncountedSucceeded).size,
    failed: atLeastZero(status.failed) + new Set(status.uncountedFailed).size,
  };
}

/** kubectl's COMPLETIONS: `3/5`, `3/1` (unset completions), `0/1 of 3`. Kubernetes 1.36, pkg/printers/internalversion, printJob. */
export function completionsText({ spec, status }: Job): string {
  if (spec.completions !== undefined) return `${status.succeeded}/${spec.completions}`;
  return spec.parallelism > 1 ? `${status.succeeded}/1 of ${spec.parallelism}` : `${status.succeeded}/1`;
}

function indexesIn(text: string | undefined, completions: number | undefined) {
  return parseIndexes(text ?? '', completions).intervals;
}

function atLeastZero(count: number): number {
  return Math.max(0, count);
}
