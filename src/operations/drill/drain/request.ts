/** What is asked of `drill drain`, what it is going to do, and what it tells while it does. */
import type { Advice } from '../../../batch/disruption/advice.ts';
import type { Step } from '../../../batch/disruption/timeline.ts';
import type { DisruptionVerdict, Undecided } from '../../../batch/disruption/verdict.ts';
import type { PodWish } from '../../../batch/drain/choose-pod.ts';
import type { DrainFlags, DrainRemark, NodePod } from '../../../batch/drain/filters.ts';
import type { DrillMark } from '../../../batch/drain/node-mark.ts';
import type { JobEnd } from '../../../batch/job-end.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import type { JobName } from '../../describe.ts';

/** What is disrupted: this Job's pods on the node, cordoned meanwhile; the same without touching the node; or the whole node. */
export type DrillScope = 'job' | 'evict-only' | 'whole-node';

/** Who holds a drill: the machine and the process, and whether a process of this machine still runs (undefined: of another machine). */
export interface DrillHolder {
  readonly host: string;
  readonly pid: number;
  readonly isAlive: (mark: DrillMark) => boolean | undefined;
  /** Names a drill; never the same twice. */
  readonly newId: () => string;
}

/** A drill as it was asked for. */
export interface DrainRequest {
  readonly job: JobName;
  readonly wish: PodWish;
  readonly scope: DrillScope;
  readonly flags: DrainFlags;
  /** Of the pods that are evicted; their own when undefined. */
  readonly gracePeriodSeconds: number | undefined;
  /** Delete instead of evicting: no budget is asked, no DisruptionTarget is set. */
  readonly disableEviction: boolean;
  /** Of a whole node only the pods with these labels. */
  readonly podSelector: string | undefined;
  /** How many pods of a whole node are listed at a time; 0: all; undefined: 500. */
  readonly chunkSize: number | undefined;
  /** From the first eviction to the verdict, in milliseconds; undefined: the pod's grace period, and five minutes. */
  readonly timeoutMs: number | undefined;
  /** How long undoing is tried, in milliseconds. */
  readonly undoMs: number;
  /** How many times. */
  readonly repeat: number;
  /** Go on watching until the Job has ended. */
  readonly untilComplete: boolean;
  readonly holder: DrillHolder;
}

/** A disruption budget that stands in the way. */
export interface BlockingBudget {
  readonly name: string;
  readonly namespace: string;
  readonly text: string;
}

/** What a drill is going to do. */
export interface DrainPlan {
  readonly job: Job;
  /** The pod that was chosen. */
  readonly chosen: Pod;
  readonly index: number | undefined;
  readonly node: string;
  readonly scope: DrillScope;
  /** Pods of the Job that are evicted, the chosen one first. */
  readonly victims: readonly Pod[];
  /** Whoever else is hit: evicted along with it. */
  readonly others: readonly NodePod[];
  /** How many pods of others stay on the node, which takes no new ones meanwhile; undefined where nobody looked. */
  readonly bystanders: number | undefined;
  /** The node was cordoned before any drill, and stays so. */
  readonly isCordoned: boolean;
  /** Other drills that hold the node, too, and may still be at work. */
  readonly alsoHeldBy: readonly DrillMark[];
  readonly warnings: readonly DrainRemark[];
  readonly budgets: readonly BlockingBudget[];
  /** Nodes that another drill has left, as far as one may look. */
  readonly leftovers: readonly Leftover[];
}

/** What a drill that is gone has left on a node. */
export interface Leftover {
  readonly node: string;
  readonly marks: readonly DrillMark[];
}

/** Why there can be no drill; nothing has been changed. */
export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** What planning comes to. */
export type Planned =
  | { readonly kind: 'plan'; readonly plan: DrainPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One pod of the Job, and what its disruption did. */
export interface VictimResult {
  /** As it was when it was evicted, and as it was last seen. */
  readonly before: Pod;
  readonly last: Pod;
  readonly index: number | undefined;
  /** When the eviction was accepted, in ms since the epoch; undefined if it never was. */
  readonly evictedAt: number | undefined;
  readonly verdict: DisruptionVerdict;
  readonly notes: readonly string[];
  readonly advice: readonly Advice[];
}

/** A pod that a drain of the whole node would have evicted, and that is still there. */
export interface RemainingPod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /**
   * `not-waited-for`: it should have been gone for longer than anybody wanted to wait; `not-evicted`: the server will not evict it; `came-later`: nobody
   * was asked about it, because it was not there when the plan was made.
   */
  readonly why: 'not-gone' | 'not-waited-for' | 'not-evicted' | 'came-later';
  /** Why it could not be evicted, where somebody said so. */
  readonly message: string;
}

/** How a drill ended. */
export type DrillEnding = 'judged' | 'timeout' | 'interrupted';

/** One drill, whole. */
export interface DrillResult {
  readonly plan: DrainPlan;
  readonly endedBy: DrillEnding;
  readonly before: Job;
  readonly after: Job;
  /** The worst of the pods' verdicts. */
  readonly verdict: DisruptionVerdict;
  readonly victims: readonly VictimResult[];
  /** In order of time; offsets count from the first eviction. */
  readonly timeline: readonly Step[];
  /** What offsets of the timeline count from, in ms since the epoch. */
  readonly zeroAt: number;
  readonly undo: UndoOutcome;
  /** Pods of a whole node that were to be evicted and are still there. */
  readonly remaining: readonly RemainingPod[];
  /** How the Job ended, where that was waited for. */
  readonly jobEnd: JobEnd | undefined;
}

/** What became of the node. */
export type UndoOutcome =
  /** Nothing had been done to it. */
  | { readonly kind: 'untouched' }
  | { readonly kind: 'uncordoned' }
  /** It was cordoned before, or another drill still holds it, or nobody can tell how it was before. */
  | { readonly kind: 'left-cordoned'; readonly why: 'before' | 'other-drill' | 'unknown' }
  /** It could not be undone in time, or somebody has changed its mark; what to type instead. */
  | { readonly kind: 'failed'; readonly message: string; readonly command: readonly string[] };

/** What a drill waits for; `gone`: everybody's pods on a whole node. */
export type DrillAwaits = Undecided['waitsFor'] | 'eviction' | 'gone';

/** What a drill tells while it goes on; `ended` is the last of each drill. */
export type DrillUpdate =
  | { readonly kind: 'step'; readonly step: Step; readonly zeroAt: number }
  /** Nothing new: what is still awaited, and for how many seconds since the eviction. */
  | { readonly kind: 'waiting'; readonly waitsFor: DrillAwaits; readonly seconds: number }
  | { readonly kind: 'refused-eviction'; readonly pod: string; readonly message: string; readonly retryInMs: number }
  /** Asking again does not help. */
  | { readonly kind: 'not-evicted'; readonly pod: string; readonly message: string }
  | { readonly kind: 'interrupted'; readonly message: string }
  | { readonly kind: 'restored' }
  /** Letting go of the node takes long; the command undoes it, should nobody wait for that. */
  | { readonly kind: 'letting-go'; readonly node: string; readonly command: readonly string[] }
  /** The node could not be let go of. */
  | { readonly kind: 'not-undone'; readonly undo: UndoOutcome & { readonly kind: 'failed' } }
  /** No further drill is possible. */
  | { readonly kind: 'stopped'; readonly refusal: Refusal }
  /** Which of so many drills begins. */
  | { readonly kind: 'round'; readonly round: number; readonly of: number; readonly plan: DrainPlan }
  | { readonly kind: 'ended'; readonly result: DrillResult };
