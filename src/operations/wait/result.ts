/** What `wait` is asked, tells on its way, and comes to. Times are RFC 3339 strings or milliseconds since the epoch, lengths of time milliseconds. */

import type { JobEnd } from '../../batch/job-end.ts';
import type { Job } from '../../batch/objects.ts';
import type { FindValues, WaitExpression } from '../../batch/wait-condition.ts';
import type { JobName } from '../describe.ts';
import type { Described, JobDescription } from '../describe-result.ts';

/** Which Jobs: by name, CronJobs for their newest one, or all that selectors find when it begins. */
export type WaitTarget =
  | { readonly kind: 'names'; readonly jobs: readonly JobName[]; readonly cronJobs: readonly JobName[] }
  | {
      readonly kind: 'selector';
      readonly namespace: string | undefined;
      readonly labelSelector: string | undefined;
      readonly fieldSelector: string | undefined;
    };

/** What is waited for, and how. */
export interface WaitRequest {
  readonly target: WaitTarget;
  readonly until: WaitExpression;
  /** 0: look once; Infinity: without limit. */
  readonly timeoutMs: number;
  /** Enough that one of the Jobs has come to it. */
  readonly any: boolean;
  /** Go by FailureTarget and SuccessCriteriaMet. */
  readonly early: boolean;
  /** Wait for Jobs that are not there yet. */
  readonly forCreation: boolean;
  /** So long a server that refuses connections, or cannot be reached, is asked again before it has answered for the first time. */
  readonly firstAnswerMs: number;
  /** Lines of the log of one failed pod per cause; 0: none. */
  readonly logLines: number;
  readonly find: FindValues;
}

/** How waiting for one Job ended. */
export type ResultKind =
  | 'met'
  /** It was waited for the end, and the Job failed. */
  | 'failed'
  /** It can not come true any more, or never could. */
  | 'impossible'
  /** The Job is gone, or was never there, and nothing tells how it ended. */
  | 'gone'
  | 'timeout'
  | 'interrupted';

/** One Job, and how waiting for it ended. */
export interface WaitResult extends JobName {
  readonly kind: ResultKind;
  /** What was missing, or why it cannot come true; empty where nothing has to be said. */
  readonly because: string;
  /** The end was a failure, of the Job or of an index that was waited for. */
  readonly isFailure: boolean;
  /** The Job as it was last seen; undefined if it never was. */
  readonly job: Job | undefined;
  /** What is known of it. */
  readonly description: JobDescription | undefined;
  /** How it ended, and what told so: its status, or, where it was gone, its events. */
  readonly end: (JobEnd & { readonly toldBy: 'status' | 'events' }) | undefined;
  readonly isGone: boolean;
  /** Another Job of the same name was there when this one was gone. */
  readonly isReplaced: boolean;
  /** What the pods that failed had said last, one pod per cause. */
  readonly logs: readonly FailureLog[];
  /** What else may have been meant by a name that no Job has. */
  readonly missing: (Described & { readonly kind: 'missing' }) | undefined;
}

/** The end of a failed pod's log. */
export interface FailureLog {
  readonly pod: string;
  readonly container: string;
  /** Why the pod failed, in the words of its failure group. */
  readonly cause: string;
  readonly lines: readonly string[];
  /** Why it could not be read; undefined if it could. */
  readonly unread: string | undefined;
}

/** A Job that is still waited for. */
export interface WaitingJob extends JobName {
  /** Undefined: not there yet. */
  readonly job: Job | undefined;
  /** What is missing, in words. */
  readonly missing: string;
  /** How it stands at this moment. */
  describe(): JobDescription | undefined;
}

/** How the whole stands. */
export interface Standing {
  readonly waiting: readonly WaitingJob[];
  readonly settled: readonly WaitResult[];
  /** What keeps news from coming just now. */
  readonly interrupted: string | undefined;
}

/** Something worth telling while it waits. */
export type WaitNotice =
  /** A Job has come into another state. */
  | { readonly kind: 'state'; readonly job: WaitingJob }
  | { readonly kind: 'interrupted'; readonly message: string }
  | { readonly kind: 'restored'; readonly afterMs: number }
  /** A CronJob's newest Job was taken. */
  | { readonly kind: 'newest'; readonly cronJob: string; readonly job: JobName }
  /** A Job is not there yet; `ended`: what events tell of one of the same name before it. */
  | { readonly kind: 'awaited'; readonly job: JobName; readonly ended: JobEnd | undefined };

/** Why waiting is over: it came true (or cannot), time is up, Ctrl-C, or a selector found nothing. */
export type WaitEnding = 'settled' | 'timeout' | 'interrupted' | 'nothing';

/** What `wait` yields; `ended` is the last. */
export type WaitUpdate =
  | { readonly kind: 'standing'; readonly standing: Standing }
  | { readonly kind: 'notice'; readonly notice: WaitNotice }
  | { readonly kind: 'settled'; readonly result: WaitResult }
  | { readonly kind: 'ended'; readonly by: WaitEnding; readonly results: readonly WaitResult[] };
