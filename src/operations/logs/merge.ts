/** Merges logs by time: k streams, one block of each in memory, and no more streams open than may have the next line. */
import { type LogBlock, linesFrom, stampOf } from '../../batch/log-lines.ts';
import { secondOf } from '../../batch/log-stamps.ts';
import { Heap } from './heap.ts';

/** A stream of blocks of one log. */
export interface TimedStream<S> {
  readonly source: S;
  /** RFC 3339, whole seconds: no line is older. Empty: not known. */
  readonly notBefore: string;
  /** Begins to read ahead. */
  start(): void;
  /** The next block; undefined at the end. */
  next(): Promise<LogBlock | undefined>;
}

/** Lines of one stream. */
export interface MergedLines<S> {
  readonly source: S;
  readonly block: LogBlock;
}

/** So many turns are handed on together. */
const TURNS = 128;

/**
 * The lines of all streams by their stamps, many turns at a time; those of the same instant by the order of the streams, which must be ordered by `notBefore`. Each stream has to be
 * in the order of time itself. So many streams beyond those that are needed are begun ahead.
 */
export async function* mergeByTime<S>(
  streams: readonly TimedStream<S>[],
  ahead: number,
): AsyncGenerator<readonly MergedLines<S>[]> {
  const heap = new Heap<Cursor<S>>(isEarlier);
  let turns: MergedLines<S>[] = [];
  let opened = 0;
  let started = 0;
  for (;;) {
    const first = heap.peek();
    const next = streams[opened];
    if (next && (!first || mayBeginBefore(next, first.stamp))) {
      for (; started < Math.min(streams.length, opened + 1 + ahead); started += 1) streams[started]?.start();
      const cursor = await cursorOn(next, opened);
      opened += 1;
      if (cursor) heap.push(cursor);
      continue;
    }
    if (!first) break;
    heap.pop();
    const taken = takeUntil(first, earliest(heap.peek(), next));
    turns.push({ source: first.stream.source, block: taken.block });
    if (turns.length >= TURNS) {
      yield turns;
      turns = [];
    }
    const rest = taken.rest ?? (await cursorOn(first.stream, first.place));
    if (rest) heap.push(rest);
  }
  if (turns.length > 0) yield turns;
}

/** Where the reading of one stream is. */
interface Cursor<S> {
  readonly stream: TimedStream<S>;
  /** Its place among the streams. */
  readonly place: number;
  readonly block: LogBlock;
  readonly line: number;
  /** Of that line. */
  readonly stamp: string;
}

/** Up to which line another stream leaves the turn to this one. */
interface Bound {
  readonly stamp: string;
  readonly place: number;
}

async function cursorOn<S>(stream: TimedStream<S>, place: number): Promise<Cursor<S> | undefined> {
  let block = await stream.next();
  while (block && block.starts.length === 0) block = await stream.next();
  return block && { stream, place, block, line: 0, stamp: stampOf(block, 0) };
}

/** Lines without any stamp go first, whatever comes. */
function mayBeginBefore(stream: TimedStream<unknown>, stamp: string): boolean {
  return stamp !== '' && stream.notBefore <= secondOf(stamp);
}

function isEarlier(a: Bound, b: Bound): boolean {
  return a.stamp === b.stamp ? a.place < b.place : a.stamp < b.stamp;
}

/** A stream that is not open yet may begin with the first instant of its second. */
function earliest<S>(first: Cursor<S> | undefined, unopened: TimedStream<S> | undefined): Bound | undefined {
  const coming = unopened && { stamp: unopened.notBefore.replace(/Z$/, '.'), place: -1 };
  if (!first || !coming) return first ?? coming;
  return isEarlier(first, coming) ? first : coming;
}

/** The lines from the cursor on that come before the bound, at least one. */
function takeUntil<S>(
  cursor: Cursor<S>,
  bound: Bound | undefined,
): { readonly block: LogBlock; readonly rest: Cursor<S> | undefined } {
  const { block, line } = cursor;
  const end = bound ? firstBeyond(cursor, bound) : block.starts.length;
  if (end >= block.starts.length) return { block: linesFrom(block, line), rest: undefined };
  return { block: linesFrom(block, line, end), rest: { ...cursor, line: end, stamp: stampOf(block, end) } };
}

/** A block is in the order of time: steps that double, until one goes too far, then halves between. */
function firstBeyond({ block, line, place }: Cursor<unknown>, bound: Bound): number {
  const comesFirst = (i: number) => isEarlier({ stamp: stampOf(block, i), place }, bound);
  let low = line + 1;
  let step = 1;
  while (low + step - 1 < block.starts.length && comesFirst(low + step - 1)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(block.starts.length, low + step - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesFirst(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
