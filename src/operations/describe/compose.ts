/** From what was read to what is shown: every figure of a description, worked out once. Pure. */
import { withActivePods } from '../../batch/active-pods.ts';
import { type Attempt, attemptsOf, indexStates } from '../../batch/attempts.ts';
import { nextTries } from '../../batch/backoff.ts';
import { deadlineAt, removedAt } from '../../batch/deadlines.ts';
import { parseTime } from '../../batch/durations.ts';
import { failedPodsOf } from '../../batch/failed-pods.ts';
import { groupFailures } from '../../batch/failure-groups.ts';
import type { Job, KubeEvent, Pod } from '../../batch/objects.ts';
import { elapsedMs, endedAt, outcomeOf } from '../../batch/outcome.ts';
import { progressOf } from '../../batch/progress.ts';
import { stuckReasons } from '../../batch/stuck.ts';
import type { JobDescription, PodsRead, RowSelection, Unread } from '../describe-result.ts';
import { findingsOf } from './findings.ts';
import { indexRows } from './index-rows.ts';
import { nextSteps } from './next-steps.ts';
import { policiesOf } from './policies.ts';

/** A Job and what was read about it. */
export interface JobFacts {
  readonly job: Job;
  readonly podsRead: PodsRead;
  readonly pods: readonly Pod[];
  readonly events: readonly KubeEvent[];
  readonly unread: readonly Unread[];
  readonly now: number;
  /** Whether the reader watches: then a watch is not what to type next. */
  readonly watching?: boolean;
}

/** Puts a description together; never throws on what a cluster sent. */
export function composeDescription(facts: JobFacts, rows: RowSelection | undefined): JobDescription {
  const attempts = attemptsOf(facts.pods);
  const { now } = facts;
  const job = withActivePods(facts.job, attempts);
  const described = { ...facts, ...figuresOf({ ...facts, job }, attempts), attempts, job };
  return {
    job,
    now,
    outcome: described.outcome,
    elapsedMs: described.elapsedMs,
    endedAt: described.endedAt,
    removedAt: removedAt(job),
    deadlineAt: deadlineAt(job),
    graceEndsAt: graceEndsAt(attempts),
    progress: described.progress,
    indexes: described.indexes,
    podsRead: facts.podsRead,
    attempts,
    failures: described.failures,
    failedPods: described.failedPods,
    nextTries: described.nextTries,
    stuck: described.stuck,
    policies: policiesOf(described),
    events: oldestFirst(facts.events),
    findings: findingsOf(facts.job, attempts),
    unread: facts.unread,
    nextSteps: nextSteps(described),
    indexRows:
      rows === undefined || described.indexes === undefined
        ? undefined
        : indexRows({ ...described, indexes: described.indexes }, rows),
  };
}

/** What the parts of a description work from. */
export type Figures = JobFacts &
  Pick<
    JobDescription,
    'outcome' | 'progress' | 'indexes' | 'attempts' | 'failures' | 'failedPods' | 'nextTries' | 'stuck'
  >;

function figuresOf(facts: JobFacts, attempts: readonly Attempt[]) {
  const { job, now, events, podsRead } = facts;
  const unknown = podsRead === 'unreadable' || podsRead === 'not-needed';
  const indexed = job.spec.completionMode === 'Indexed' && job.spec.completions !== undefined;
  return {
    outcome: outcomeOf(job),
    elapsedMs: elapsedMs(job, now),
    endedAt: endedAt(job),
    progress: progressOf(job, now),
    indexes: indexed ? indexStates(job, attempts) : undefined,
    failures: groupFailures(job, attempts),
    failedPods: unknown ? undefined : failedPodsOf(job, attempts, events),
    nextTries: nextTries(job, attempts, now),
    stuck: stuckReasons(job, attempts, { events, now }),
  };
}

function graceEndsAt(attempts: readonly Attempt[]): number | undefined {
  const ends = attempts
    .filter(({ state }) => state === 'terminating')
    .flatMap(({ pod }) => parseTime(pod.metadata.deletionTimestamp) ?? []);
  return ends.length === 0 ? undefined : ends.reduce((a, b) => Math.max(a, b));
}

function oldestFirst(events: readonly KubeEvent[]): readonly KubeEvent[] {
  const seen = (event: KubeEvent) => event.lastSeen ?? event.firstSeen ?? event.metadata.creationTimestamp ?? '';
  return events.toSorted((a, b) => Date.parse(seen(a)) - Date.parse(seen(b)) || 0);
}
