/** What one may wait for in a Job, and whether it has come true: `--for` of `wait`, over a Job as it stands. */
import { completionsOf } from './completions.ts';
import { isTrue, trueCondition } from './conditions.ts';
import {
  complementIndexes,
  type Intervals,
  intersectIndexes,
  parseIndexes,
  printIndexes,
  subtractIndexes,
} from './indexes.ts';
import type { ApiObject, Condition, Job } from './objects.ts';

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

/** How a Job ended, whoever told: its status, or, when nothing else is left of it, its events. */
export interface JobEnd {
  readonly outcome: 'complete' | 'failed';
  readonly reason: string;
  readonly message: string;
}

/** What a condition is held against: a Job that is there, or one that is gone and how it ended, if that is known. */
export type WaitSubject =
  | { readonly kind: 'present'; readonly job: Job }
  | { readonly kind: 'gone'; readonly end: JobEnd | undefined };

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

/** How a Job ended; undefined while it has not. */
export function endOf(job: Job, early = false): JobEnd | undefined {
  const { conditions } = job.status;
  const complete = trueCondition(conditions, 'Complete');
  const failed =
    trueCondition(conditions, 'Failed') ?? (early ? trueCondition(conditions, 'FailureTarget') : undefined);
  const met = early ? trueCondition(conditions, 'SuccessCriteriaMet') : undefined;
  const [outcome, condition] = complete ? (['complete', complete] as const) : pick(failed, met);
  return condition && { outcome, reason: condition.reason, message: condition.message };
}

/** Whether an expression speaks of a kind of condition at all. */
export function mentions(expression: WaitExpression, kind: WaitCondition['kind']): boolean {
  return expression.some((alternatives) => alternatives.some((condition) => condition.kind === kind));
}

