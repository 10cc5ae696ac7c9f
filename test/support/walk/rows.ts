/** The end of a recording, as kubectl printed it. */
import { humanDuration } from '../../../src/batch/durations.ts';
import type { Job } from '../../../src/batch/objects.ts';
import { elapsedMs, outcomeOf, statusWord } from '../../../src/batch/outcome.ts';
import { completionsText } from '../../../src/batch/progress.ts';
import { type Findings, SLACK_MS } from './findings.ts';
import { hasCondition, type JobRow, type JobStory, type Version } from './stories.ts';

/** What kubectl printed at the end, word for word; only a failed Job's duration it lets run on, and we do not. */
export function checkRows(stories: readonly JobStory[], rows: readonly JobRow[], findings: Findings): void {
  const left = stories.filter(({ versions }) => versions.at(-1)?.deleted === false);
  findings.same(
    'get',
    'the Jobs left',
    left.map(({ versions }) => versions[0]?.raw.metadata.name).sort(),
    rows.map(({ name }) => name).sort(),
  );
  for (const { name, versions } of left) {
    const last = versions.at(-1);
    const row = rows.find((candidate) => candidate.name === last?.raw.metadata.name);
    if (!last || !row) continue;
    const job = last.object;
    const word = statusWord(outcomeOf(job));
    findings.same('get', `${name}: STATUS`, word === 'Backing off' ? 'Running' : word, row.status);
    findings.same('get', `${name}: COMPLETIONS`, completionsText(job), row.completions);
    checkDuration(name, last, row, findings);
  }
}

function checkDuration(name: string, { object: job, raw }: Version<Job>, row: JobRow, findings: Findings): void {
  const printed = Date.parse(raw.metadata.creationTimestamp) + msOf(row.age);
  const elapsed = elapsedMs(job, printed);
  if (hasCondition(raw, 'Complete')) {
    findings.same('get', `${name}: DURATION`, elapsed === undefined ? '' : humanDuration(elapsed), row.duration);
  } else if (hasCondition(raw, 'Failed')) {
    findings.holds('get', `${name}: DURATION`, {
      'a failed Job took no longer than kubectl says':
        (elapsed ?? -1) >= 0 && (elapsed ?? 0) <= msOf(row.duration) + SLACK_MS,
    });
  } else if (row.duration !== '' && !job.spec.suspend) {
    findings.holds('get', `${name}: DURATION`, {
      [`${elapsed} ms is ${row.duration}`]: Math.abs((elapsed ?? 0) - msOf(row.duration)) <= SLACK_MS,
    });
  }
}

/** `2m4s` → 124,000. */
function msOf(duration: string): number {
  const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (seconds[unit] ?? 0) * 1000,
    0,
  );
}
