/** What became of the pods of a recorded Job: which were counted, which failed their index, and when replacements came. */
import { attemptsOf, countsAsFailed, JOB_TRACKING } from '../../../src/batch/attempts.ts';
import { nextTries } from '../../../src/batch/backoff.ts';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { isFinished } from '../../../src/batch/outcome.ts';
import { verdictFor } from '../../../src/batch/pod-failure-policy.ts';
import { type Findings, SLACK_MS, SYNC_SECONDS } from './findings.ts';
import { spelledOut } from './moments.ts';
import { conditionOf, hasCondition, type JobStory, podsAt, type Version } from './stories.ts';

/** An index fails when a pod of it matched FailIndex, or was one failure too many; and the other way round. */
export function checkFailedIndexes(story: JobStory, findings: Findings): void {
  const last = story.versions.at(-1);
  const limit = last?.raw.spec.backoffLimitPerIndex;
  if (!last || limit === undefined) return;
  const failed = spelledOut(last.raw.status.failedIndexes);
  const attempts = story.pods.flatMap((versions) => {
    const broken = versions.find(({ object }) => countsAsFailed(object, last.object.spec));
    return broken ? attemptsOf([broken.object]).map((attempt) => ({ ...attempt, at: broken.at })) : [];
  });
  const fatal = attempts.filter(({ pod }) => {
    const { action } = verdictFor(pod, last.object);
    const before = Number(pod.metadata.annotations['batch.kubernetes.io/job-index-failure-count'] ?? 0);
    return action === 'FailIndex' || (action !== 'Ignore' && action !== 'FailJob' && before >= limit);
  });
  for (const index of failed) {
    findings.holds('failed index', story.name, {
      [`index ${index} had a fatal failure`]: fatal.some((a) => a.index === index),
    });
  }
  const decided = story.versions.find(
    ({ raw }) => hasCondition(raw, 'FailureTarget') || hasCondition(raw, 'SuccessCriteriaMet'),
  );
  for (const { index = -1, at, pod } of fatal) {
    if (at > (decided?.at ?? last.at) - SYNC_SECONDS) continue;
    findings.holds('failed index', story.name, {
      [`${pod.metadata.name} failed index ${index}`]: failed.includes(index),
    });
  }
}

/** Which pods the controller counted as failed: those, and only those, that our rules say it counts. */
export function checkCountedPods(story: JobStory, findings: Findings): void {
  const counted = new Set(story.versions.flatMap(({ raw }) => raw.status.uncountedTerminatedPods?.failed ?? []));
  const last = story.versions.at(-1);
  const neverDecided = !story.versions.some(({ raw }) => hasCondition(raw, 'SuccessCriteriaMet'));
  if (!last || last.deleted) return;
  for (const versions of story.pods) {
    const held = versions
      .filter(({ object }) => object.metadata.finalizers.includes(JOB_TRACKING))
      .map(({ object }) => object);
    const failed = held.find(({ phase }) => phase === 'Failed');
    const deleted = held.some((pod) => countsAsFailed(pod, last.object.spec));
    const uid = versions[0]?.raw.metadata.uid ?? '';
    const where = `${story.name}: ${versions[0]?.raw.metadata.name}`;
    const ignored = failed !== undefined && verdictFor(failed, last.object).action === 'Ignore';
    if (ignored) findings.holds('Ignore', where, { 'an Ignored pod is not counted': !counted.has(uid) });
    else if (failed && isFinished(last.object))
      findings.holds('counted', where, { 'a failed pod is counted': counted.has(uid) });
    else if (deleted && isFinished(last.object) && neverDecided)
      findings.holds('counted', where, { 'a lost pod is counted': counted.has(uid) });
    else if (counted.has(uid))
      findings.holds('counted', where, {
        'it had failed, or the Job had': deleted || hasCondition(last.raw, 'FailureTarget'),
      });
  }
}

/** A Job that reached its back-off limit had more failures than that, by our rules, when it did. */
export function checkBackoffLimit(story: JobStory, findings: Findings): void {
  const decided = story.versions.find(
    ({ raw }) => conditionOf(raw, 'FailureTarget')?.reason === 'BackoffLimitExceeded',
  );
  if (decided?.object.spec.template.restartPolicy !== 'Never') return;
  const job = decided.object;
  const failed = story.pods.filter((versions) =>
    versions.some(
      ({ at, object }) =>
        at <= decided.at + SYNC_SECONDS &&
        countsAsFailed(object, job.spec) &&
        verdictFor(object, job).action !== 'Ignore',
    ),
  );
  const claim = `${failed.length} failures exceed the back-off limit ${job.spec.backoffLimit}`;
  findings.holds('back-off limit', story.name, { [claim]: failed.length > job.spec.backoffLimit });
}

/** No pod comes while our rules say that the controller waits; and where it did wait, our rules say so. */
export function checkBackoff(story: JobStory, findings: Findings): void {
  for (const [first] of story.pods) {
    if (!first) continue;
    const created = Date.parse(first.raw.metadata.creationTimestamp);
    const index = attemptsOf([first.object])[0]?.index;
    const moments = [first.at - SYNC_SECONDS, first.at - 0.001];
    const forecasts = moments.map((at) => triesFor(story, at, index));
    const where = `${story.name}: ${first.raw.metadata.name}`;
    const early = forecasts.map((tries) => tries.filter((at) => at > created + SLACK_MS));
    if (forecasts.every((tries) => tries.length > 0)) {
      findings.same(
        'back-off',
        `${where} came before its time`,
        early.every((tries) => tries.length > 0),
        false,
      );
    }
    const replaced = replacedBy(story, first);
    if (replaced === undefined || created - replaced < 9_000) continue;
    findings.holds('back-off', where, { 'the wait for it was foretold': forecasts.some((tries) => tries.length > 0) });
  }
}

/** The tries that nextTries knows of for an index (or the Job) at a moment, past ones included. */
function triesFor(story: JobStory, at: number, index: number | undefined): readonly number[] {
  const job = story.versions.findLast((version) => version.at <= at)?.object;
  if (!job) return [];
  const tries = nextTries(job, attemptsOf(podsAt(story, at)), 0);
  return tries.filter((next) => next.index === undefined || next.index === index).map((next) => next.at);
}

/** When the pod failed that this one alone can replace: all pods before it (of its index, where that has its own back-off) had failed. */
function replacedBy(story: JobStory, first: Version<Pod>): number | undefined {
  const job = story.versions.findLast(({ at }) => at <= first.at)?.object;
  if (!job || hasResumed(job)) return undefined;
  const perIndex = job.spec.backoffLimitPerIndex !== undefined;
  const index = attemptsOf([first.object])[0]?.index;
  const all = attemptsOf(podsAt(story, first.at - SYNC_SECONDS));
  const before = perIndex ? all.filter((attempt) => attempt.index === index) : all;
  if (before.length === 0 || before.some(({ state }) => state !== 'failed')) return undefined;
  return Math.max(...before.map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
}

function hasResumed(job: Job): boolean {
  return job.status.conditions.some(({ type }) => type === 'Suspended');
}
