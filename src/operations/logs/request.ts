/** What somebody wants to read of the logs of Jobs. */
import type { LogSelection } from '../../batch/log-selection.ts';
import type { Spill } from './spilled.ts';

/** Where an object is. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** Which Jobs: by name, those of CronJobs, or all that selectors leave. */
export type LogsTarget =
  | { readonly kind: 'names'; readonly jobs: readonly ObjectName[]; readonly cronJobs: readonly ObjectName[] }
  | {
      readonly kind: 'selector';
      readonly namespace: string | undefined;
      readonly labelSelector: string | undefined;
      readonly fieldSelector: string | undefined;
    };

/** How much of each log, or of all together. */
export interface LogAmount {
  /** Only lines of the last so many milliseconds, or since a time (RFC 3339); counted in whole seconds. */
  readonly since: number | string | undefined;
  /** The last so many lines of each container. */
  readonly tailLines: number | undefined;
  /** The newest so many lines of all. */
  readonly tailTotal: number | undefined;
  /** So many bytes of each container's log, as they are printed but for prefixes. */
  readonly limitBytes: number | undefined;
  /** Whether a line is wanted, by its text. */
  readonly keep: ((text: string) => boolean) | undefined;
}

/** Everything that was asked. */
export interface LogsRequest {
  readonly target: LogsTarget;
  /** Of CronJobs not the newest Job alone, but all there are. */
  readonly allJobs: boolean;
  readonly selection: LogSelection;
  readonly amount: LogAmount;
  /** Whether the times of lines are looked at: a log costs less without. */
  readonly stamps: boolean;
  /** `index`: pod after pod; `time`: all lines by their stamps. Followed lines come as they come. */
  readonly order: 'index' | 'time';
  /** So many streams are open at once. */
  readonly maxStreams: number;
  /** Only the first so many pods. */
  readonly maxPods: number | undefined;
  /** Opens a place for what does not fit into memory. */
  readonly spill: (() => Promise<Spill>) | undefined;
}
