import { describe, expect, test } from 'vitest';
import type { JobDescription } from '../../src/operations/describe-result.ts';
import { type DescribeView, renderDescription } from '../../src/views/describe.ts';
import type { Page } from '../../src/views/page.ts';
import { displayWidth } from '../../src/views/text.ts';
import { expectGolden } from '../support/golden.ts';
import { describedAt } from '../support/recorded-job.ts';
import { recordingNames } from '../support/recordings.ts';

const TERMINAL: Page = { width: 160, colour: true, unicode: true };
const NO_COLOR: Page = { ...TERMINAL, colour: false };
const NARROW: Page = { width: 60, colour: false, unicode: true };
const USUAL: Page = { width: 80, colour: false, unicode: true };
const PIPE: Page = { width: undefined, colour: false, unicode: true };
const ASCII: Page = { width: 80, colour: false, unicode: false };

const PLAIN: DescribeView = { maxWidth: undefined, grid: false, template: false, rows: false };
const ALL_ROWS = { indexes: undefined, failed: false, running: false };

interface Golden {
  readonly file: string;
  readonly description: JobDescription;
  readonly page: Page;
  readonly view: DescribeView;
}

/** A screen; the golden file is named by the recording, the moment, and what is particular about it. */
function golden(
  recording: string,
  seconds: number | 'end',
  how: {
    readonly page?: Page;
    readonly as?: string;
    readonly name?: string;
    readonly view?: Partial<DescribeView>;
  } = {},
): Golden {
  const rows = how.view?.rows ? { rows: ALL_ROWS } : {};
  const description = describedAt(recording, seconds, {
    ...rows,
    ...(how.name === undefined ? {} : { name: how.name }),
  });
  const file = [recording, seconds, how.as].filter((part) => part !== undefined).join('.');
  return { file, description, page: how.page ?? NO_COLOR, view: { ...PLAIN, ...how.view } };
}

const GOLDENS: readonly Golden[] = [
  golden('backoff-limit', 30.4),
  golden('backoff-limit', 'end'),
  golden('budget', 'end'),
  golden('cronjob', 'end'),
  golden('deadline', 20),
  golden('deadline', 'end'),
  golden('drain', 20),
  golden('drain', 'end'),
  golden('evict-unprotected', 20),
  golden('evict-unprotected', 'end'),
  golden('expansion', 'end', { name: 'process-item-banana' }),
  golden('image-pull', 'end'),
  golden('image-pull', 'end', { page: USUAL, as: 'usual' }),
  golden('indexed', 30),
  golden('indexed', 30, { view: { template: true }, page: USUAL, as: 'template' }),
  golden('indexed', 'end'),
  golden('indexed-vol', 'end', { page: NARROW, as: 'narrow' }),
  golden('oom', 20),
  golden('oom', 'end'),
  golden('per-index', 40),
  golden('per-index', 40, { page: TERMINAL, as: 'colour' }),
  golden('per-index', 40, { page: NARROW, as: 'narrow' }),
  golden('per-index', 40, { page: USUAL, as: 'usual' }),
  golden('per-index', 40, { page: PIPE, as: 'pipe' }),
  golden('per-index', 40, { page: ASCII, as: 'ascii', view: { rows: true, grid: true } }),
  golden('per-index', 40, { as: 'indexes', view: { rows: true, grid: true } }),
  golden('per-index', 'end'),
  golden('per-index', 'end', { page: NARROW, as: 'narrow' }),
  golden('per-index', 'end', { as: 'max-width', view: { maxWidth: 20 } }),
  golden('pi', 'end', { page: PIPE, as: 'pipe' }),
  golden('pod-to-pod', 'end'),
  golden('policy-failjob', 34),
  golden('policy-failjob', 34, { page: NARROW, as: 'narrow' }),
  golden('policy-failjob', 'end'),
  golden('policy-ignore', 45),
  golden('policy-ignore', 'end'),
  golden('rerun-seeded', 15),
  golden('rerun-seeded', 'end'),
  golden('success-policy', 50),
  golden('success-policy', 'end'),
  golden('suspend-resume', 25),
  golden('suspend-resume', 45),
  golden('suspend-resume', 'end'),
  golden('ttl', 20),
  golden('unschedulable', 'end'),
  golden('work-queue', 23.5),
  golden('work-queue', 'end', { page: PIPE, as: 'pipe' }),
];

describe('screens of recorded Jobs', () => {
  test.each(GOLDENS)('$file', async ({ file, description, page, view }) => {
    const text = await renderDescription(description, page, view);
    expectGolden(`describe/${file}.txt`, text);
  });

  test('every recording has one', () => {
    const recorded = recordingNames.filter((name) => !GOLDENS.some(({ file }) => file.startsWith(`${name}.`)));
    expect(recorded).toEqual([]);
  });

  const terminals = GOLDENS.filter(({ page, view }) => page.width !== undefined && !view.template);
  test.each(terminals)(
    '$file is no wider than its page, but for what must not be broken',
    async ({ description, page, view }) => {
      const lines = (await renderDescription(description, page, view)).split('\n');
      const tooWide = lines.filter((line) => displayWidth(line) > (page.width ?? 0));
      expect(tooWide.filter((line) => !/controller-uid|kubectl /.test(line))).toEqual([]);
    },
  );

  test('a date is broken before its zone where the terminal is narrower than it', async () => {
    const page = { ...NARROW, width: 40 };
    const lines = (await renderDescription(describedAt('pi', 'end'), page, PLAIN)).split('\n');
    const dates = lines.slice(lines.findIndex((line) => line.startsWith('Start Time:')));
    expect(dates.slice(0, 4)).toEqual([
      expect.stringMatching(/^Start Time: {5}\w{3}, \d+ \w{3} \d{4}$/),
      expect.stringMatching(/^ {16}[\d:]{8} \+0000$/),
      expect.stringMatching(/^Completed At: {3}\w{3}, \d+ \w{3} \d{4}$/),
      expect.stringMatching(/^ {16}[\d:]{8} \+0000$/),
    ]);
  });
});
