/** Follows the logs of one container: run after run, each to its end, whatever becomes of the streams. */
import type { LogBlock } from '../../batch/log-lines.ts';
import type { ContainerRun } from '../../batch/log-runs.ts';
import { type ContainerParts, FollowedContainer } from './followed-container.ts';
import type { LogReading } from './log-reading.ts';
import { LogIsGone, logTroubleOf } from './log-trouble.ts';
import { Patience, pause } from './pause.ts';
import { patiently, readWhole, type WholeOptions } from './read-whole.ts';
import { TurnIsOver, type Turns } from './turns.ts';

/** What following stands on. */
export interface FollowerParts extends ContainerParts {
  readonly turns: Turns;
  /** Makes the reading of a run. */
  readonly readingOf: (run: number) => LogReading;
}

/** What comes of a container. */
export type FollowedRun =
  /** A run and its lines. They throw what asking again cannot mend. */
  | {
      readonly kind: 'run';
      readonly run: ContainerRun;
      readonly blocks: AsyncIterable<LogBlock>;
      readonly reading: LogReading;
    }
  /** A run whose log no node keeps any more. */
  | { readonly kind: 'lost' }
  /** It never ran, and will not. */
  | { readonly kind: 'never' };

/** How long a stream that ended in good order waits for the news that its container has ended. */
const NEWS_MS = 100;

/** So long a stream may last beyond the run that it is of. */
const OUTLIVED_MS = 1000;

/** So often in a row nothing has to be answered before it is believed. */
const ENOUGH_SILENCE = 3;

/** After trouble that lasts it is tried again so often. */
const LASTING_TROUBLE_MS = 5000;

