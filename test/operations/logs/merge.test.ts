import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockOf, type LogBlock, stampOf } from '../../../src/batch/log-lines.ts';
import { secondOf } from '../../../src/batch/log-stamps.ts';
import { inTime } from '../../../src/operations/logs/in-time.ts';
import { mergeByTime, type TimedStream } from '../../../src/operations/logs/merge.ts';
import { TimeStreams } from '../../../src/operations/logs/time-streams.ts';

/** A line: its time in milliseconds, and whose it is. */
interface Line {
  readonly at: number;
  readonly text: string;
}

const T0 = Date.parse('2026-11-21T17:00:00Z');

function stamp(at: number): string {
  return new Date(T0 + at).toISOString().replace('Z', '000000Z');
}

/** Logs of numbered lines in pieces of some lines; times grow by these steps. */
const logs = fc.array(
  fc.record({
    begins: fc.nat({ max: 5000 }),
    steps: fc.array(fc.nat({ max: 700 }), { maxLength: 30, size: 'max' }),
    piece: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 12, size: 'max' },
);

function linesOf(log: { readonly begins: number; readonly steps: readonly number[] }, number: number): readonly Line[] {
  let at = log.begins;
  return log.steps.map((step, i) => {
    at += step;
    return { at, text: `log ${number} line ${i}` };
  });
}

async function* blocksOf(lines: readonly Line[], size: number): AsyncGenerator<LogBlock> {
  for (let from = 0; from < lines.length; from += size) {
    const some = lines.slice(from, from + size).map(({ at, text }) => `${stamp(at)} ${text}\n`);
    yield blockOf(Buffer.from(some.join('')), '');
  }
}

function textsOf(block: LogBlock): readonly string[] {
  return block.starts.map((start, i) => block.bytes.toString('utf8', start + 31, (block.ends[i] ?? 0) - 1));
}

async function merged(streams: readonly TimedStream<number>[]): Promise<readonly string[]> {
  const turns = await Array.fromAsync(mergeByTime(streams, 2));
  return turns.flat().flatMap(({ block }) => textsOf(block));
}

/** What `sort` would make of all lines, those of the same instant in the order of the logs. */
function plainlySorted(all: readonly (readonly Line[])[]): readonly string[] {
  return all
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => text);
}

/** A place for lines that do not fit: a list in memory. */
function spillInMemory() {
  const written: Buffer[] = [];
  let end = 0;
  return {
    write: async (bytes: Uint8Array) => {
      written.push(Buffer.from(bytes));
      end += bytes.length;
      return end - bytes.length;
    },
    read: async (offset: number, length: number) => Buffer.concat(written).subarray(offset, offset + length),
    close: async () => {},
    written,
  };
}

describe('logs merged by time', () => {
  test.each([
    ['all streams open', 50, false],
    ['few open, the others put aside', 2, true],
  ])('%s: the same as sorting all lines', async (_, open, spills) => {
    await fc.assert(
      fc.asyncProperty(logs, async (made) => {
        const all = made.map((log, i) => linesOf(log, i)).toSorted((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0));
        const spill = spillInMemory();
        const streams = new TimeStreams({ open, spill: spills ? async () => spill : undefined });
        const timed = all.map((lines, i) => {
          const notBefore = secondOf(stamp(lines[0]?.at ?? 0));
          return streams.stream(i, notBefore, () => blocksOf(lines, made[i]?.piece ?? 3));
        });
        expect(await merged(timed)).toEqual(plainlySorted(all));
      }),
      { numRuns: 60 },
    );
  });

  test('a stream is not opened before its first line may be next', async () => {
    const opened: number[] = [];
    const stream = (number: number, at: number): TimedStream<number> => {
      const blocks = blocksOf([{ at, text: String(number) }], 1);
      return {
        source: number,
        notBefore: secondOf(stamp(at)),
        start: () => {},
        next: async () => {
          if (!opened.includes(number)) opened.push(number);
          return (await blocks.next()).value ?? undefined;
        },
      };
    };
    const turns = mergeByTime([stream(0, 0), stream(1, 90_000), stream(2, 180_000)], 0);
    await Array.fromAsync(turns);
    expect(opened).toEqual([0, 1, 2]);
    const first = mergeByTime([stream(3, 0), stream(4, 90_000)], 0);
    opened.length = 0;
    await first.next();
    expect(opened).toEqual([3, 4]);
  });

  test('lines without a stamp come first, and hold nobody up', async () => {
    const streams = new TimeStreams({ open: 9, spill: undefined });
    const unstamped = async function* () {
      yield { ...blockOf(Buffer.from('no stamp\n'), ''), before: '' };
    };
    const timed = [
      streams.stream(0, '', unstamped),
      streams.stream(1, secondOf(stamp(0)), () => blocksOf([{ at: 5, text: 'a' }], 1)),
    ];
    const turns = (await Array.fromAsync(mergeByTime(timed, 2))).flat();
    expect(turns.map(({ source }) => source)).toEqual([0, 1]);
  });

  test('what a stream throws is thrown', async () => {
    const streams = new TimeStreams({ open: 0, spill: async () => spillInMemory() });
    const broken = async function* (): AsyncGenerator<LogBlock> {
      yield blockOf(Buffer.from(`${stamp(1)} a\n`), '');
      throw new Error('broken');
    };
    await expect(merged([streams.stream(0, '', broken)])).rejects.toThrow('broken');
  });
});

describe('lines stamped out of turn by a little', () => {
  const jumbled = fc.record({
    steps: fc.array(fc.oneof(fc.constantFrom(0, -1, -3, 1), fc.nat({ max: 50 })), { maxLength: 120, size: 'max' }),
    piece: fc.integer({ min: 1, max: 60 }),
  });
  test('are put in order, and none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(jumbled, async ({ steps, piece }) => {
        const lines = linesOf({ begins: 1000, steps }, 0);
        const blocks = await Array.fromAsync(inTime(blocksOf(lines, piece)));
        const stamps = blocks.flatMap((block) => block.starts.map((_, i) => stampOf(block, i)));
        expect(blocks.flatMap(textsOf)).toEqual(plainlySorted([lines]));
        expect(stamps).toEqual(stamps.toSorted());
      }),
    );
  });

  test('a last line without a newline keeps to itself', async () => {
    const block = (text: string) => blockOf(Buffer.from(text), '');
    const blocks = async function* () {
      yield block(`${stamp(5)} b`);
      yield block(`${stamp(4)} a\n`);
    };
    const [found] = await Array.fromAsync(inTime(blocks()));
    expect(found?.bytes.toString()).toBe(`${stamp(4)} a\n${stamp(5)} b`);
  });
});
