/**
 * What `kubectl job wait -o json|yaml` writes. `apiVersion` names its version: within `kubectl-job/v1` fields are added, never changed or taken away.
 * A field marked `?` is absent when it is not known or does not apply.
 */
import type { FailureLog, ResultKind, WaitEnding, WaitResult } from '../../operations/wait/result.ts';
import { descriptionObject } from '../describe/json.ts';
import type { JobDescriptionObject } from '../describe/json-shape.ts';

const API_VERSION = 'kubectl-job/v1';

/** Several Jobs, and why waiting for them was over. */
export interface JobWaitList {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'JobWaitList';
  readonly endedBy: WaitEnding;
  readonly items: readonly JobWaitObject[];
}

/** One Job. */
export interface JobWaitObject {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'JobWait';
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid?: string };
  /** What was waited for, as one would type it. */
  readonly condition: string;
  readonly result: ResultKind;
  /** Whether a failure, of the Job or of an index that was waited for, is what ended it. */
  readonly failure: boolean;
  /** What was missing, or why it cannot come true. */
  readonly because?: string;
  /** How the Job ended, and what told so. */
  readonly end?: {
    readonly outcome: 'complete' | 'failed';
    readonly reason: string;
    readonly message: string;
    readonly toldBy: 'status' | 'events';
  };
  readonly gone: boolean;
  /** Another Job of this name was there when this one was gone. */
  readonly replaced: boolean;
  /** Of one failed pod per cause, the last lines. */
  readonly logs: readonly FailureLogObject[];
  /** The Job as it was last seen: what `kubectl job describe -o json` writes. */
  readonly description?: JobDescriptionObject;
}

/** The end of a failed pod's log. */
export interface FailureLogObject {
  readonly pod: string;
  readonly container: string;
  readonly cause: string;
  readonly lines: readonly string[];
  readonly unread?: string;
}

/** The results as one object: that of the one Job that was asked for, or a list. */
export function waitObject(
  results: readonly WaitResult[],
  about: { readonly condition: string; readonly by: WaitEnding; readonly single: boolean },
): JobWaitObject | JobWaitList {
  const items = results.map((result) => resultObject(result, about.condition));
  const [first] = items;
  if (about.single && first && items.length === 1) return first;
  return { apiVersion: API_VERSION, kind: 'JobWaitList', endedBy: about.by, items };
}

function resultObject(result: WaitResult, condition: string): JobWaitObject {
  const { name, namespace, kind, isFailure, because, end, isGone, isReplaced, logs, description } = result;
  const uid = description?.job.metadata.uid;
  return {
    apiVersion: API_VERSION,
    kind: 'JobWait',
    metadata: { name, namespace, ...(uid === undefined ? {} : { uid }) },
    condition,
    result: kind,
    failure: isFailure,
    ...(because === '' ? {} : { because }),
    ...(end === undefined ? {} : { end: endObject(end) }),
    gone: isGone,
    replaced: isReplaced,
    logs: logs.map(logObject),
    ...(description === undefined ? {} : { description: descriptionObject(description) }),
  };
}

function endObject({ outcome, reason, message, toldBy }: NonNullable<WaitResult['end']>) {
  return { outcome, reason, message, toldBy };
}

function logObject({ pod, container, cause, lines, unread }: FailureLog): FailureLogObject {
  return { pod, container, cause, lines, ...(unread === undefined ? {} : { unread }) };
}
