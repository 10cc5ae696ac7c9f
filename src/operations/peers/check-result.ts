/** What `peers check` finds out. */
import type { CheckAnswer } from '../../batch/peers/check-script.ts';
import type { CheckTarget, PairVerdict } from '../../batch/peers/check-verdict.ts';
import type { JobPeers } from '../peers-result.ts';

/** A pod, and what it sees. */
export type CheckRow =
  | {
      readonly kind: 'asked';
      readonly index: number;
      readonly pod: string;
      /** What it asked with. */
      readonly answer: Pick<CheckAnswer, 'resolver' | 'connector'>;
      /** One for each target, in their order. */
      readonly verdicts: readonly PairVerdict[];
    }
  /** It does not run (yet, or any more): nobody can ask it. */
  | { readonly kind: 'not-running'; readonly index: number; readonly pod: string | undefined }
  /** It runs, and could not be asked: no shell in it, nothing that looks names up, not allowed. */
  | { readonly kind: 'unasked'; readonly index: number; readonly pod: string; readonly why: Unasked };

/** Why a pod that runs could not be asked. */
export type Unasked =
  | { readonly kind: 'no-shell' }
  | { readonly kind: 'no-resolver' }
  | { readonly kind: 'no-connector' }
  | { readonly kind: 'error'; readonly message: string };

/** The whole. */
export interface CheckResult {
  readonly peers: JobPeers;
  readonly targets: readonly CheckTarget[];
  readonly rows: readonly CheckRow[];
  readonly port: number | undefined;
  /** Pairs that were tried, and those of them that are well. */
  readonly pairs: number;
  readonly well: number;
  /** In milliseconds since the epoch, by the cluster's clock. */
  readonly now: number;
}

/** What is told on the way. */
export type CheckUpdate =
  | {
      readonly kind: 'progress';
      readonly asked: number;
      readonly pods: number;
      readonly pairs: number;
      readonly well: number;
    }
  | { readonly kind: 'result'; readonly result: CheckResult };
