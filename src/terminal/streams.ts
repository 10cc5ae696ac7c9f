/**
 * The terminal: results to standard output, progress and errors to standard error, and the signal that ends everything.
 * This folder is the only one that touches the process's streams.
 */
import type { Page } from '../views/page.ts';
import { canRedraw, type Environment, pageOf, type StreamFacts } from './capabilities.ts';
import { endingSignal, OutputClosed, OutputFailed } from './ending.ts';
import { type LiveArea, liveArea } from './live.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import { progressRows } from './progress-rows.ts';
import { sanitise } from './sanitise.ts';

export type { LiveArea } from './live.ts';
export type { ProgressLine } from './progress.ts';

/** One of the two streams that text goes to. */
export interface Output {
  /**
   * Writes text, newlines and all, and resolves when the stream took it. Control characters other than newline, tab and colours are dropped. Never
   * rejects: when nobody reads any more, or the disk is full, the terminal's signal is aborted and the rest is dropped.
   */
  write(text: string): Promise<void>;
  /** The same for bytes that are somebody's data: they go through as they are. */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** What the stream can show now: its width follows the window. */
  readonly page: Page;
  /** Whether it is a terminal that can be drawn on: not a pipe, not a dumb one. */
  readonly isTTY: boolean;
}

/** Where a command writes, and what ends it. */
export interface Terminal {
  /** Results. */
  readonly out: Output;
  /** Progress, warnings, errors. */
  readonly err: Output;
  /** Aborted by Ctrl-C, SIGTERM (reason: `Interrupted`), a closed standard output (reason: `OutputClosed`) or one that fails (`OutputFailed`). */
  readonly signal: AbortSignal;
  /** Text that is redrawn in place; where that cannot be done, each new text is written below the last. */
  live(): LiveArea;
  /** Whether `progress` and `progressRows` show anything: not in a pipe, and not in CI, where each frame would be a line of a log. */
  readonly showsProgress: boolean;
  /** A spinner on standard error, shown only on a terminal and only when it lasts. */
  progress(text: string): ProgressLine;
  /** Rows on standard error that are redrawn in place and taken off at the end; shown only on a terminal. */
  progressRows(text: string): ProgressLine;
}

/** A stream to write to: `process.stdout`, or a test's own. */
export type Stream = NodeJS.WritableStream & StreamFacts & { readonly rows?: number | undefined };

/** What the terminal stands on; a test may hand in its own. */
export interface World {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Environment;
  readonly platform: string;
  /** Aborted when the program shall end. */
  readonly ending: AbortController;
}

/** The process's terminal. The first call begins to listen for signals; all calls give the same terminal. */
export function openTerminal(): Terminal {
  opened ??= terminalOn({
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    platform: process.platform,
    ending: endingSignal(),
  });
  return opened;
}

let opened: Terminal | undefined;

/** A terminal on any two streams. */
export function terminalOn(world: World): Terminal {
  const { stdout, stderr, env, ending } = world;
  const out = outputOn(stdout, world, (error) =>
    ending.abort(isClosed(error) ? new OutputClosed() : new OutputFailed(error)),
  );
  const err = outputOn(stderr, world, () => {});
  return {
    out,
    err,
    signal: ending.signal,
    live: () => liveArea(out, canRedraw(stdout, env) ? stdout : undefined),
    showsProgress: canRedraw(stderr, env) && !env.CI,
    progress: (text) => progressLine(text, canRedraw(stderr, env) ? stderr : undefined, env),
    progressRows: (text) => progressRows(text, canRedraw(stderr, env) ? stderr : undefined, env),
  };
}

function outputOn(stream: Stream, world: World, lost: (error: Error) => void): Output {
  let gone = false;
  const failed = (error: Error) => {
    if (gone) return;
    gone = true;
    lost(error);
  };
  // oclif listens too, and throws whatever it hears.
  stream.removeAllListeners('error').on('error', failed);
  const written = (data: string | Uint8Array) =>
    new Promise<void>((resolve) => {
      if (gone || data.length === 0) return resolve();
      const done = (error?: Error | null) => {
        if (error) failed(error);
        resolve();
      };
      try {
        stream.write(data, done);
      } catch (error) {
        // A file that cannot be written to (a full disk) fails at once.
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
  return {
    get page() {
      return pageOf(stream, world.env, world.platform);
    },
    isTTY: canRedraw(stream, world.env),
    write: (text) => written(sanitise(text)),
    writeBytes: written,
  };
}

/** Whether nobody reads any more. */
function isClosed(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
