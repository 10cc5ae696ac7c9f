/** What reading logs tells, in the order in which it is to be shown. */
import type { LogGaps } from '../../batch/log-gaps.ts';
import type { LogBlock } from '../../batch/log-lines.ts';
import type { ContainerLog } from '../../batch/log-selection.ts';
import type { Job } from '../../batch/objects.ts';
import type { LogTrouble } from './log-trouble.ts';

/** Lines, a word to the reader, or the end. */
export type LogEvent =
  | ({ readonly kind: 'lines' } & LogLines)
  /** Lines of several logs by turns, in this order: one event for many costs less. */
  | { readonly kind: 'merged'; readonly lines: readonly LogLines[] }
  | { readonly kind: 'notice'; readonly notice: LogNotice }
  /** The last event. The Jobs as they were last seen; those that were deleted meanwhile too. */
  | { readonly kind: 'end'; readonly jobs: readonly Job[]; readonly deleted: readonly Job[]; readonly unread: boolean };

/** Consecutive lines of one log. */
export interface LogLines {
  readonly log: ContainerLog;
  readonly block: LogBlock;
}

/** Which log something is said of; an empty container stands for the pod. */
export type LogReference = Pick<ContainerLog, 'namespace' | 'job' | 'index' | 'attempt' | 'pod' | 'container'>;

/** What could not be had, and what the reader should know. */
export type LogNotice =
  /** Logs that were asked for in vain; `message` is what the server said of the first. */
  | {
      readonly kind: 'not-read';
      readonly why: LogTrouble;
      readonly message: string;
      readonly logs: readonly LogReference[];
    }
  /** Containers that have not run, or will not. */
  | { readonly kind: 'not-started'; readonly message: string; readonly logs: readonly LogReference[] }
  /** Containers that do not start just now, and are waited for. */
  | { readonly kind: 'waiting'; readonly message: string; readonly logs: readonly LogReference[] }
  /** Runs before the last restart but one, of which no kubelet keeps a log. */
  | { readonly kind: 'runs-gone'; readonly runs: number; readonly logs: readonly LogReference[] }
  /** Logs that were rotated while nobody read them: lines may be missing. */
  | { readonly kind: 'rotated'; readonly logs: readonly LogReference[] }
  /** Pods that were deleted before anybody could ask. */
  | { readonly kind: 'pods-gone'; readonly job: Job; readonly gaps: LogGaps }
  /** `--max-pods`. */
  | { readonly kind: 'left-out'; readonly pods: number; readonly read: number }
  /** More logs are followed than streams may be open. */
  | { readonly kind: 'taking-turns'; readonly streams: number; readonly logs: number }
  /** The lines that were to be kept for the tail take too much memory: there are only so many. */
  | { readonly kind: 'tail-cut'; readonly lines: number }
  /** A Job makes no pods until somebody resumes it. */
  | { readonly kind: 'suspended'; readonly job: Job }
  /** The connection to the cluster is lost; following goes on by itself. */
  | { readonly kind: 'interrupted'; readonly message: string }
  | { readonly kind: 'restored' }
  /** Indexes were chosen of a Job that has none. */
  | { readonly kind: 'no-indexes'; readonly job: Job }
  /** No container of the pods is one that was asked for; these there are. */
  | { readonly kind: 'no-containers'; readonly containers: readonly string[] }
  /** The run before the last restart was asked for, and nothing has been restarted. */
  | { readonly kind: 'no-previous' }
  /** No pod of these Jobs is one that was asked for. */
  | { readonly kind: 'no-pods'; readonly jobs: readonly Job[] }
  | { readonly kind: 'no-jobs'; readonly namespace: string | undefined; readonly cronJob: string | undefined }
  | { readonly kind: 'job-deleted'; readonly job: Job }
  /** What the logs belong to goes on without them. */
  | { readonly kind: 'not-followed'; readonly message: string };
