import type { Job } from './objects.ts';

export type JobState =
  | 'running'
  | 'suspended'
  | 'resuming'
  | 'backing-off'
  | 'failing'
  | 'succeeding'
  | 'complete'
  | 'failed'
  | 'terminating';

export interface Outcome {
  readonly state: JobState;
  /** Of the deciding condition, else ''. */
  readonly reason: string;
  readonly message: string;
  /** When this state began, RFC 3339, if the object tells. */
  readonly since: string | undefined;
  /** What `kubectl get jobs` prints as STATUS. */
  readonly status: string;
}

export function outcomeOf(_job: Job): Outcome {
  return { state: 'running', reason: '', message: '', since: undefined, status: 'Running' };
}

export function statusWord(outcome: Outcome): string {
  return outcome.state === 'backing-off' ? 'Backing off' : outcome.status;
}

export function isFinished(_job: Job): boolean {
  return false;
}

export function elapsedMs(_job: Job, _now: number): number | undefined {
  return undefined;
}

export function endedAt(_job: Job): string | undefined {
  return undefined;
}
