/** A description as the documented object of `-o json|yaml` (see `json-shape.ts`). */
import { printTime, wholeSeconds } from '../../batch/durations.ts';
import { countIndexes, type Intervals, printIndexes } from '../../batch/indexes.ts';
import { statusWord } from '../../batch/outcome.ts';
import type { IndexRow, JobDescription, Tried } from '../../operations/describe-result.ts';
import { commandLine } from '../shell.ts';
import type {
  AttemptObject,
  IndexRowObject,
  IndexSetObject,
  JobDescriptionList,
  JobDescriptionObject,
  ModeObject,
  PodsObject,
  ProgressObject,
  StatusObject,
} from './json-shape.ts';

const API_VERSION = 'kubectl-job/v1';

/** Several descriptions as one object. */
export function descriptionList(descriptions: readonly JobDescription[]): JobDescriptionList {
  return { apiVersion: API_VERSION, kind: 'JobDescriptionList', items: descriptions.map(descriptionObject) };
}

/** One description as an object. */
export function descriptionObject(description: JobDescription): JobDescriptionObject {
  const { job, indexes, indexRows } = description;
  const { name, namespace, uid, finalizers, labels, annotations, creationTimestamp, deletionTimestamp } = job.metadata;
  const owner = job.metadata.ownerReferences.find(({ controller }) => controller);
  return {
    apiVersion: API_VERSION,
    kind: 'JobDescription',
    metadata: {
      name,
      namespace,
      uid,
      finalizers,
      labels,
      annotations,
      ...known({ creationTimestamp, deletionTimestamp }),
    },
    observedAt: printTime(description.now),
    status: statusObject(description),
    progress: progressObject(description),
    pods: podsObject(description),
    mode: modeObject(description),
    ...(indexes === undefined ? {} : { indexes: indexSets(indexes) }),
    ...happenings(description),
    policies: description.policies,
    conditions: job.status.conditions,
    selector: job.spec.matchLabels,
    ...known({ controlledBy: owner && { kind: owner.kind, name: owner.name }, managedBy: job.spec.managedBy }),
    findings: description.findings,
    unread: description.unread,
    nextSteps: description.nextSteps.map(({ command, why }) => ({ command: commandLine(command), why })),
    ...(indexRows === undefined ? {} : { indexRows: indexRows.map(rowObject) }),
    job: job.source,
  };
}

/** `job.batch/NAME`, a line a Job. */
export function names(descriptions: readonly JobDescription[]): string {
  return descriptions.map(({ job }) => `job.batch/${job.metadata.name}\n`).join('');
}

function statusObject(description: JobDescription): StatusObject {
  const { outcome, job, endedAt, elapsedMs, removedAt, deadlineAt, graceEndsAt } = description;
  const { state, reason, message, since } = outcome;
  const { startTime } = job.status;
  return {
    state,
    word: statusWord(outcome),
    reason,
    message,
    ...known({ since, startTime, endTime: endedAt, durationSeconds: wholeSeconds(elapsedMs) }),
    ...known({ removedAt: moment(removedAt), deadlineAt: moment(deadlineAt), graceEndsAt: moment(graceEndsAt) }),
  };
}

function progressObject({ progress }: JobDescription): ProgressObject {
  const { done, total, fraction, failedIndexes, perMinute, etaMs } = progress;
  return { done, ...known({ total, fraction, failedIndexes, perMinute, secondsLeft: wholeSeconds(etaMs) }) };
}

function podsObject({ progress, job, podsRead, failedPods }: JobDescription): PodsObject {
  const { since, gone, goneByFailure } = failedPods ?? {};
  const { active, ready, terminating, succeeded, failed } = progress.pods;
  return {
    active,
    ...known({ ready, terminating }),
    succeeded,
    failed,
    uncountedSucceeded: job.status.uncountedSucceeded.length,
    uncountedFailed: job.status.uncountedFailed.length,
    ...known({ failedSince: since, failedGone: gone, failedGoneByFailure: goneByFailure }),
    read: podsRead,
  };
}

function modeObject({ job }: JobDescription): ModeObject {
  const { completionMode, completions, parallelism, suspend, backoffLimit, podReplacementPolicy } = job.spec;
  const { backoffLimitPerIndex, maxFailedIndexes, activeDeadlineSeconds, ttlSecondsAfterFinished } = job.spec;
  return {
    completionMode,
    ...known({ completions }),
    parallelism,
    suspend,
    backoffLimit,
    ...known({ backoffLimitPerIndex, maxFailedIndexes, activeDeadlineSeconds, ttlSecondsAfterFinished }),
    podReplacementPolicy,
  };
}

function indexSets(states: NonNullable<JobDescription['indexes']>): NonNullable<JobDescriptionObject['indexes']> {
  const set = (intervals: Intervals): IndexSetObject => ({
    count: countIndexes(intervals),
    indexes: printIndexes(intervals),
  });
  const { completed, failed, running, retrying, pending } = states;
  return {
    completed: set(completed),
    failed: set(failed),
    running: set(running),
    retrying: set(retrying),
    pending: set(pending),
  };
}

function happenings(
  description: JobDescription,
): Pick<JobDescriptionObject, 'failures' | 'nextTries' | 'stuck' | 'events'> {
  const { failures, nextTries, stuck, events } = description;
  return {
    failures: failures.map(({ cause, verdict, pods, lastPod, nodes, indexes, count, firstAt, lastAt }) => {
      const { kind, text, container, exitCode, reason, message } = cause;
      const about = { count, kind, text, ...known({ container, exitCode }), reason, message };
      return { ...about, verdict, pods, lastPod, nodes, indexes: printIndexes(indexes), ...known({ firstAt, lastAt }) };
    }),
    nextTries: nextTries.map(({ index, at, failures: before }) => ({
      ...known({ index }),
      at: printTime(at),
      failures: before,
    })),
    stuck: stuck.map(({ kind, text, pods, indexes }) => ({ kind, text, pods, indexes: printIndexes(indexes) })),
    events: events.map(({ type, reason, message, from, count, firstSeen, lastSeen, involved }) => {
      const object = `${involved.kind.toLowerCase()}/${involved.name}`;
      return { type, reason, message, from, count, ...known({ firstSeen, lastSeen }), object };
    }),
  };
}

function rowObject({ indexes, state, attempts, latest, earlier, nextTryAt }: IndexRow): IndexRowObject {
  return {
    indexes: printIndexes([indexes]),
    state,
    ...known({ attempts }),
    ...(latest === undefined ? { reason: '' } : attemptObject(latest)),
    ...known({ nextTryAt: moment(nextTryAt) }),
    ...(earlier.length === 0 ? {} : { earlier: earlier.map(attemptObject) }),
  };
}

function attemptObject({ attempt, exitCode, reason, durationMs }: Tried): AttemptObject {
  const { pod, number, state, startedAt, finishedAt } = attempt;
  return {
    number,
    pod: pod.metadata.name,
    podState: state,
    ...known({ node: pod.nodeName, exitCode }),
    reason,
    ...known({ startedAt, finishedAt, durationSeconds: wholeSeconds(durationMs) }),
  };
}

/** The fields that have a value. */
function known<T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }; // the filter above took out what the type takes out
}

function moment(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : printTime(ms);
}
