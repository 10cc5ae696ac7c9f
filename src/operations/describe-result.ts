/**
 * What `describe` finds out about a Job: one value, from which the screen and the structured output are both made.
 * Times are RFC 3339 strings or milliseconds since the epoch, lengths of time are milliseconds.
 */
import type { Attempt, IndexStates } from '../batch/attempts.ts';
import type { NextTry } from '../batch/backoff.ts';
import type { FailedPods } from '../batch/failed-pods.ts';
import type { FailureGroup } from '../batch/failure-groups.ts';
import type { Interval, Intervals } from '../batch/indexes.ts';
import type { Job, KubeEvent } from '../batch/objects.ts';
import type { Outcome } from '../batch/outcome.ts';
import type { Progress } from '../batch/progress.ts';
import type { Stuck } from '../batch/stuck.ts';

/** Which pods were read: a Job that ended well needs none, and nobody may be refused what was never asked. */
export type PodsRead = 'not-needed' | 'not-succeeded' | 'selected' | 'all' | 'unreadable';

/** Something the server would not tell: what, in its own words why, and the command that shows whether it is allowed. */
export interface Unread {
  readonly what: 'pods' | 'events' | 'pod events';
  readonly namespace: string;
  readonly forbidden: boolean;
  /** The server's message, whole. */
  readonly why: string;
  readonly remedy: string;
}

/** A rule or limit of the Job as a sentence, and what it has come to so far. */
export interface Policy {
  /** The API's field: `podFailurePolicy`, `backoffLimit`, … */
  readonly field: string;
  readonly text: string;
  /** What it has matched or how much of it is used; empty when there is nothing to say. */
  readonly soFar: string;
}

/** Something in the object that should not be there: where, and what. */
export interface Finding {
  readonly path: string;
  readonly text: string;
}

/** A command worth typing next, word by word, and what it is good for. */
export interface NextStep {
  readonly command: readonly string[];
  readonly why: string;
}

/** Where an index stands. */
export type IndexState = keyof IndexStates;

/** A line of `--indexes`: one index, or a run of indexes about which no pod tells anything. */
export interface IndexRow {
  readonly indexes: Interval;
  readonly state: IndexState;
  /** How often it was tried, as far as pods tell; undefined when none was read. */
  readonly attempts: number | undefined;
  /** Undefined when no pod of it was read. */
  readonly latest: Tried | undefined;
  /** The attempts before, newest first, as far as their pods are left; only of indexes that were chosen. */
  readonly earlier: readonly Tried[];
  /** When it is tried again, for a retrying index that has a time. */
  readonly nextTryAt: number | undefined;
}

/** One attempt of an index, and what came of it. */
export interface Tried {
  readonly attempt: Attempt;
  readonly exitCode: number | undefined;
  /** Why it failed or does not start, in words; empty if neither. */
  readonly reason: string;
  /** From start to end, or to now for a running one. */
  readonly durationMs: number | undefined;
}

/** One Job, described. */
export interface JobDescription {
  readonly job: Job;
  /** The cluster's clock when this was put together. */
  readonly now: number;
  readonly outcome: Outcome;
  readonly elapsedMs: number | undefined;
  readonly endedAt: string | undefined;
  /** When `ttlSecondsAfterFinished` removes it; undefined if it does not, or the Job has not ended. */
  readonly removedAt: number | undefined;
  /** When `activeDeadlineSeconds` ends it; undefined without one, before the start, and after the end. */
  readonly deadlineAt: number | undefined;
  /** When the grace period of the last terminating pod is over; undefined if none is terminating, or none was read. */
  readonly graceEndsAt: number | undefined;
  readonly progress: Progress;
  /** Undefined for a Job without indexes. */
  readonly indexes: IndexStates | undefined;
  readonly podsRead: PodsRead;
  readonly attempts: readonly Attempt[];
  readonly failures: readonly FailureGroup[];
  /** Undefined where pods were not read. */
  readonly failedPods: FailedPods | undefined;
  readonly nextTries: readonly NextTry[];
  readonly stuck: readonly Stuck[];
  readonly policies: readonly Policy[];
  readonly events: readonly KubeEvent[];
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
  readonly nextSteps: readonly NextStep[];
  /** Only if rows were asked for. */
  readonly indexRows: readonly IndexRow[] | undefined;
}

/** Which rows of indexes are wanted. */
export interface RowSelection {
  /** Undefined: all of them. */
  readonly indexes: Intervals | undefined;
  readonly failed: boolean;
  readonly running: boolean;
}

/** What `describe` yields for each Job of its target. */
export type Described =
  | { readonly kind: 'job'; readonly description: JobDescription }
  | {
      readonly kind: 'missing';
      readonly namespace: string;
      readonly name: string;
      readonly error: Error;
      /** Jobs of this namespace whose names begin so, by name; undefined when they could not be listed. */
      readonly beginSo: readonly string[] | undefined;
      /** Namespaces that have a Job of this name; undefined when that could not be found out. */
      readonly foundIn: readonly string[] | undefined;
    };
