/** What a measure found, held against what it must be. */

/** What the program runs as. The budgets that matter are the executable's; on Node it starts later, and has its own. */
export type Runtime = 'executable' | 'node';

/** The most that a figure may be, and what would be good. */
export interface Limit {
  readonly must: number;
  readonly aim?: number;
}

/** Limits for both. */
export type Limits = Readonly<Record<Runtime, Limit>>;

/** One figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `×` for a ratio to what stands in `against`. */
  readonly unit: '×' | 'ms' | 'MiB' | 'KiB' | 'lines';
  /** What it was made from, for people: `27 ms : 45 ms`. */
  readonly from: string;
  /** Undefined for what is told but not judged. */
  readonly limits?: Limits | undefined;
}

/** Whether a figure is as it must be. What is not judged is. */
export function isMet({ value, limits }: Figure, runtime: Runtime): boolean {
  return limits === undefined || value <= limits[runtime].must;
}

/** The middle of an odd number of values, else the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}
