/**
 * What `kubectl job drill drain -o json|yaml` writes. `apiVersion` names its version: within `kubectl-job/v1` fields are added, never changed or taken away. A field
 * marked `?` is absent when it is not known or does not apply.
 */
import { finishTimeOf } from '../../batch/attempts.ts';
import { podCountsOf } from '../../batch/completions.ts';
import { trueCondition } from '../../batch/conditions.ts';
import { firstFailure } from '../../batch/container-failure.ts';
import type { Advice } from '../../batch/disruption/advice.ts';
import { wholeSecondsFrom } from '../../batch/disruption/timeline.ts';
import { type DisruptionVerdict, isPass } from '../../batch/disruption/verdict.ts';
import type { Job, Pod } from '../../batch/objects.ts';
import type {
  DrillEnding,
  DrillResult,
  RemainingPod,
  UndoOutcome,
  VictimResult,
} from '../../operations/drill/drain/request.ts';
import { API_VERSION, type MetadataObject, metadataOf, type PlanObject, planFields } from './plan-json.ts';

/** One drill. */
export interface JobDrillObject {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'JobDrill';
  readonly metadata: MetadataObject;
  readonly plan: PlanObject;
  /** The worst of the pods'. */
  readonly verdict: VerdictObject;
  readonly pass: boolean;
  readonly endedBy: DrillEnding;
  readonly before: CountersObject;
  readonly after: CountersObject;
  readonly pods: readonly DrilledPodObject[];
  /** Whole `seconds` count from the first eviction. */
  readonly timeline: readonly {
    readonly time: string;
    readonly seconds: number;
    readonly subject: string;
    readonly text: string;
  }[];
  readonly undo: UndoOutcome;
  /** Of a whole node: pods that were to be evicted and are still there; `message`: why they could not be. */
  readonly remaining?: readonly RemainingObject[];
  readonly jobEnd?: { readonly outcome: string; readonly reason: string; readonly message: string };
}

/** Several drills. */
export interface JobDrillList {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'JobDrillList';
  readonly items: readonly JobDrillObject[];
  /** Why there were fewer than asked for. */
  readonly stopped?: string;
}

interface RemainingObject {
  readonly namespace: string;
  readonly name: string;
  readonly why: RemainingPod['why'];
  readonly message?: string;
}

interface CountersObject {
  readonly failed: number;
  readonly succeeded: number;
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
}

/** A verdict, with what goes with its kind. */
export interface VerdictObject {
  readonly kind: DisruptionVerdict['kind'];
  readonly rule?: number;
  readonly action?: string;
  readonly because?: string;
  readonly retriesLeft?: number;
  readonly of?: 'job' | 'index';
  readonly index?: number;
  readonly how?: 'finished' | 'stopped-early';
  readonly sure?: boolean;
  readonly why?: string;
  readonly reason?: string;
  readonly message?: string;
}

interface DrilledPodObject {
  readonly name: string;
  readonly uid: string;
  readonly index?: number;
  readonly node?: string;
  readonly phase: string;
  readonly evictedAt?: string;
  /** The reason of its DisruptionTarget condition. */
  readonly disruption?: string;
  readonly finishedAt?: string;
  /** How the container that failed first ended. */
  readonly failure?: { readonly container: string; readonly exitCode: number; readonly text: string };
  readonly verdict: VerdictObject;
  readonly replacement?: {
    readonly name: string;
    readonly node?: string;
    readonly state: string;
    readonly afterSeconds?: number;
    readonly startedAt?: string;
  };
  readonly notes: readonly string[];
  readonly advice: readonly Advice[];
}

/** Drills as one object: the one there was, or a list. */
export function drillObject(
  results: readonly DrillResult[],
  { single, stopped }: { readonly single: boolean; readonly stopped: string | undefined },
): JobDrillObject | JobDrillList {
  const items = results.map(resultObject);
  const [first] = items;
  if (single && first) return first;
  return { apiVersion: API_VERSION, kind: 'JobDrillList', items, ...(stopped === undefined ? {} : { stopped }) };
}

