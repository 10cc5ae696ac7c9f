/** What one may wait for in a Job, and whether it has come true: `--for` of `wait`, over a Job as it stands. */
import type { Intervals } from './indexes.ts';
import { type JobEnd, jobEnd } from './job-end.ts';
import type { ApiObject, Job } from './objects.ts';
import { endText, isOwn, ofGone } from './wait-condition-gone.ts';
import { impossible, ofPresent } from './wait-condition-verdict.ts';

/** One thing to wait for. */
export type WaitCondition =
  /** Complete or Failed. The one condition that can come true badly: a Failed Job has finished. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed' }
  /** `status.startTime` is set. */
  | { readonly kind: 'started' }
  | { readonly kind: 'suspended' }
  /** Not, or no longer, suspended. */
  | { readonly kind: 'resumed' }
  /** So many Ready pods; without a count as many as the Job runs at a time. */
  | { readonly kind: 'ready'; readonly count: number | undefined }
  | { readonly kind: 'succeeded'; readonly count: number }
  /** All of these are among the completed indexes. */
  | { readonly kind: 'indexes'; readonly indexes: Intervals }
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  /** Any condition of the status, as kubectl takes it: names and values without regard to case. */
  | { readonly kind: 'condition'; readonly type: string; readonly status: string }
  /** As kubectl: one value, equal to this text; without a text, that there is a value. */
  | { readonly kind: 'jsonpath'; readonly path: string; readonly value: string | undefined };

/** Conditions of which, in each inner list, one must hold: and of ors. */
export type WaitExpression = readonly (readonly WaitCondition[])[];

/** What a condition is held against: a Job that is there, or one that is gone: as it was last seen, if ever, and how it ended, if that is known. */
export type WaitSubject =
  | { readonly kind: 'present'; readonly job: Job }
  | { readonly kind: 'gone'; readonly job: Job | undefined; readonly end: JobEnd | undefined };

/** Where waiting stands. */
export type WaitVerdict =
  | { readonly kind: 'met' }
  /** It was waited for the end, and the end is a failure. */
  | { readonly kind: 'failed' }
  /** Not yet; in words what is missing. */
  | { readonly kind: 'unmet'; readonly missing: string }
  /** It cannot come true any more, or never could; `failed`: because the Job, or an index that was waited for, failed. */
  | { readonly kind: 'impossible'; readonly because: string; readonly failed: boolean };

/** What a JSONPath finds in an object, or why it finds nothing. */
export type FindValues = (
  path: string,
  object: ApiObject,
) => { readonly ok: true; readonly values: readonly unknown[] } | { readonly ok: false; readonly why: string };

/** How conditions are read. */
export interface Reading {
  /** Take FailureTarget for Failed, and SuccessCriteriaMet for Complete: what is bound to come. */
  readonly early: boolean;
  readonly find: FindValues;
}

/**
 * Where waiting stands. Of alternatives the best one counts; of what must all hold at once, the worst. What a finished Job has not come to it
 * never will: the controller does nothing more with it.
 */
export function evaluateWait(expression: WaitExpression, subject: WaitSubject, reading: Reading): WaitVerdict {
  const clauses = expression.map((alternatives) =>
    alternatives.map((condition) => evaluateCondition(condition, subject, reading)).reduce(better),
  );
  return clauses.reduce(worse);
}

/** Whether an expression speaks of a kind of condition at all. */
export function mentions(expression: WaitExpression, kind: WaitCondition['kind']): boolean {
  return expression.some((alternatives) => alternatives.some((condition) => condition.kind === kind));
}

/** From worst to best for alternatives; the order in which what must all hold is judged runs the other way. */
const RANKS: readonly WaitVerdict['kind'][] = ['impossible', 'unmet', 'failed', 'met'];

function better(a: WaitVerdict, b: WaitVerdict): WaitVerdict {
  if (a.kind === 'unmet' && b.kind === 'unmet') return { ...a, missing: `${a.missing}, and ${b.missing}` };
  if (a.kind === 'impossible' && b.kind === 'impossible') return { ...a, failed: a.failed || b.failed };
  return RANKS.indexOf(a.kind) >= RANKS.indexOf(b.kind) ? a : b;
}

function worse(a: WaitVerdict, b: WaitVerdict): WaitVerdict {
  if (a.kind === 'unmet' && b.kind === 'unmet') return { ...a, missing: `${a.missing}; ${b.missing}` };
  return RANKS.indexOf(a.kind) <= RANKS.indexOf(b.kind) ? a : b;
}

function evaluateCondition(condition: WaitCondition, subject: WaitSubject, reading: Reading): WaitVerdict {
  return subject.kind === 'gone' ? ofGone(condition, subject, reading) : ofLiving(condition, subject.job, reading);
}

function ofLiving(condition: WaitCondition, job: Job, reading: Reading): WaitVerdict {
  const verdict = ofPresent(condition, job, reading);
  if (verdict.kind !== 'unmet' || !isSettledByEnd(condition)) return verdict;
  const end = settledEnd(condition, job, reading);
  return end === undefined ? verdict : impossible(`it ${endText(end)}: ${verdict.missing}`, end.outcome === 'failed');
}

/** Conditions of which a finished Job has seen the last: its status does not change any more. Labels may, and conditions of others. */
function isSettledByEnd(condition: WaitCondition): boolean {
  switch (condition.kind) {
    case 'finished':
    case 'delete':
    case 'create':
      return false;
    case 'condition':
      return isOwn(condition.type);
    case 'jsonpath':
      return /^\{?\.?status\b/.test(condition.path);
    default:
      return true;
  }
}

/** While a Job that has met its success criteria still runs, more may come to pass than its being Complete; a failing one only loses. */
function settledEnd({ kind }: WaitCondition, job: Job, { early }: Reading): JobEnd | undefined {
  const end = jobEnd(job, early);
  const isBound = end !== undefined && jobEnd(job) === undefined;
  return isBound && end.outcome === 'complete' && kind !== 'failed' ? undefined : end;
}
