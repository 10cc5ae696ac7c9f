/** What a measure is: figures of ours beside kubectl's, or beside a limit, taken in one and the same run. */

/** One line of the report. */
export interface Figure {
  readonly measure: string;
  /** What was measured, as a median: a ratio to kubectl, or milliseconds, or MiB. */
  readonly value: number;
  readonly unit: 'of kubectl' | 'ms' | 'MiB';
  /** At most this, or the run fails. */
  readonly must: number;
  /** What we would like it to be. */
  readonly aim: number | undefined;
}

/** Runs of each measure; a median of fewer says little on a busy machine. */
export const RUNS = 15;

/** The middle one of some numbers. Throws on none. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