function resultObject(result: DrillResult): JobDrillObject {
  const { plan, verdict, endedBy, before, after, victims, timeline, zeroAt, undo, remaining, jobEnd } = result;
  return {
    apiVersion: API_VERSION,
    kind: 'JobDrill',
    metadata: metadataOf(plan.job),
    plan: planFields(plan),
    verdict: verdictObject(verdict),
    pass: isPass(verdict),
    endedBy,
    before: countersOf(before),
    after: countersOf(after),
    pods: victims.map(podObject),
    timeline: timeline.map(({ at, subject, text }) => ({
      time: timeOf(at),
      seconds: wholeSecondsFrom(zeroAt, at),
      subject,
      text,
    })),
    undo,
    ...(plan.scope === 'whole-node' ? { remaining: remaining.map(remainingObject) } : {}),
    ...(jobEnd === undefined ? {} : { jobEnd }),
  };
}

function remainingObject({ namespace, name, why, message }: RemainingPod): RemainingObject {
  return { namespace, name, why, ...(message === '' ? {} : { message }) };
}

function countersOf(job: Job): CountersObject {
  const { failed, succeeded } = podCountsOf(job);
  const { completedIndexes, failedIndexes } = job.status;
  return {
    failed,
    succeeded,
    ...(job.spec.completionMode === 'Indexed' ? { completedIndexes } : {}),
    ...(failedIndexes === undefined ? {} : { failedIndexes }),
  };
}

/** A verdict as data. */
function verdictObject(verdict: DisruptionVerdict): VerdictObject {
  switch (verdict.kind) {
    case 'held':
      return { kind: verdict.kind, ...ruleFields(verdict.rule) };
    case 'counted':
      return { kind: verdict.kind, ...ruleFields(verdict.rule), retriesLeft: verdict.retriesLeft, of: verdict.of };
    case 'job-failed':
      return {
        kind: verdict.kind,
        ...ruleFields(verdict.rule),
        reason: verdict.end.reason,
        message: verdict.end.message,
      };
    case 'index-failed':
      return { kind: verdict.kind, ...ruleFields(verdict.rule), index: verdict.index };
    case 'counted-as-success':
      return { kind: verdict.kind, how: verdict.how, sure: verdict.isSure, because: verdict.because };
    case 'no-replacement':
      return { kind: verdict.kind, ...ruleFields(verdict.rule), why: verdict.why, message: verdict.text };
    case 'inconclusive':
      return { kind: verdict.kind, why: verdict.why, message: verdict.text };
  }
}

function ruleFields(rule: (DisruptionVerdict & { readonly kind: 'held' })['rule']): Partial<VerdictObject> {
  if (rule.action === 'Default') return { because: rule.because };
  return { rule: rule.rule, action: rule.action, because: rule.because };
}

function podObject({ last, index, evictedAt, verdict, notes, advice }: VictimResult): DrilledPodObject {
  const replacement = 'replacement' in verdict ? verdict.replacement : undefined;
  return {
    name: last.metadata.name,
    uid: last.metadata.uid,
    ...(index === undefined ? {} : { index }),
    ...nodeOf(last),
    phase: last.phase,
    ...(evictedAt === undefined ? {} : { evictedAt: timeOf(evictedAt) }),
    ...endOf(last),
    verdict: verdictObject(verdict),
    ...(replacement === undefined
      ? {}
      : {
          replacement: {
            name: replacement.pod.metadata.name,
            ...nodeOf(replacement.pod),
            state: replacement.state,
            ...(replacement.afterMs === undefined ? {} : { afterSeconds: replacement.afterMs / 1000 }),
            ...(replacement.startedAt === undefined ? {} : { startedAt: replacement.startedAt }),
          },
        }),
    notes,
    advice,
  };
}

function endOf(pod: Pod): Partial<DrilledPodObject> {
  const target = trueCondition(pod.conditions, 'DisruptionTarget');
  const finishedAt = pod.phase === 'Succeeded' || pod.phase === 'Failed' ? finishTimeOf(pod) : undefined;
  const failure = firstFailure(pod);
  return {
    ...(target === undefined ? {} : { disruption: target.reason }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(failure === undefined
      ? {}
      : { failure: { container: failure.container, exitCode: failure.terminated.exitCode, text: failure.text } }),
  };
}

function nodeOf({ nodeName }: Pod): { readonly node?: string } {
  return nodeName === undefined ? {} : { node: nodeName };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
