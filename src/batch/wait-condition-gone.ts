/** Each condition that one may wait for, held against a Job that is gone: as it was last seen, and as it ended. */
import type { JobEnd } from './job-end.ts';
import type { Job } from './objects.ts';
import type { Reading, WaitCondition, WaitSubject, WaitVerdict } from './wait-condition.ts';
import { conditionText } from './wait-condition-syntax.ts';
import { impossible, MET, ofFinished, ofPresent } from './wait-condition-verdict.ts';

/** What had come true when it was last seen has; of what was still to come then, its end may tell. */
export function ofGone(
  condition: WaitCondition,
  { job, end }: WaitSubject & { readonly kind: 'gone' },
  reading: Reading,
): WaitVerdict {
  if (condition.kind === 'delete') return MET;
  if (condition.kind === 'finished') return end === undefined ? impossible('it is gone') : ofFinished(end);
  const last = job && !PASSING.includes(condition.kind) ? ofPresent(condition, job, reading) : undefined;
  if (last?.kind === 'met' || last?.kind === 'impossible') return last;
  if (end === undefined) return impossible('it is gone');
  return ofEnd(condition, end, job);
}

/** An end in words that follow `it`. */
export function endText({ outcome, reason }: JobEnd): string {
  return outcome === 'complete' ? 'is Complete' : `Failed${reason === '' ? '' : ` (${reason})`}`;
}

/** Whether the Job controller sets a condition of this type. */
export function isOwn(type: string): boolean {
  return Object.hasOwn(OWN_CONDITIONS, type.toLowerCase());
}

/** What a Job that was like this once need not have been to its end. */
const PASSING: readonly WaitCondition['kind'][] = ['ready', 'suspended', 'resumed'];

/** The conditions that the Job controller sets, and with which end. */
const OWN_CONDITIONS: Readonly<Record<string, JobEnd['outcome'] | undefined>> = {
  complete: 'complete',
  successcriteriamet: 'complete',
  failed: 'failed',
  failuretarget: 'failed',
  suspended: undefined,
};

function ofEnd(condition: WaitCondition, end: JobEnd, job: Job | undefined): WaitVerdict {
  const never = impossible(`it ${endText(end)} and is gone`, end.outcome === 'failed');
  switch (condition.kind) {
    case 'started':
    case 'create':
      return MET;
    case 'complete':
    case 'failed':
      return condition.kind === end.outcome ? MET : never;
    case 'condition': {
      if (!isOwn(condition.type)) return untold(condition, end, never);
      const isTrue = condition.status.toLowerCase() === 'true';
      return isTrue && OWN_CONDITIONS[condition.type.toLowerCase()] === end.outcome ? MET : never;
    }
    case 'succeeded':
    case 'indexes':
      return end.outcome === 'complete' && job && endedWhole(job) ? MET : untold(condition, end, never);
    case 'jsonpath':
      return untold(condition, end, never);
    default:
      return never;
  }
}

/** Nobody is left to ask; but that it failed is worth more than that. */
function untold(condition: WaitCondition, end: JobEnd, never: WaitVerdict): WaitVerdict {
  if (end.outcome === 'failed') return never;
  return { kind: 'unmet', missing: `it ${endText(end)}, and nothing tells of ${conditionText(condition)}` };
}

/** Whether being Complete means that every completion was reached. How many a work queue has is not known before its end. */
function endedWhole({ spec }: Job): boolean {
  return spec.completions !== undefined && spec.successPolicy === undefined;
}
