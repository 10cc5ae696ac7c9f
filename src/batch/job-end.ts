/** How a Job ended, as its conditions say. */
import { trueCondition } from './conditions.ts';
import type { Condition, Job } from './objects.ts';

/** How a Job ended, whoever told: its status, or, when nothing else is left of it, its events. */
export interface JobEnd {
  readonly outcome: 'complete' | 'failed';
  readonly reason: string;
  readonly message: string;
}

/** The end of a Job; undefined while it has none. With `early`, the end that is bound to come (FailureTarget, SuccessCriteriaMet) is one. */
export function jobEnd(job: Job, early = false): JobEnd | undefined {
  const { conditions } = job.status;
  const complete = trueCondition(conditions, 'Complete');
  const failed =
    trueCondition(conditions, 'Failed') ?? (early ? trueCondition(conditions, 'FailureTarget') : undefined);
  const met = early ? trueCondition(conditions, 'SuccessCriteriaMet') : undefined;
  const [outcome, condition] = complete ? (['complete', complete] as const) : pick(failed, met);
  return condition && { outcome, reason: condition.reason, message: condition.message };
}

function pick(failed: Condition | undefined, met: Condition | undefined) {
  return failed ? (['failed', failed] as const) : (['complete', met] as const);
}
