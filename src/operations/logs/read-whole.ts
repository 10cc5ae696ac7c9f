/** Reads the log of a run that has ended, or what there is of one that has not, to its end. */
import type { LogBlock } from '../../batch/log-lines.ts';
import type { Call } from '../../cluster/port.ts';
import type { Answered, LogReading } from './log-reading.ts';
import { logTroubleOf } from './log-trouble.ts';
import { Patience } from './pause.ts';

/** A request that brought more than this is checked for having come to the end: it took long enough for a server to go meanwhile. */
const WORTH_A_CHECK = 1024 * 1024;

/** So often in a row a log is asked for in vain before it is given up. */
const MOST_TRIES = 7;

/** How much trouble to take over the end of a log. */
export interface WholeOptions {
  readonly previous: boolean;
  /** Nothing more is written: the end can be told from a stream that ended early. */
  readonly ended: boolean;
  /** Check the end of short logs too. */
  readonly thorough: boolean;
}

/**
 * Yields what has not been read yet. A connection that breaks, and a server or a node that is busy, are asked again; what one of them said
 * last is thrown once it has been in vain for some 15 seconds. Throws what `PodLogs.open` throws besides.
 */
export async function* readWhole(
  reading: LogReading,
  options: WholeOptions,
  call: Call,
): AsyncGenerator<LogBlock, void, void> {
  const patience = new Patience();
  const asking = { follow: false, previous: options.previous };
  let before: Answered | undefined;
  for (;;) {
    const { position } = reading;
    try {
      const answered = yield* reading.request(asking, call);
      const isEnd = isPlainEnd(answered, options) || agree(before, answered, options);
      if (isEnd || (await reading.isComplete(asking, answered.rest, call))) {
        if (answered.rest) yield taken(reading, answered.rest);
        return;
      }
      before = answered;
    } catch (error) {
      if (reading.position !== position) patience.progress();
      if (call.signal.aborted || logTroubleOf(error) !== 'passing' || patience.failures >= MOST_TRIES) throw error;
      await patience.wait(call.signal);
    }
  }
}

/** Nothing hints at a stream that ended early. */
function isPlainEnd({ rest, bytes }: Answered, { thorough, ended }: WholeOptions): boolean {
  return !rest && !thorough && !(ended && bytes > WORTH_A_CHECK);
}

/** Two answers in a row came to the same end. A program that still writes never comes to one. */
function agree(before: Answered | undefined, now: Answered, { ended }: WholeOptions): boolean {
  if (before === undefined) return false;
  return !ended || (now.lines === 0 && sameRest(now, before));
}

function taken(reading: LogReading, rest: LogBlock): LogBlock {
  reading.takeRest(rest);
  return rest;
}

function sameRest(a: Answered, b: Answered): boolean {
  if (!a.rest || !b.rest) return a.rest === b.rest;
  return a.rest.bytes.equals(b.rest.bytes);
}
