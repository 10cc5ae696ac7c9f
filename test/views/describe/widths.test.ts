import { expect, test } from 'vitest';
import { renderDescription } from '../../../src/views/describe.ts';
import { displayWidth } from '../../../src/views/text.ts';
import { describedAt } from '../../support/recorded-job.ts';

const EVERYTHING = { grid: true, rows: true, template: false, maxWidth: undefined };
const ROWS = { indexes: undefined, failed: false, running: false };
/** Lines to copy. */
const WHOLE = /controller-uid|job-name=|kubectl /;

test.each([
  ['per-index', 38.8],
  ['evict-unprotected', 'end'],
  ['deadline', 'end'],
  ['ttl', 19.1],
  ['unschedulable', 'end'],
] as const)('%s at %s fits a window of 40 columns', async (recording, moment) => {
  const page = { width: 40, colour: false, unicode: true };
  const text = await renderDescription(describedAt(recording, moment, { rows: ROWS }), page, EVERYTHING);
  const tooWide = text.split('\n').filter((line) => displayWidth(line) > 40 && !WHOLE.test(line));
  expect(tooWide).toEqual([]);
});
