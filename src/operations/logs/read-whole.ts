/** Reads the log of a run that has ended, or what there is of one that has not, to its end. */
import type { LogBlock } from '../../batch/log-lines.ts';
import type { Call } from '../../cluster/port.ts';
import type { Answered, Asking } from './log-reading.ts';
import { logTroubleOf } from './log-trouble.ts';
import { Patience, pause } from './pause.ts';

/** A request that brought more than this is checked for having come to the end: it took long enough for a server to go meanwhile. */
const WORTH_A_CHECK = 1024 * 1024;

/** So often in a row a log is asked for in vain before it is given up. */
const MOST_TRIES = 7;

/** A log that can be read in several requests. */
export interface Readable {
  /** Another one whenever lines have been read. */
  readonly position: unknown;
  /** Yields what has not been read yet. */
  request(asking: Asking, call: Call): AsyncGenerator<LogBlock, Answered, void>;
  /** Whether nothing comes after what has been read and the rest that is held. */
  askWhetherComplete(
    asking: Pick<Asking, 'previous'>,
    rest: LogBlock | undefined,
    call: Call,
  ): Promise<'complete' | 'more' | 'unknown'>;
  /** Counts a rest as read. */
  takeRest(rest: LogBlock): void;
}

/** How much trouble to take over the end of a log. */
export interface WholeOptions {
  readonly previous: boolean;
  /** Nothing more is written: the end can be told from a stream that ended early. */
  readonly ended: boolean;
  /** Check the end of short logs too. */
  readonly thorough: boolean;
  /** See `Asking`. */
  readonly isSameRun?: (() => Promise<boolean>) | undefined;
}

/**
 * Yields what has not been read yet. Returns whether it came to the end; not if the log turned out to be that of another run. A connection that breaks, and a server or a node that is busy, are asked again; what one of them said
 * last is thrown once it has been in vain for some 15 seconds. Throws what `PodLogs.open` throws besides.
 */
export async function* readWhole(
  reading: Readable,
  options: WholeOptions,
  call: Call,
): AsyncGenerator<LogBlock, boolean, void> {
  const patience = new Patience();
  const { previous, isSameRun } = options;
  const asking = { follow: false, previous, ...(isSameRun ? { isSameRun } : {}) };
  /** Answers in a row that brought nothing new. */
  let idle = 0;
  for (let before: Answered | undefined; ; ) {
    const { position } = reading;
    try {
      const answered: Answered = yield* reading.request(asking, call);
      if (answered.isOtherRun) return false;
      idle = answered.lines === 0 && sameRest(answered, before) ? idle + 1 : 0;
      const isEnd = isPlainEnd(answered, options) || (!options.ended && before !== undefined);
      if (isEnd || (await isComplete(reading, { ...options, rest: answered.rest, idle }, call))) {
        if (answered.rest) yield taken(reading, answered.rest);
        return true;
      }
      before = answered;
    } catch (error) {
      if (reading.position !== position) patience.progress();
      if (call.signal.aborted || logTroubleOf(error) !== 'passing' || patience.failures >= MOST_TRIES) throw error;
      await patience.wait(call.signal);
    }
  }
}

/** So many answers in a row that bring nothing new are believed, if nothing shows that there is more; and if something does. */
const ENOUGH_IDLE = 2;
const ENOUGH_IN_VAIN = 5;

async function isComplete(
  reading: Readable,
  { previous, thorough, rest, idle }: WholeOptions & { readonly rest: LogBlock | undefined; readonly idle: number },
  call: Call,
): Promise<boolean> {
  const found = await reading.askWhetherComplete({ previous }, rest, call);
  if (found === 'complete' || (found === 'unknown' && !thorough && !rest)) return true;
  if (idle > 0) await pause(IDLE_MS * idle, call.signal);
  return idle >= (found === 'unknown' ? ENOUGH_IDLE : ENOUGH_IN_VAIN);
}

/** Between answers that bring nothing. */
const IDLE_MS = 50;

/** Asks again, for some 15 seconds, while the trouble is a passing one. */
export async function patiently<T>(ask: () => Promise<T>, { signal }: Call): Promise<T> {
  const patience = new Patience();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || logTroubleOf(error) !== 'passing' || patience.failures >= MOST_TRIES) throw error;
      await patience.wait(signal);
    }
  }
}

/** Nothing hints at a stream that ended early, as its length and the want of any line do. */
function isPlainEnd({ rest, bytes }: Answered, { thorough, ended }: WholeOptions): boolean {
  return !rest && !thorough && !(ended && (bytes === 0 || bytes > WORTH_A_CHECK));
}

function taken(reading: Readable, rest: LogBlock): LogBlock {
  reading.takeRest(rest);
  return rest;
}

function sameRest({ rest }: Answered, before: Answered | undefined): boolean {
  if (!before || !rest || !before.rest) return rest === before?.rest;
  return rest.bytes.equals(before.rest.bytes);
}
