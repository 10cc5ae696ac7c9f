import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LogBlock, lastLine, NOTHING_HELD, splitLines } from '../../src/batch/log-lines.ts';
import {
  advance,
  beginningAt,
  LOG_BEGIN,
  type LogPosition,
  overlapOf,
  settleInstant,
  sinceTimeOf,
  withoutOld,
} from '../../src/batch/log-position.ts';

/** A line of a container's log file, as a kubelet keeps it. */
interface Kept {
  /** Milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** A request that breaks off: so many lines have been written by then, and so many bytes come, in pieces of this size. */
interface Cut {
  readonly written: number;
  readonly cutAt: number;
  readonly pieces: number;
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '000000Z');
}

/** What a kubelet answers, cut off after so many bytes. */
function served(file: readonly Kept[], since: string | undefined, cutAt = Number.POSITIVE_INFINITY): Buffer {
  const from = since === undefined ? 0 : Date.parse(since);
  const lines = file.filter(({ at }) => at >= from).map(({ at, text }) => `${stamp(at)} ${text}\n`);
  return Buffer.from(lines.join('')).subarray(0, cutAt);
}

/** Reads a log in requests that are cut, each going on from where the one before was. The last is whole. */
class Reading {
  position: LogPosition = LOG_BEGIN;
  readonly got: string[] = [];
  rotated = false;
  readonly #heedsSince: boolean;

  constructor({ heedsSince = true } = {}) {
    this.#heedsSince = heedsSince;
  }

  request(file: readonly Kept[], cutAt?: number, pieceSize = 50): void {
    let overlap = overlapOf(this.position);
    let held = NOTHING_HELD;
    const bytes = served(file, this.#heedsSince ? sinceTimeOf(this.position) : undefined, cutAt);
    for (let from = 0; from < bytes.length; from += pieceSize) {
      const split = splitLines(held, bytes.subarray(from, from + pieceSize));
      held = split.held;
      for (const block of split.blocks) {
        const found = overlap ? withoutOld(block, overlap) : { fresh: block, overlap: undefined, met: 1 };
        overlap = found.overlap;
        if (found.fresh.starts.length > 0 && found.met === 0) this.rotated = true;
        this.#take(found.fresh);
      }
    }
  }

  /** Requests that break off while the log grows, and one to its end. */
  requests(file: readonly Kept[], breaks: readonly Cut[]): void {
    let written = 0;
    for (const cut of breaks) {
      written = Math.max(written, cut.written);
      this.request(file.slice(0, written), cut.cutAt, cut.pieces);
    }
    this.request(file);
  }

  #take(block: LogBlock): void {
    for (const [i, start] of block.starts.entries()) {
      this.got.push(block.bytes.toString('utf8', start + 31, (block.ends[i] ?? 0) - 1));
    }
    if (block.starts.length > 0) this.position = advance(this.position, block);
  }
}

/** Numbered lines whose stamps grow by these steps, in milliseconds; many share one. A step below zero is a line stamped out of turn. */
function fileOf(steps: readonly number[]): readonly Kept[] {
  let at = Date.parse('2026-11-21T17:00:00Z');
  return steps.map((step, i) => {
    at += step;
    return { at, text: `line ${i}` };
  });
}

const growing = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 900 })), {
  maxLength: 150,
  size: 'max',
});
const jumbled = fc.array(fc.oneof(fc.constantFrom(0, -1, -2, 3), fc.nat({ max: 400 })), {
  maxLength: 150,
  size: 'max',
});
const forwards = fc.array(fc.nat({ max: 100 }), { maxLength: 75, size: 'max' });
const setBack = fc
  .tuple(forwards, fc.integer({ min: -1000, max: -1 }), forwards)
  .map(([before, step, after]) => [...before, step, ...after]);
/** Each line a millisecond after the one before; some were stamped up to 120 lines before they were written. */
const delayed = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat({ max: 120 })), {
  maxLength: 150,
  size: 'max',
});
const cuts = fc.array(
  fc.record({ written: fc.nat({ max: 150 }), cutAt: fc.nat({ max: 3000 }), pieces: fc.integer({ min: 1, max: 400 }) }),
  { maxLength: 12, size: 'max' },
);

