/**
 * What a Job's status may say (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `ValidateJobUpdateStatus`; which rule applies when:
 * pkg/registry/batch/job/strategy.go). A rule applies only where the write changed what it is about, so that a status that was wrong
 * already does not keep others from being written.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Fields, fieldAt, isConditionTrue, listAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { duplicate, type FieldErrors, invalid, nonNegative, OMITTED, required, when } from '../field-errors.ts';
import { validateObjectMetaUpdate } from '../metadata/object-meta.ts';
import { checkIndexes, firstShared } from './job-indexes.ts';

/** A changed status. */
export function validateJobStatusUpdate(job: Fields, old: Fields): FieldErrors {
  const change = new StatusChange(job, old);
  return [
    ...validateObjectMetaUpdate(objectOf(job.metadata), objectOf(old.metadata)),
    ...COUNTERS.flatMap((field) => nonNegative(numberAt(job, `status.${field}`), `status.${field}`)),
    ...uncountedErrors(job),
    ...completionTimeErrors(change),
    ...finishedErrors(change),
    ...indexesErrors(change),
    ...countErrors(change),
    ...criteriaErrors(job),
    ...backwardErrors(change),
  ];
}

const COUNTERS = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

/** The Job before and after a write, and what differs. */
class StatusChange {
  readonly job: Fields;
  readonly old: Fields;

  constructor(job: Fields, old: Fields) {
    this.job = job;
    this.old = old;
  }

  is(type: string): boolean {
    return isConditionTrue(this.job, type);
  }

  was(type: string): boolean {
    return isConditionTrue(this.old, type);
  }

  /** Whether one of these conditions changed, or one of these fields of the status. */
  changed(conditions: readonly string[], fields: readonly string[] = []): boolean {
    return (
      conditions.some((type) => this.is(type) !== this.was(type)) ||
      fields.some((field) => !isDeepStrictEqual(this.field(field), fieldAt(this.old, `status.${field}`)))
    );
  }

  field(name: string): unknown {
    return fieldAt(this.job, `status.${name}`);
  }

  get isFinished(): boolean {
    return this.is('Complete') || this.is('Failed');
  }

  finishedChanged(...fields: readonly string[]): boolean {
    const wasFinished = this.was('Complete') || this.was('Failed');
    return this.isFinished !== wasFinished || this.changed([], fields);
  }
}

function uncountedErrors(job: Fields): FieldErrors {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    textsAt(job, `status.uncountedTerminatedPods.${list}`).flatMap((uid, i) => {
      const path = `status.uncountedTerminatedPods.${list}[${i}]`;
      if (uid === '') return [invalid(path, uid, 'must not be empty')];
      const isSeen = seen.has(uid);
      seen.add(uid);
      return when(isSeen, duplicate(path, uid));
    }),
  );
}

function completionTimeErrors(change: StatusChange): FieldErrors {
  const completed = change.field('completionTime');
  const started = change.field('startTime');
  const path = 'status.completionTime';
  const isComplete = change.is('Complete');
  const timeChanged = change.changed(['Complete'], ['completionTime']);
  const isBefore = typeof completed === 'string' && typeof started === 'string' && completed < started;
  const tooEarly = 'cannot set completionTime when there is no Complete=True condition';
  return [
    ...when(change.changed(['Complete', 'Failed']) && isComplete && change.is('Failed'), condition(both('Failed'))),
    ...when(
      change.changed(['Complete', 'FailureTarget']) && isComplete && change.is('FailureTarget'),
      condition(both('FailureTarget')),
    ),
    ...when(timeChanged && completed !== undefined && !isComplete, invalid(path, completed, tooEarly)),
    ...when(
      timeChanged && completed === undefined && isComplete,
      required(path, 'completionTime is required for Complete jobs'),
    ),
    ...when(
      change.changed([], ['startTime', 'completionTime']) && isBefore,
      invalid(path, completed, 'must be equal to or after `startTime`'),
    ),
  ];
}

function finishedErrors(change: StatusChange): FieldErrors {
  const { job, isFinished } = change;
  const active = numberAt(job, 'status.active') ?? 0;
  const uncounted = objectOf(change.field('uncountedTerminatedPods'));
  const isEmpty = Object.values(uncounted).every((list) => Array.isArray(list) && list.length === 0);
  const isEmptyJob = fieldAt(job, 'spec.suspend') === true && fieldAt(job, 'spec.completions') === 0;
  return [
    ...when(
      change.changed(['Failed'], ['failedIndexes']) && change.is('Failed') && !change.is('FailureTarget'),
      condition('cannot set Failed=True condition without the FailureTarget=true condition'),
    ),
    ...when(
      change.changed(['Complete', 'SuccessCriteriaMet']) && change.is('Complete') && !change.is('SuccessCriteriaMet'),
      condition('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'),
    ),
    ...when(
      change.finishedChanged('active') && active > 0 && isFinished,
      invalid('status.active', active, 'active>0 is invalid for finished job'),
    ),
    ...when(
      change.finishedChanged('startTime') && !isEmptyJob && change.field('startTime') === undefined && isFinished,
      required('status.startTime', 'startTime is required for finished job'),
    ),
    ...when(
      change.finishedChanged('uncountedTerminatedPods') && isFinished && !isEmpty,
      invalid('status.uncountedTerminatedPods', uncounted, 'must be empty for finished job'),
    ),
  ];
}

