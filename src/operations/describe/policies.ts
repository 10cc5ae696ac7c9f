/** The rules and limits of a Job as sentences, each with what has come of it. */
import { restartsOf } from '../../batch/backoff.ts';
import { counted } from '../../batch/counted.ts';
import { ageOf, humanDuration } from '../../batch/durations.ts';
import type { FailureGroup } from '../../batch/failure-groups.ts';
import { abbreviateIndexes, countIndexes, parseIndexes, unionIndexes } from '../../batch/indexes.ts';
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import { canMatch, policySentences } from '../../batch/pod-failure-policy.ts';
import { metRules, successSentences } from '../../batch/success-policy.ts';
import type { Policy } from '../describe-result.ts';
import type { Figures } from './compose.ts';

/** Every policy that the Job has or that a default gives it, in the order in which the controller decides. */
export function policiesOf(figures: Figures): readonly Policy[] {
  return [
    ...podFailureRules(figures),
    ...backoffPerIndex(figures),
    ...backoff(figures),
    ...deadline(figures),
    ...maxFailedIndexes(figures),
    ...successRules(figures),
    ...timeToLive(figures.job),
    replacement(figures.job),
  ];
}

function podFailureRules({ job, failures, podsRead }: Figures): readonly Policy[] {
  const field = 'podFailurePolicy';
  const rules = job.spec.podFailurePolicy;
  if (rules === undefined) return [];
  if (rules.length === 0) return [{ field, text: 'has no rules: every failure counts', soFar: '' }];
  const unknown = podsRead === 'unreadable' || podsRead === 'not-needed';
  const sentences = policySentences(job);
  return rules.map((rule, number) => ({
    field,
    text: ruleText(sentences[number] ?? ''),
    soFar: unknown || !canMatch(rule) ? '' : matched(failures, number),
  }));
}

function matched(failures: readonly FailureGroup[], rule: number): string {
  const groups = failures.filter(({ verdict }) => verdict.action !== 'Default' && verdict.rule === rule);
  const pods = groups.reduce((sum, { count }) => sum + count, 0);
  if (pods === 0) return 'matched no pod that is left';
  const indexes = unionIndexes(...groups.map((group) => group.indexes));
  const which = `${countIndexes(indexes) === 1 ? 'index' : 'indexes'} ${abbreviateIndexes(indexes, MOST_WIDTH)}`;
  return `matched ${counted(pods, 'pod')}${indexes.length === 0 ? '' : `, ${which}`}`;
}

/** Characters that the indexes of a rule may take: the failures beside it have them whole. */
const MOST_WIDTH = 40;

function backoffPerIndex({ job: { spec }, progress }: Figures): readonly Policy[] {
  if (spec.backoffLimitPerIndex === undefined) return [];
  const text =
    spec.backoffLimitPerIndex === 0
      ? 'an index is failed by its first failure'
      : `an index is failed after ${counted(spec.backoffLimitPerIndex, 'retry', 'retries')}, 10 s to 10 min apart`;
  const count = progress.failedIndexes ?? 0;
  return [
    { field: 'backoffLimitPerIndex', text, soFar: count === 0 ? '' : `${counted(count, 'index', 'indexes')} failed` },
  ];
}

/** With backoffLimitPerIndex too the controller holds it against all failed pods, if somebody has set it. */
function backoff({ job, progress, failures, attempts }: Figures): readonly Policy[] {
  const { backoffLimit, backoffLimitPerIndex, template } = job.spec;
  if (backoffLimitPerIndex !== undefined && backoffLimit >= UNLIMITED) return [];
  const ignored = failures
    .filter(({ verdict }) => verdict.action === 'Ignore')
    .reduce((sum, { count }) => sum + count, 0);
  const text =
    backoffLimit >= UNLIMITED
      ? 'no limit: however often pods fail, they are tried again'
      : `the Job fails when ${backoffLimitText(job)}`;
  const restarts = template.restartPolicy === 'OnFailure' ? restartsOf(attempts) : 0;
  const soFar = [
    restarts > 0 ? counted(restarts, 'restart') : '',
    progress.pods.failed > 0 ? `${progress.pods.failed} failed` : '',
    ignored > 0 ? `${ignored} ignored` : '',
  ];
  return [{ field: 'backoffLimit', text, soFar: soFar.filter(Boolean).join(', ') }];
}

/** What the API server writes where no limit was asked for: the largest number the field takes. */
const UNLIMITED = 2_147_483_647;

/** With OnFailure the controller counts restarts of containers and fails the Job at the limit, not beyond it (but never without a restart). */
function backoffLimitText({ spec: { backoffLimit: limit, backoffLimitPerIndex, template } }: Job): string {
  if (template.restartPolicy === 'OnFailure') {
    return `its containers have been restarted ${counted(Math.max(1, limit), 'time')}`;
  }
  if (limit === 0) return 'a pod fails';
  const failed = `more than ${counted(limit, 'pod has', 'pods have')} failed`;
  return backoffLimitPerIndex === undefined ? `${failed}; 10 s to 10 min between tries` : `${failed} in all`;
}

function deadline({ job, now }: Figures): readonly Policy[] {
  const seconds = job.spec.activeDeadlineSeconds;
  if (seconds === undefined) return [];
  const started = job.status.startTime;
  const over = started === undefined || isFinished(job);
  return [
    {
      field: 'activeDeadlineSeconds',
      text: `the Job fails when it has been active for ${humanDuration(seconds * 1000)}`,
      soFar: over ? '' : `active for ${ageOf(started, now)}`,
    },
  ];
}

function maxFailedIndexes({ job, progress }: Figures): readonly Policy[] {
  const most = job.spec.maxFailedIndexes;
  if (most === undefined) return [];
  const failed = progress.failedIndexes ?? 0;
  return [
    {
      field: 'maxFailedIndexes',
      text: `more than ${counted(most, 'failed index', 'failed indexes')} fail the Job at once`,
      soFar: `${failed} failed`,
    },
  ];
}

function successRules({ job }: Figures): readonly Policy[] {
  if (job.spec.successPolicy === undefined) return [];
  const { intervals } = parseIndexes(job.status.completedIndexes, job.spec.completions);
  const met = metRules(job, intervals);
  return successSentences(job).map((text, rule) => ({
    field: 'successPolicy',
    text: ruleText(text),
    soFar: met[rule] ? 'met' : 'not met',
  }));
}

function timeToLive(job: Job): readonly Policy[] {
  const seconds = job.spec.ttlSecondsAfterFinished;
  if (seconds === undefined) return [];
  const text =
    seconds === 0 ? 'removed as soon as it has ended' : `removed ${humanDuration(seconds * 1000)} after it has ended`;
  return [{ field: 'ttlSecondsAfterFinished', text, soFar: '' }];
}

function replacement(job: Job): Policy {
  const field = 'podReplacementPolicy';
  if (job.spec.podReplacementPolicy === 'Failed') {
    return { field, text: 'Failed: a pod that is being deleted is replaced when it has ended', soFar: '' };
  }
  return {
    field,
    text: `${job.spec.podReplacementPolicy}: a pod that is being deleted counts as failed and is replaced at once`,
    soFar: '',
  };
}

/** `0  FailJob when …` → `rule 0: FailJob when …`. */
function ruleText(sentence: string): string {
  return `rule ${sentence.replace(/^(\d+)\s+/, '$1: ')}`;
}
