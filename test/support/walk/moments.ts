/** One moment of a recorded Job: our reading against its status. */
import { attemptsOf, indexStates } from '../../../src/batch/attempts.ts';
import { containsIndex, type Intervals, parseIndexes } from '../../../src/batch/indexes.ts';
import type { Job } from '../../../src/batch/objects.ts';
import { isFinished, outcomeOf } from '../../../src/batch/outcome.ts';
import { verdictFor } from '../../../src/batch/pod-failure-policy.ts';
import { progressOf } from '../../../src/batch/progress.ts';
import { successVerdict } from '../../../src/batch/success-policy.ts';
import type { Findings } from './findings.ts';
import { conditionOf, hasCondition, type JobStory, podsAt, type Version } from './stories.ts';

/** Everything that one version of a Job, and the pods of that moment, must agree on. */
export function checkMoment(story: JobStory, version: Version<Job>, findings: Findings): void {
  const { at, object: job, raw } = version;
  const where = `${story.name} at ${at} s`;
  checkFigures(where, version, progressOf(job, story.timeAt(at)), findings);
  checkOutcome(where, version, findings);
  checkSuccessPolicy(where, version, findings);
  checkFailJob(where, story, version, findings);
  if (raw.spec.completions !== undefined && job.spec.completionMode === 'Indexed') {
    checkIndexes(where, story, version, findings);
  }
}

/** `0-2,5` → 0, 1, 2, 5, by hand; without those beyond completions, which a scale-down leaves for a moment. */
export function spelledOut(intervals = '', completions = Number.POSITIVE_INFINITY): readonly number[] {
  const indexes = intervals
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
  return indexes.filter((index) => index < completions);
}

function checkFigures(
  where: string,
  { object, raw }: Version<Job>,
  ours: ReturnType<typeof progressOf>,
  f: Findings,
): void {
  const { succeeded = 0, failed = 0, uncountedTerminatedPods: uncounted, failedIndexes } = raw.status;
  const succeededPods = succeeded + (uncounted?.succeeded?.length ?? 0);
  const completed = spelledOut(raw.status.completedIndexes, raw.spec.completions);
  const done = object.spec.completionMode === 'Indexed' ? completed.length : succeededPods;
  const lost = failedIndexes === undefined ? undefined : spelledOut(failedIndexes, raw.spec.completions).length;
  f.same('figures', `${where}: done`, ours.done, done);
  f.same('figures', `${where}: total`, ours.total, raw.spec.completions);
  f.same('figures', `${where}: failed indexes`, ours.failedIndexes, lost);
  f.same('figures', `${where}: failed pods`, ours.pods.failed, failed + (uncounted?.failed?.length ?? 0));
  f.same('figures', `${where}: succeeded pods`, ours.pods.succeeded, succeededPods);
  f.same('figures', `${where}: junk`, object.junk, []);
}

/** The first condition of these that is True says what the state must be. */
const STATE_OF_CONDITION = {
  Complete: 'complete',
  Failed: 'failed',
  FailureTarget: 'failing',
  SuccessCriteriaMet: 'succeeding',
};

function checkOutcome(where: string, { object, raw }: Version<Job>, findings: Findings): void {
  const { state, reason, message } = outcomeOf(object);
  const deciding = Object.entries(STATE_OF_CONDITION).find(([type]) => hasCondition(raw, type));
  const beingDeleted = raw.metadata.deletionTimestamp !== undefined && !isFinished(object);
  if (beingDeleted) {
    findings.same('outcome', where, state, 'terminating');
    return;
  }
  if (!deciding) {
    const possible = raw.spec.suspend ? ['suspended'] : ['running', 'resuming', 'backing-off'];
    findings.holds('outcome', where, { [`${state} is one of ${possible}`]: possible.includes(state) });
    return;
  }
  const condition = conditionOf(raw, deciding[0]);
  findings.same(
    'outcome',
    where,
    [state, reason, message],
    [deciding[1], condition?.reason ?? '', condition?.message ?? ''],
  );
}

function checkSuccessPolicy(where: string, { object, raw }: Version<Job>, findings: Findings): void {
  if (object.spec.successPolicy === undefined || hasCondition(raw, 'FailureTarget')) return;
  const met = conditionOf(raw, 'SuccessCriteriaMet');
  const rule =
    met?.reason === 'SuccessPolicy' ? /^Matched rules at index (\d+)$/.exec(met.message ?? '')?.[1] : undefined;
  const ours = successVerdict(object, parseIndexes(object.status.completedIndexes, object.spec.completions).intervals);
  findings.same('success policy', where, ours, rule === undefined ? { met: false } : { met: true, rule: Number(rule) });
}

/** The controller names the pod, and so must we, in the same words. */
function checkFailJob(where: string, story: JobStory, { object: job, raw }: Version<Job>, findings: Findings): void {
  const target = conditionOf(raw, 'FailureTarget') ?? conditionOf(raw, 'Failed');
  if (target?.reason !== 'PodFailurePolicy') return;
  const named = story.pods.flat().filter(({ object }) => target.message?.includes(`/${object.metadata.name} `));
  const judged = named.map(({ object }) => verdictFor(object, job)).find(({ action }) => action === 'FailJob');
  findings.same('FailJob', where, judged?.because, target.message);
}

function checkIndexes(
  where: string,
  story: JobStory,
  { at, object: job, raw }: Version<Job>,
  findings: Findings,
): void {
  const states = indexStates(job, attemptsOf(podsAt(story, at)));
  const all = Object.values(states)
    .flatMap(membersOf)
    .sort((a, b) => a - b);
  const total = raw.spec.completions ?? 0;
  findings.same(
    'partition',
    where,
    all,
    Array.from({ length: total }, (_, index) => index),
  );
  findings.same(
    'partition',
    `${where}: completed`,
    membersOf(states.completed),
    spelledOut(raw.status.completedIndexes, raw.spec.completions),
  );
  if (raw.spec.backoffLimitPerIndex !== undefined) {
    findings.same(
      'partition',
      `${where}: failed`,
      membersOf(states.failed),
      spelledOut(raw.status.failedIndexes, raw.spec.completions),
    );
  } else if (!hasCondition(raw, 'FailureTarget')) findings.same('partition', `${where}: failed`, states.failed, []);

  const later = story.pods.filter(
    ([first]) => first && Date.parse(first.raw.metadata.creationTimestamp) > story.timeAt(at),
  );
  for (const index of attemptsOf(later.flatMap(([first]) => first?.object ?? [])).map(
    (attempt) => attempt.index ?? -1,
  )) {
    const settled = containsIndex(states.completed, index) || containsIndex(states.failed, index);
    findings.holds('settled', where, { [`index ${index} was not over: a pod came later`]: !settled });
  }
  if (!isFinished(job)) return;
  const reason = (conditionOf(raw, 'Complete') ?? conditionOf(raw, 'Failed'))?.reason ?? '';
  findings.same('finished', where, [states.running, states.retrying], [[], []]);
  if (['CompletionsReached', 'FailedIndexes'].includes(reason)) findings.same('finished', where, states.pending, []);
}

function membersOf(intervals: Intervals): readonly number[] {
  return intervals.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, offset) => first + offset),
  );
}
