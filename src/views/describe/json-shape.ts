/**
 * The documented shape of `kubectl job describe -o json|yaml`. `apiVersion` names its version: within `kubectl-job/v1` fields are added,
 * never changed or taken away. Times are RFC 3339 in UTC, lengths of time are seconds, sets of indexes are Kubernetes' intervals
 * (`0-2,5,7-9`). A field marked `?` is absent when it is not known or does not apply.
 */
import type { ApiObject, Condition, StringMap } from '../../batch/objects.ts';
import type { JobState } from '../../batch/outcome.ts';
import type { Finding, IndexState, PodsRead, Policy, Unread } from '../../operations/describe-result.ts';

/** Several Jobs: what selectors found, or more than one name. */
export interface JobDescriptionList {
  readonly apiVersion: 'kubectl-job/v1';
  readonly kind: 'JobDescriptionList';
  readonly items: readonly JobDescriptionObject[];
}

/** One Job. */
export interface JobDescriptionObject {
  readonly apiVersion: 'kubectl-job/v1';
  readonly kind: 'JobDescription';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers: readonly string[];
    readonly labels: StringMap;
    readonly annotations: StringMap;
  };
  /** The cluster's clock when this was put together. */
  readonly observedAt: string;
  readonly status: StatusObject;
  readonly progress: ProgressObject;
  readonly pods: PodsObject;
  readonly mode: ModeObject;
  /** Only for Indexed Jobs; the five states part 0..completions-1. */
  readonly indexes?: Readonly<Record<IndexState, IndexSetObject>>;
  readonly failures: readonly FailureObject[];
  /** When the Job, or an index with backoffLimitPerIndex, is tried again; the earliest first. */
  readonly nextTries: readonly { readonly index?: number; readonly at: string; readonly failures: number }[];
  readonly stuck: readonly {
    readonly kind: string;
    readonly text: string;
    readonly pods: readonly string[];
    readonly indexes: string;
  }[];
  readonly policies: readonly Policy[];
  readonly conditions: readonly Condition[];
  readonly selector: StringMap;
  readonly controlledBy?: { readonly kind: string; readonly name: string };
  readonly managedBy?: string;
  /** Oldest first. */
  readonly events: readonly EventObject[];
  /** What is wrong with the object itself. */
  readonly findings: readonly Finding[];
  /** What the server would not tell. */
  readonly unread: readonly Unread[];
  /** Commands to type next, as a POSIX shell takes them, and what each is good for. */
  readonly nextSteps: readonly { readonly command: string; readonly why: string }[];
  /** Only with `--indexes`. */
  readonly indexRows?: readonly IndexRowObject[];
  /** The Job as the server sent it. */
  readonly job: ApiObject;
}

/** How the Job stands. */
export interface StatusObject {
  readonly state: JobState;
  /** kubectl's STATUS, or `Backing off`. */
  readonly word: string;
  readonly reason: string;
  readonly message: string;
  readonly since?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly durationSeconds?: number;
  /** When ttlSecondsAfterFinished removes it. */
  readonly removedAt?: string;
  /** When activeDeadlineSeconds ends it. */
  readonly deadlineAt?: string;
  /** When the grace period of the last terminating pod is over. */
  readonly graceEndsAt?: string;
}

/** How much is done. */
export interface ProgressObject {
  readonly done: number;
  /** Absent for a work queue. */
  readonly total?: number;
  /** 0 to 1. */
  readonly fraction?: number;
  readonly failedIndexes?: number;
  readonly perMinute?: number;
  readonly secondsLeft?: number;
}

/** Pods as the Job's status counts them; those not yet counted are included, and named once more. */
export interface PodsObject {
  readonly active: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly uncountedSucceeded: number;
  readonly uncountedFailed: number;
  /** Seen to have failed, and not among `failed` yet. */
  readonly failedSince?: number;
  /** Of `failed`, those that are no longer there, and how many of these were deleted because the Job had failed. */
  readonly failedGone?: number;
  readonly failedGoneByFailure?: number;
  /** Which pods were read for this description. */
  readonly read: PodsRead;
}

/** The spec, with the server's defaults. */
export interface ModeObject {
  readonly completionMode: string;
  readonly completions?: number;
  readonly parallelism: number;
  readonly suspend: boolean;
  readonly backoffLimit: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly podReplacementPolicy: string;
}

/** A set of indexes. */
export interface IndexSetObject {
  readonly count: number;
  readonly indexes: string;
}

/** Pods that failed alike. */
export interface FailureObject {
  readonly count: number;
  readonly kind: string;
  readonly text: string;
  readonly container?: string;
  readonly exitCode?: number;
  readonly reason: string;
  readonly message: string;
  /** What podFailurePolicy makes of it; `Default`: no rule matched, it counts. */
  readonly verdict: { readonly action: string; readonly rule?: number; readonly because: string };
  readonly pods: readonly string[];
  /** The one of them that failed last. */
  readonly lastPod: string;
  /** The nodes they ran on. */
  readonly nodes: readonly string[];
  readonly indexes: string;
  readonly firstAt?: string;
  readonly lastAt?: string;
}

/** An event, its times reduced to two. */
export interface EventObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly from: string;
  readonly count: number;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly object: string;
}

/** An index with its latest attempt, or a run of indexes of which no pod is known. */
export interface IndexRowObject extends Partial<AttemptObject> {
  readonly indexes: string;
  readonly state: IndexState;
  readonly attempts?: number;
  readonly reason: string;
  readonly nextTryAt?: string;
  /** The attempts before, newest first, whose pods are left; only of indexes that were chosen (`--indexes SPEC`). */
  readonly earlier?: readonly AttemptObject[];
}

/** One pod of an index. */
export interface AttemptObject {
  /** 1 for the first. */
  readonly number: number;
  readonly pod: string;
  readonly podState: string;
  readonly node?: string;
  readonly exitCode?: number;
  readonly reason: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly durationSeconds?: number;
}