function pick(failed: Condition | undefined, met: Condition | undefined) {
  return failed ? (['failed', failed] as const) : (['complete', met] as const);
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

const MET: WaitVerdict = { kind: 'met' };

function unmet(missing: string): WaitVerdict {
  return { kind: 'unmet', missing };
}

function impossible(because: string, failed = false): WaitVerdict {
  return { kind: 'impossible', because, failed };
}

function evaluateCondition(condition: WaitCondition, subject: WaitSubject, reading: Reading): WaitVerdict {
  if (subject.kind === 'gone') return ofGone(condition, subject.end);
  const { job } = subject;
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
      return OWN_CONDITIONS.includes(condition.type.toLowerCase());
    case 'jsonpath':
      return /^\{?\.?status\b/.test(condition.path);
    default:
      return true;
  }
}

/** The conditions that the Job controller sets. */
const OWN_CONDITIONS = ['complete', 'failed', 'suspended', 'failuretarget', 'successcriteriamet'];

/** While a Job that has met its success criteria still runs, more may come to pass than its being Complete; a failing one only loses. */
function settledEnd({ kind }: WaitCondition, job: Job, { early }: Reading): JobEnd | undefined {
  const end = endOf(job, early);
  const isBound = end !== undefined && endOf(job) === undefined;
  return isBound && end.outcome === 'complete' && kind !== 'failed' ? undefined : end;
}

function ofGone(condition: WaitCondition, end: JobEnd | undefined): WaitVerdict {
  if (condition.kind === 'delete') return MET;
  if (end === undefined) return impossible('it is gone');
  const { kind } = condition;
  if (kind === 'finished') return ofFinished(end);
  if (kind === 'started') return MET;
  const awaited = kind === 'condition' ? condition.type.toLowerCase() : kind;
  if (awaited === end.outcome) return MET;
  return impossible(`it ${endText(end)} and is gone`, end.outcome === 'failed');
}

function endText({ outcome, reason }: JobEnd): string {
  return outcome === 'complete' ? 'is Complete' : `Failed${reason === '' ? '' : ` (${reason})`}`;
}

function ofPresent(condition: WaitCondition, job: Job, { early, find }: Reading): WaitVerdict {
  switch (condition.kind) {
    case 'finished':
      return ofFinished(endOf(job, early));
    case 'complete':
      return endOf(job, early)?.outcome === 'complete' ? MET : unmet('it is not Complete');
    case 'failed':
      return endOf(job, early)?.outcome === 'failed' ? MET : unmet('it is not Failed');
    case 'started':
      return job.status.startTime === undefined ? unmet('it has not started') : MET;
    case 'suspended':
      return isTrue(job.status.conditions, 'Suspended') ? MET : unmet('it is not suspended');
    case 'resumed':
      return job.spec.suspend || isTrue(job.status.conditions, 'Suspended') ? unmet('it is suspended') : MET;
    case 'ready':
      return ofReady(job, condition.count);
    case 'succeeded':
      return ofSucceeded(job, condition.count);
    case 'indexes':
      return ofIndexes(job, condition.indexes);
    case 'delete':
      return unmet('it is still there');
    case 'create':
      return MET;
    case 'condition':
      return ofCondition(job, condition);
    case 'jsonpath':
      return ofJsonpath(condition, find(condition.path, job.source));
  }
}

function ofFinished(end: JobEnd | undefined): WaitVerdict {
  if (end === undefined) return unmet('it is neither Complete nor Failed');
  return end.outcome === 'complete' ? MET : { kind: 'failed' };
}

function ofReady(job: Job, count: number | undefined): WaitVerdict {
  const ready = job.status.ready ?? 0;
  const wanted = count ?? Math.max(1, Math.min(job.spec.parallelism, completionsOf(job).remaining));
  return ready >= wanted ? MET : unmet(`${ready} of ${wanted} pods are ready`);
}

function ofSucceeded(job: Job, count: number): WaitVerdict {
  const { succeeded } = job.status;
  if (succeeded >= count) return MET;
  const { total } = completionsOf(job);
  if (total !== undefined && count > total) return impossible(`it has only ${total} completions`);
  const { done, remaining } = completionsOf(job);
  if (total !== undefined && done + remaining < count) {
    return impossible(`${total - done - remaining} of its ${total} indexes have failed for good`, true);
  }
  return unmet(`${succeeded} of ${count} succeeded`);
}

function ofIndexes(job: Job, wanted: Intervals): WaitVerdict {
  const { completions, completionMode } = job.spec;
  if (completionMode !== 'Indexed' || completions === undefined) return impossible('it has no indexes');
  const all = complementIndexes([], completions);
  const none = subtractIndexes(wanted, all);
  if (none.length > 0) return impossible(`it has no index ${printIndexes(none)}: its ${completions} begin with 0`);
  const missing = subtractIndexes(wanted, parseIndexes(job.status.completedIndexes, completions).intervals);
  const failed = intersectIndexes(missing, parseIndexes(job.status.failedIndexes ?? '', completions).intervals);
  if (failed.length > 0) return impossible(`failed for good: ${indexWords(failed)}`, true);
  return missing.length === 0 ? MET : unmet(`not completed: ${indexWords(missing)}`);
}

function indexWords(intervals: Intervals): string {
  const text = printIndexes(intervals);
  return `${/^\d+$/.test(text) ? 'index' : 'indexes'} ${text}`;
}

/** Kubernetes 1.36, kubectl/pkg/cmd/wait/condition.go: the first condition of that name decides. */
function ofCondition(job: Job, { type, status }: WaitCondition & { readonly kind: 'condition' }): WaitVerdict {
  const found = job.status.conditions.find((condition) => sameWord(condition.type, type));
  if (!found) return unmet(`it has no condition ${type}`);
  return sameWord(found.status, status) ? MET : unmet(`its condition ${found.type} is ${found.status}`);
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Kubernetes 1.36, kubectl/pkg/cmd/wait/json.go; but what is not there yet (a subscript beyond its list) is waited for. */
function ofJsonpath(
  { path, value }: WaitCondition & { readonly kind: 'jsonpath' },
  found: ReturnType<FindValues>,
): WaitVerdict {
  if (!found.ok) return unmet(`${path}: ${found.why}`);
  const [first] = found.values;
  if (found.values.length === 0) return unmet(`${path} finds nothing`);
  if (found.values.length > 1) return impossible(`${path} finds more than one value`);
  if (value === undefined) return MET;
  if (typeof first === 'object' && first !== null) return impossible(`${path} leads to an object or a list`);
  const text = first === null || first === undefined ? '<nil>' : String(first);
  return text.trim() === value.trim() ? MET : unmet(`${path} is ${text === '' ? 'empty' : text}`);
}
