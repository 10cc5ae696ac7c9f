/** The lines of `--indexes`: one an index; their number is bounded by pods and intervals, never by completions. */
import type { Attempt, IndexStates } from '../../batch/attempts.ts';
import { msBetween } from '../../batch/durations.ts';
import { failureCauseOf } from '../../batch/failure-cause.ts';
import {
  countIndexes,
  type Interval,
  type Intervals,
  indexesOf,
  intersectIndexes,
  subtractIndexes,
} from '../../batch/indexes.ts';
import type { ContainerStatus, Job } from '../../batch/objects.ts';
import type { IndexRow, IndexState, RowSelection } from '../describe-result.ts';
import type { Figures } from './compose.ts';

/** Up to this many indexes of which no pod is known get a line each; more are shown as runs. */
const LINES_WITHOUT_PODS = 1000;

/** The rows of the selected indexes, by index. */
export function indexRows(
  figures: Figures & { readonly indexes: IndexStates },
  selection: RowSelection,
): readonly IndexRow[] {
  const latest = latestAttempts(figures.attempts);
  const known = indexesOf(latest.keys());
  const nextTries = new Map(figures.nextTries.map(({ index, at }) => [index, at]));
  const rowsOf = (state: IndexState): readonly IndexRow[] => {
    const chosen = within(figures.indexes[state], selection.indexes);
    const runs = [...singles(intersectIndexes(chosen, known)), ...silentRuns(subtractIndexes(chosen, known))];
    return runs.map((indexes) => {
      const nextTryAt = state === 'retrying' ? nextTries.get(indexes.first) : undefined;
      return rowOf({ indexes, state, nextTryAt }, latest.get(indexes.first), figures);
    });
  };
  return statesOf(selection)
    .flatMap(rowsOf)
    .toSorted((a, b) => a.indexes.first - b.indexes.first);
}

function statesOf({ failed, running }: RowSelection): readonly IndexState[] {
  if (!failed && !running) return ['completed', 'failed', 'running', 'retrying', 'pending'];
  return [...(failed ? (['failed', 'retrying'] as const) : []), ...(running ? (['running'] as const) : [])];
}

function rowOf(
  row: Pick<IndexRow, 'indexes' | 'state' | 'nextTryAt'>,
  attempt: Attempt | undefined,
  { job, now }: Pick<Figures, 'job' | 'now'>,
): IndexRow {
  return {
    ...row,
    attempt,
    attempts: attempt?.number,
    exitCode: attempt === undefined ? undefined : exitCodeOf(attempt, job),
    reason: attempt === undefined ? '' : reasonOf(attempt, job),
    durationMs: attempt === undefined ? undefined : msBetween(attempt.startedAt, attempt.finishedAt ?? now),
  };
}

function latestAttempts(attempts: readonly Attempt[]): ReadonlyMap<number, Attempt> {
  const latest = new Map<number, Attempt>();
  for (const attempt of attempts) if (attempt.index !== undefined) latest.set(attempt.index, attempt);
  return latest;
}

function exitCodeOf(attempt: Attempt, job: Job): number | undefined {
  const codes = attempt.pod.containerStatuses.flatMap(({ state }) =>
    state.kind === 'terminated' ? [state.exitCode] : [],
  );
  return failureCauseOf(attempt.pod, job)?.exitCode ?? codes.find((code) => code !== 0) ?? codes[0];
}

function reasonOf({ pod }: Attempt, job: Job): string {
  const waiting = ({ state }: ContainerStatus) => (state.kind === 'waiting' ? [state.reason] : []);
  const unscheduled = pod.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return failureCauseOf(pod, job)?.text ?? pod.containerStatuses.flatMap(waiting)[0] ?? unscheduled?.reason ?? '';
}

function within(intervals: Intervals, selected: Intervals | undefined): Intervals {
  return selected === undefined ? intervals : intersectIndexes(intervals, selected);
}

function singles(intervals: Intervals): readonly Interval[] {
  return intervals.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, step) => ({ first: first + step, last: first + step })),
  );
}

function silentRuns(intervals: Intervals): readonly Interval[] {
  return countIndexes(intervals) <= LINES_WITHOUT_PODS ? singles(intervals) : intervals;
}