describe('a log that is read in requests that break off', () => {
  test.each([
    ['stamps that grow, many of them the same', growing],
    ['stamps out of turn by a little', jumbled],
    ['a clock that is set back by up to a second', setBack],
  ])('%s: every line once, in order', (_, steps) => {
    fc.assert(
      fc.property(steps, cuts, (made, breaks) => {
        const file = fileOf(made);
        const reading = new Reading();
        reading.requests(file, breaks);
        expect(reading.got).toEqual(file.map(({ text }) => text));
        expect(reading.rotated).toBe(false);
      }),
    );
  });

  test.each([
    ['stamps that grow', growing],
    ['stamps out of turn by a little', jumbled],
  ])('from a server that sends all of it each time, as some virtual kubelets do, %s: the same', (_, steps) => {
    fc.assert(
      fc.property(steps, cuts, (made, breaks) => {
        const file = fileOf(made);
        const reading = new Reading({ heedsSince: false });
        reading.requests(file, breaks);
        expect(reading.got).toEqual(file.map(({ text }) => text));
      }),
    );
  });

  test('a line that was written long after it was stamped, behind many others, comes too, and once', () => {
    fc.assert(
      fc.property(delayed, cuts, (delays, breaks) => {
        const begin = Date.parse('2026-11-21T17:00:00.900Z');
        const file = delays.map((delay, i) => ({ at: begin + i - Math.min(i, delay), text: `line ${i}` }));
        const reading = new Reading();
        reading.requests(file, breaks);
        expect(reading.got).toEqual(file.map(({ text }) => text));
        expect(reading.rotated).toBe(false);
      }),
    );
  });

  test('a line stamped out of turn, in the second before that of the line before it, is not lost', () => {
    const file = fileOf([0, -2]);
    const reading = new Reading();
    reading.request(file, 38);
    reading.request(file);
    expect(reading.got).toEqual(['line 0', 'line 1']);
  });

  test('a rotation in between: nothing comes twice, what is still there comes, and it shows', () => {
    fc.assert(
      fc.property(growing, fc.nat(), fc.nat(), (made, read, rotated) => {
        const file = fileOf(made.map((step) => step + 1));
        const seen = read % (file.length + 1);
        const kept = seen + (rotated % (file.length - seen + 1));
        const reading = new Reading();
        reading.request(file.slice(0, seen));
        reading.request(file.slice(kept));
        const texts = file.map(({ text }) => text);
        expect(reading.got).toEqual([...texts.slice(0, seen), ...texts.slice(kept)]);
        expect(reading.rotated).toBe(seen > 0 && kept < file.length);
      }),
    );
  });

  test('little is asked for again: what lies in the second before that of the 32nd newest instant, or later', () => {
    const reading = new Reading();
    reading.request(fileOf(Array.from({ length: 100 }, () => 1000)));
    expect(sinceTimeOf(reading.position)).toBe('2026-11-21T17:01:08Z');
  });

  test('the value stays small, however many lines share an instant', () => {
    const reading = new Reading();
    reading.request(fileOf(Array.from({ length: 5000 }, (_, i) => (i % 100 === 0 ? 1 : 0))));
    expect(reading.position.recent.size).toBe(32);
    expect(Math.max(...reading.position.recent.values())).toBe(100);
  });

  test('the tail of a log passes over what lies before it, also where that shares the instant of its first line', () => {
    const file = fileOf([0, 1, 1, 0, 1]);
    const stampOfLine = (line: number) => stamp(file[line]?.at ?? 0);
    const begun = beginningAt(stampOfLine(2));
    expect([begun.settled < stampOfLine(2), begun.settled > stampOfLine(1), begun.recent.size]).toEqual([
      true,
      true,
      0,
    ]);
    // Of the tail's first instant alone it is not known how many lines lie before it.
    const one: LogPosition = { ...begun, recent: new Map([[stampOfLine(2), 1]]) };
    expect(settleInstant(one, stampOfLine(2))).toBe(one);
    const two = { ...one, recent: new Map([...one.recent, [stampOfLine(4), 1]]) };
    expect(settleInstant(two, stampOfLine(2))).toMatchObject({
      settled: stampOfLine(2),
      recent: new Map([[stampOfLine(4), 1]]),
    });
    expect(settleInstant(two, stampOfLine(0))).toBe(two);
  });

  test('the beginning of a log asks for all of it and passes nothing over', () => {
    expect([sinceTimeOf(LOG_BEGIN), overlapOf(LOG_BEGIN)]).toEqual([undefined, undefined]);
  });

  test('lines without a stamp are counted from the beginning', () => {
    const block = lastLine(splitLines(NOTHING_HELD, Buffer.from('no stamp')).held);
    const position = block && advance(LOG_BEGIN, block);
    expect(position && [sinceTimeOf(position), [...position.recent]]).toEqual([undefined, [['', 1]]]);
    const overlap = position && overlapOf(position);
    expect(block && overlap && withoutOld(block, overlap).fresh.starts).toEqual([]);
  });
});
