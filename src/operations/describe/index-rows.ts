/** The lines of `--indexes`: one an index, and one for each attempt before where indexes were chosen; their number is bounded by pods and intervals, never by completions. */
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
import type { IndexRow, IndexState, RowSelection, Tried } from '../describe-result.ts';
import type { Figures } from './compose.ts';

/** Up to this many indexes of which no pod is known get a line each; more are shown as runs. */
const LINES_WITHOUT_PODS = 1000;

/** The rows of the selected indexes, by index. */
export function indexRows(
  figures: Figures & { readonly indexes: IndexStates },
  selection: RowSelection,
): readonly IndexRow[] {
  const tries = attemptsByIndex(figures.attempts);
  const known = indexesOf(tries.keys());
  const nextTries = new Map(figures.nextTries.map(({ index, at }) => [index, at]));
  const rowsOf = (state: IndexState): readonly IndexRow[] => {
    const chosen = within(figures.indexes[state], selection.indexes);
    const runs = [...singles(intersectIndexes(chosen, known)), ...silentRuns(subtractIndexes(chosen, known))];
    return runs.map((indexes) => {
      const [latest, ...earlier] = tries.get(indexes.first) ?? [];
      return {
        indexes,
        state,
        attempts: latest?.number,
        latest: latest && tried(latest, figures),
        earlier: selection.indexes === undefined ? [] : earlier.map((attempt) => tried(attempt, figures)),
        nextTryAt: state === 'retrying' ? nextTries.get(indexes.first) : undefined,
      };
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

function tried(attempt: Attempt, { job, now }: Pick<Figures, 'job' | 'now'>): Tried {
  return {
    attempt,
    exitCode: exitCodeOf(attempt, job),
    reason: reasonOf(attempt, job),
    durationMs: msBetween(attempt.startedAt, attempt.finishedAt ?? now),
  };
}

/** Newest first. */
function attemptsByIndex(attempts: readonly Attempt[]): ReadonlyMap<number, readonly Attempt[]> {
  const byIndex = new Map<number, Attempt[]>();
  for (const attempt of attempts.toReversed()) {
    if (attempt.index === undefined) continue;
    const known = byIndex.get(attempt.index);
    if (known) known.push(attempt);
    else byIndex.set(attempt.index, [attempt]);
  }
  return byIndex;
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
  const cause = failureCauseOf(pod, job)?.text;
  return (cause && inShort(cause, job)) ?? pod.containerStatuses.flatMap(waiting)[0] ?? unscheduled?.reason ?? '';
}

/** Where there is but one container, it need not be named on every line. */
function inShort(cause: string, { spec: { template } }: Job): string {
  const only = template.containers.length + template.initContainers.length === 1;
  return only ? cause.replace(/ in container "[^"]*"$/, '') : cause;
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
