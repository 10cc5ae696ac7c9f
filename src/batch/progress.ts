import type { Job } from './objects.ts';

/** Pods by state; uncounted ones are included in succeeded and failed. */
export interface PodCounts {
  readonly active: number;
  readonly ready: number | undefined;
  readonly terminating: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
}

export interface Progress {
  readonly done: number;
  readonly total: number | undefined;
  readonly failedIndexes: number | undefined;
  readonly fraction: number | undefined;
  readonly perMinute: number | undefined;
  readonly etaMs: number | undefined;
  readonly pods: PodCounts;
}

export function progressOf(_job: Job, _now: number): Progress {
  const pods = { active: 0, ready: 0, terminating: 0, succeeded: 0, failed: 0 };
  return {
    done: 0,
    total: undefined,
    failedIndexes: undefined,
    fraction: undefined,
    perMinute: undefined,
    etaMs: undefined,
    pods,
  };
}

export function completionsText(_job: Job): string {
  return '';
}