/** Follows one container. */
export class LogFollower {
  readonly #parts: FollowerParts;
  readonly #container: FollowedContainer;
  /** The reading of the coming run, where it was taken for this one's. */
  #carried: LogReading | undefined;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#container = new FollowedContainer(parts);
  }

  /** The runs from this one on, as they come, until nothing runs in the pod any more. Each one's blocks have to be taken before the next one comes. */
  async *runs(first: number): AsyncGenerator<FollowedRun, void, void> {
    for (let run = first; ; run += 1) {
      const standing = await this.#container.begun(run);
      if (standing.kind === 'never') {
        if (run === 0) yield { kind: 'never' };
        return;
      }
      const known = this.#container.runOf(run);
      if (standing.kind === 'lost' || !known) yield { kind: 'lost' };
      else {
        const reading = this.#carried ?? this.#parts.readingOf(run);
        this.#carried = undefined;
        yield { kind: 'run', run: known, blocks: this.#blocks(run, reading), reading };
      }
    }
  }

  async *#blocks(run: number, reading: LogReading): AsyncGenerator<LogBlock, void, void> {
    const state: Progress = { complete: false, endedWell: false, patience: new Patience() };
    for (;;) {
      const standing = this.#container.standingOf(run);
      if (standing.kind === 'live') yield* this.#live(run, reading, state);
      else if (standing.kind === 'ended' && standing.previous) return yield* this.#settle(run, reading, state);
      else if (standing.kind === 'ended' && !state.complete)
        yield* this.#toEnd(reading, { previous: false, ...this.#container.sameRun(run) }, state);
      else if (standing.kind === 'waits' || (standing.kind === 'ended' && this.#container.mayRestart))
        await this.#container.change();
      else if (standing.kind === 'lost' && !state.complete)
        throw new LogIsGone('the container has restarted twice since');
      else return;
    }
  }

  /** One stream, for as long as it lasts. */
  async *#live(run: number, reading: LogReading, state: Progress): AsyncGenerator<LogBlock, void, void> {
    const { turns, call } = this.#parts;
    const turn = await turns.begin('endless');
    const outlived = this.#outlived(run);
    const { position } = reading;
    let failure: unknown;
    try {
      const signal = AbortSignal.any([call.signal, turn.signal, outlived.signal]);
      const asking = { follow: true, previous: false, ...this.#container.sameRun(run) };
      for await (const block of reading.request(asking, { signal })) {
        turn.touch();
        yield block;
      }
    } catch (error) {
      call.signal.throwIfAborted();
      failure = error;
    } finally {
      outlived.stop();
      turn.end();
    }
    if (failure !== undefined && !isPassing(failure)) throw failure;
    state.endedWell = failure === undefined;
    if (reading.position !== position) state.patience.progress();
    else if (!(failure instanceof TurnIsOver)) return this.#container.changeOr(state.patience.wait(call.signal));
    if (state.endedWell) await this.#container.changeOr(pause(NEWS_MS, call.signal));
  }

  /** Aborted some time after the run has ended: a stream that has not noticed by then may never. What it has not brought is asked for anew. */
  #outlived(run: number): { readonly signal: AbortSignal; stop(): void } {
    const over = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const check = () => {
      if (this.#container.standingOf(run).kind !== 'live')
        timer ??= setTimeout(() => over.abort(new TurnIsOver()), OUTLIVED_MS);
    };
    const off = this.#container.onChange(check);
    check();
    return {
      signal: over.signal,
      stop: () => {
        off();
        clearTimeout(timer);
      },
    };
  }

  /** The rest of a log to which nothing is added any more. */
  async *#toEnd(
    reading: LogReading,
    how: Pick<WholeOptions, 'previous' | 'isSameRun'>,
    state: Progress,
  ): AsyncGenerator<LogBlock, void, void> {
    const { turns, call, jobs } = this.#parts;
    const turn = await turns.begin('finite');
    let failure: unknown;
    try {
      state.complete = yield* readWhole(reading, { ...how, ended: true, thorough: true }, call);
    } catch (error) {
      call.signal.throwIfAborted();
      failure = error;
    } finally {
      turn.end();
    }
    if (failure === undefined) return;
    const trouble = logTroubleOf(failure);
    if (trouble === 'deleted' && state.endedWell) state.complete = true;
    else if (trouble === 'passing' && !jobs.haveEnded)
      await this.#container.changeOr(pause(LASTING_TROUBLE_MS, call.signal));
    else throw failure;
  }

  /**
   * The container has been restarted, perhaps before its status said so: what was read may be the log of the run that followed. It is, if the log of the
   * run before begins otherwise; or from where lines that should have come again did not.
   */
  async *#settle(run: number, reading: LogReading, state: Progress): AsyncGenerator<LogBlock, void, void> {
    const rest = await this.#restOf(run, reading, state.complete).catch((error: unknown) => {
      if (this.#parts.call.signal.aborted || !state.complete) throw error;
      return undefined;
    });
    if (!rest) return;
    const settling = { ...state, complete: false };
    while (!settling.complete) yield* this.#toEnd(rest, { previous: true }, settling);
  }

  /** The reading with which the log of the run before is to be read on; undefined if it has been read. */
  async #restOf(run: number, reading: LogReading, complete: boolean): Promise<LogReading | undefined> {
    if (reading.isFresh) return reading;
    const next = this.#container.runOf(run + 1)?.startedAt ?? '';
    const { doubt, firstStamp } = reading;
    const isOther =
      reading.isFromBegin && firstStamp !== undefined && firstStamp !== (await this.#firstOfPrevious(reading));
    const isDoubtful = doubt !== undefined && doubt.stamp.slice(0, 19) >= next.slice(0, 19);
    if (!isOther && !isDoubtful) return complete ? undefined : reading;
    this.#carried = reading;
    reading.doubt = undefined;
    if (isOther || !doubt) return this.#parts.readingOf(run);
    reading.firstStamp = undefined;
    return reading.forkedAt(doubt.from);
  }

  /** No answer says that the log is empty, if it is not a server's that had to go. */
  async #firstOfPrevious(reading: LogReading): Promise<string | undefined> {
    const { call } = this.#parts;
    for (let tries = 0; tries < ENOUGH_SILENCE; tries += 1) {
      const first = await patiently(() => reading.askFirstStamp({ previous: true }, call), call);
      if (first !== undefined) return first;
    }
    return undefined;
  }
}

/** How the reading of one run goes. */
interface Progress {
  /** All of it has been read, beyond doubt. */
  complete: boolean;
  /** The newest stream ended in good order. */
  endedWell: boolean;
  readonly patience: Patience;
}

/** Whether asking again may help, at the latest when the pod has changed. */
function isPassing(error: unknown): boolean {
  return error instanceof TurnIsOver || ['passing', 'no-run', 'deleted'].includes(logTroubleOf(error));
}
