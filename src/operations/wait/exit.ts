/** What a wait has come to as a whole. */
import { mentions } from '../../batch/wait-condition.ts';
import { failingExitCode } from './explain.ts';
import type { WaitEnding, WaitRequest, WaitResult } from './result.ts';

/** The whole in a word, worst first: what was told to end, then what no further waiting would mend. */
export type WaitExit = 'interrupted' | 'failed' | 'gone' | 'error' | 'timeout' | 'ok';

/** `error`: it cannot come true, though nothing failed. With `--any` the first Job that has come to it decides for all. */
export function waitExit(
  { by, results }: { readonly by: WaitEnding; readonly results: readonly WaitResult[] },
  { any, until }: Pick<WaitRequest, 'any' | 'until'>,
): WaitExit {
  if (by === 'interrupted') return 'interrupted';
  if (by === 'nothing') return mentions(until, 'delete') ? 'ok' : 'gone';
  const first = any ? results.find(({ kind }) => kind === 'met' || kind === 'failed') : undefined;
  const exits = (first ? [first] : results).map(exitOfResult);
  return WORST_FIRST.find((exit) => exits.includes(exit)) ?? (by === 'timeout' ? 'timeout' : 'ok');
}

/** The same for a wait that was broken off because nobody reads its results any more: what was decided by then. */
export function exitSoFar(results: readonly WaitResult[], request: Pick<WaitRequest, 'any' | 'until'>): WaitExit {
  return waitExit({ by: 'settled', results: results.filter(({ kind }) => kind !== 'interrupted') }, request);
}

/** The exit code of the failing containers, the highest of all Jobs that failed; undefined if none is known. */
export function propagatedExitCode(results: readonly WaitResult[]): number | undefined {
  const codes = results.flatMap(({ isFailure, description }) =>
    isFailure && description ? (failingExitCode(description) ?? []) : [],
  );
  return codes.length === 0 ? undefined : Math.max(...codes);
}

const WORST_FIRST: readonly WaitExit[] = ['failed', 'gone', 'error', 'timeout'];

function exitOfResult({ kind, isFailure }: WaitResult): WaitExit {
  if (isFailure) return 'failed';
  switch (kind) {
    case 'met':
      return 'ok';
    case 'failed':
    case 'gone':
    case 'timeout':
    case 'interrupted':
      return kind;
    case 'impossible':
      return 'error';
  }
}
