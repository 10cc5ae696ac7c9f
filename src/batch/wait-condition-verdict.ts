/** Each condition that one may wait for, held against a Job that is there. */
import { completionsOf } from './completions.ts';
import { isTrue } from './conditions.ts';
import { counted } from './counted.ts';
import {
  complementIndexes,
  type Intervals,
  intersectIndexes,
  parseIndexes,
  printIndexes,
  subtractIndexes,
} from './indexes.ts';
import { type JobEnd, jobEnd } from './job-end.ts';
import type { Job } from './objects.ts';
import type { FindValues, Reading, WaitCondition, WaitVerdict } from './wait-condition.ts';

/** It has come true. */
export const MET: WaitVerdict = { kind: 'met' };

/** It cannot come true. */
export function impossible(because: string, failed = false): WaitVerdict {
  return { kind: 'impossible', because, failed };
}

/** A condition held against a Job as it stands, whether or not that is its last word. */
export function ofPresent(condition: WaitCondition, job: Job, { early, find }: Reading): WaitVerdict {
  switch (condition.kind) {
    case 'finished':
      return ofFinished(jobEnd(job, early));
    case 'complete':
      return jobEnd(job, early)?.outcome === 'complete' ? MET : unmet('it is not Complete');
    case 'failed':
      return jobEnd(job, early)?.outcome === 'failed' ? MET : unmet('it is not Failed');
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

/** `finished`, held against the end there is. */
export function ofFinished(end: JobEnd | undefined): WaitVerdict {
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
  if (total !== undefined && count > total) return impossible(`it has only ${counted(total, 'completion')}`);
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

function unmet(missing: string): WaitVerdict {
  return { kind: 'unmet', missing };
}
