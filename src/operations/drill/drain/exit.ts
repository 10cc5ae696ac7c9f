/** How a series of drills ends, for scripts. */
import type { DisruptionVerdict } from '../../../batch/disruption/verdict.ts';
import { isPass } from '../../../batch/disruption/verdict.ts';
import type { DrillResult } from './request.ts';

/** `error`: nothing could be shown, a pod of a whole node may not be evicted, or the node could not be let go of. */
export type DrillExit = 'ok' | 'failed' | 'timeout' | 'error' | 'interrupted';

/** With `expected`, whether each drill came to one of these; without, whether the disruptions were harmless. */
export function drillExit(
  results: readonly DrillResult[],
  expected: readonly DisruptionVerdict['kind'][],
  stopped: boolean,
): DrillExit {
  if (results.some(({ endedBy }) => endedBy === 'interrupted')) return 'interrupted';
  if (results.length === 0 || results.some(({ undo }) => undo.kind === 'failed')) return 'error';
  if (expected.length > 0)
    return results.every(({ verdict }) => expected.includes(verdict.kind)) && !stopped ? 'ok' : 'failed';
  return worstOf([...results.map(exitOf), stopped ? 'error' : 'ok']);
}

function exitOf({ verdict, endedBy, jobEnd, remaining }: DrillResult): DrillExit {
  if (jobEnd?.outcome === 'failed') return 'failed';
  if (isPass(verdict)) {
    if (remaining.some(({ why }) => why === 'not-evicted')) return 'error';
    return remaining.some(({ why }) => why === 'not-gone') ? 'timeout' : 'ok';
  }
  if (verdict.kind !== 'inconclusive') return 'failed';
  return endedBy === 'timeout' ? 'timeout' : 'error';
}

const ORDER: readonly DrillExit[] = ['failed', 'timeout', 'error', 'ok'];

function worstOf(exits: readonly DrillExit[]): DrillExit {
  return ORDER.find((exit) => exits.includes(exit)) ?? 'ok';
}