function indexesErrors(change: StatusChange): FieldErrors {
  const { job } = change;
  const completions = numberAt(job, 'spec.completions');
  const completed = textAt(job, 'status.completedIndexes');
  const failed = change.field('failedIndexes');
  const isPerIndex = fieldAt(job, 'spec.backoffLimitPerIndex') !== undefined;
  const [completedChanged, failedChanged] = [
    change.changed([], ['completedIndexes']),
    change.changed([], ['failedIndexes']),
  ];
  const ofNonIndexed = 'cannot set non-empty completedIndexes when non-indexed completion mode';
  const ofNoLimit = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
  return [
    ...(completedChanged ? formatErrors('completedIndexes', completed, completions) : []),
    ...(failedChanged && isPerIndex && typeof failed === 'string'
      ? formatErrors('failedIndexes', failed, completions)
      : []),
    ...when(
      completedChanged && completed !== '' && fieldAt(job, 'spec.completionMode') !== 'Indexed',
      invalid('status.completedIndexes', completed, ofNonIndexed),
    ),
    ...when(failedChanged && !isPerIndex && failed !== undefined, invalid('status.failedIndexes', failed, ofNoLimit)),
    ...((completedChanged || failedChanged) && typeof failed === 'string'
      ? overlapErrors(completed, failed, completions)
      : []),
  ];
}

function formatErrors(field: string, text: string, completions: number | undefined): FieldErrors {
  if (completions === undefined) return [];
  const checked = checkIndexes(text, completions);
  return 'error' in checked ? [invalid(`status.${field}`, text, `error parsing ${field}: ${checked.error}`)] : [];
}

function overlapErrors(completed: string, failed: string, completions: number | undefined): FieldErrors {
  if (completions === undefined) return [];
  const shared = firstShared(completed, failed, completions);
  if (shared === undefined) return [];
  return [invalid('status.failedIndexes', failed, `failedIndexes and completedIndexes overlap at index: ${shared}`)];
}

function countErrors(change: StatusChange): FieldErrors {
  const { job, isFinished } = change;
  const terminating = numberAt(job, 'status.terminating') ?? 0;
  const ready = numberAt(job, 'status.ready') ?? 0;
  return [
    ...when(
      change.finishedChanged('terminating') && terminating > 0 && isFinished,
      invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'),
    ),
    ...when(
      change.changed([], ['ready', 'active']) && ready > (numberAt(job, 'status.active') ?? 0),
      invalid('status.ready', ready, 'cannot set more ready pods than active'),
    ),
  ];
}

function criteriaErrors(job: Fields): FieldErrors {
  const isMet = isConditionTrue(job, 'SuccessCriteriaMet');
  const hasPolicy = fieldAt(job, 'spec.successPolicy') !== undefined;
  const unmet = 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True';
  return [
    ...when(
      isMet && isConditionTrue(job, 'Failed'),
      condition('cannot set SuccessCriteriaMet=True and Failed=true conditions'),
    ),
    ...when(
      isMet && isConditionTrue(job, 'FailureTarget'),
      condition('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'),
    ),
    ...when(hasPolicy && !isMet && isConditionTrue(job, 'Complete'), condition(unmet)),
  ];
}

/** What has been said cannot be unsaid. */
function backwardErrors(change: StatusChange): FieldErrors {
  const { job, old } = change;
  return [
    ...(['Failed', 'Complete', 'FailureTarget'] as const).flatMap((type) =>
      when(change.was(type) && !change.is(type), condition(`cannot disable the terminal ${type}=True condition`)),
    ),
    ...decreaseErrors(change, 'failed', true),
    ...decreaseErrors(change, 'succeeded', !isElastic(job)),
    ...timeErrors(change),
    ...when(
      change.was('SuccessCriteriaMet') && !change.is('SuccessCriteriaMet'),
      condition('cannot disable the SuccessCriteriaMet=True condition'),
    ),
    ...when(
      isConditionTrue(old, 'Complete') && !change.was('SuccessCriteriaMet') && change.is('SuccessCriteriaMet'),
      condition('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'),
    ),
  ];
}

/** Jobs that may be scaled down may lose successes. */
function isElastic(job: Fields): boolean {
  const isIndexed = fieldAt(job, 'spec.completionMode') === 'Indexed';
  return isIndexed && fieldAt(job, 'spec.completions') === fieldAt(job, 'spec.parallelism');
}

function decreaseErrors({ job, old }: StatusChange, field: string, applies: boolean): FieldErrors {
  const [now, before] = [numberAt(job, `status.${field}`) ?? 0, numberAt(old, `status.${field}`) ?? 0];
  return when(applies && now < before, invalid(`status.${field}`, now, `cannot decrease the ${field} counter`));
}

function timeErrors(change: StatusChange): FieldErrors {
  const { job, old } = change;
  const [completed, before] = [change.field('completionTime'), fieldAt(old, 'status.completionTime')];
  const isResuming = change.was('Suspended') && hasConditionFalse(job, 'Suspended');
  const restarted = fieldAt(old, 'status.startTime') !== undefined && change.changed([], ['startTime']);
  return [
    ...when(
      completed !== undefined && before !== undefined && completed !== before,
      invalid('status.completionTime', completed, 'field is immutable'),
    ),
    ...when(
      restarted && !isResuming && fieldAt(job, 'spec.suspend') !== true,
      required('status.startTime', 'startTime cannot be removed for unsuspended job'),
    ),
  ];
}

function hasConditionFalse(job: Fields, type: string): boolean {
  return listAt(job, 'status.conditions').some((one) => one.type === type && one.status === 'False');
}

function both(other: string): string {
  return `cannot set Complete=True and ${other}=true conditions`;
}

function condition(detail: string) {
  return invalid('status.conditions', OMITTED, detail);
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
