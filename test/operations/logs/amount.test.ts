import { describe, expect, test } from 'vitest';
import { blockOf, type LogBlock, textBounds } from '../../../src/batch/log-lines.ts';
import type { ContainerLog } from '../../../src/batch/log-selection.ts';
import { mayHoldLines, rangeOf, wantedOf } from '../../../src/operations/logs/amount.ts';
import { logsRequest } from '../../support/logs-request.ts';

const NOW = Date.parse('2026-11-21T17:00:30.700Z');

describe('what is asked of a server', () => {
  const cases: readonly (readonly [Parameters<typeof logsRequest>[0]['amount'], object])[] = [
    [{}, { sinceTime: undefined, tailLines: undefined, openedAt: '2026-11-21T17:00:30Z' }],
    [{ since: 20_000 }, { sinceTime: '2026-11-21T17:00:10Z' }],
    [{ since: '2026-11-21T18:00:00.9+01:00' }, { sinceTime: '2026-11-21T17:00:00Z' }],
    [{ tailLines: 0 }, { tailLines: 0 }],
    [{ tailTotal: 9 }, { tailLines: 9 }],
  ];
  test.each(cases)('%o', (amount, expected) => {
    expect(rangeOf(logsRequest({ amount: amount ?? {} }).amount, NOW)).toMatchObject(expected);
  });
});

describe('a log that ended before a time holds nothing that is wanted', () => {
  test.each([
    [true, undefined],
    [true, '2026-11-21T17:00:10Z'],
    // It ended within that second.
    [true, '2026-11-21T17:00:09Z'],
    [false, '2026-11-21T17:00:08Z'],
  ])('%s: it ended at %s', (expected, finishedAt) => {
    const log = { finishedAt } as Pick<ContainerLog, 'finishedAt'> as ContainerLog;
    expect(mayHoldLines(log, { sinceTime: '2026-11-21T17:00:10Z' })).toBe(expected);
  });
});

describe('the first so many bytes, as they are printed, and then the lines that are wanted', () => {
  const stamp = '2026-11-21T17:00:00.000000000Z';
  const cases: readonly (readonly [number | undefined, RegExp | undefined, readonly string[]])[] = [
    [undefined, undefined, ['one\n', 'two\n', 'three\n', 'four']],
    [4, undefined, ['one\n']],
    [5, undefined, ['one\n', 't']],
    [8, undefined, ['one\n', 'two\n']],
    [9, undefined, ['one\n', 'two\n', 't']],
    [1000, undefined, ['one\n', 'two\n', 'three\n', 'four']],
    [undefined, /^t/, ['two\n', 'three\n']],
    [9, /^t/, ['two\n', 't']],
    [4, /^t/, []],
  ];
  test.each(cases)('%s bytes, %s', async (limitBytes, pattern, expected) => {
    async function* blocks(): AsyncGenerator<LogBlock> {
      yield blockOf(Buffer.from(`${stamp} one\n${stamp} two\n`), '');
      yield blockOf(Buffer.from(`${stamp} three\n${stamp} four`), '');
    }
    const keep = pattern && ((text: string) => pattern.test(text));
    const found = await Array.fromAsync(wantedOf(blocks(), { limitBytes, keep }));
    expect(found.flatMap(textsOf)).toEqual(expected);
  });
});

function textsOf(block: LogBlock): readonly string[] {
  return block.starts.map((_, line) => block.bytes.toString('utf8', textBounds(block, line).from, block.ends[line]));
}
