/** Whether waiting for a Job is over, and with what. */
import { type JobEnd, jobEnd } from '../../batch/job-end.ts';
import type { Job } from '../../batch/objects.ts';
import { evaluateWait, type WaitVerdict } from '../../batch/wait-condition.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { describeJob } from '../describe.ts';
import { explainFailure } from './explain.ts';
import { endToldByEvents, namesakeOf, whatWasMeant } from './gone.ts';
import type { LastSights } from './last-sights.ts';
import type { ResultKind, WaitRequest, WaitResult } from './result.ts';
import type { WaitedJob } from './waited-job.ts';

/** What decisions and results are made with. */
export interface Deciding {
  readonly cluster: Cluster;
  readonly request: WaitRequest;
  /** Ends with the user's patience, and with the time there is. */
  readonly call: Call;
  /** Ends with the user's patience alone. */
  readonly patientCall: Call;
  readonly now: () => number;
}

/** A verdict that will not change, and how the Job ended if that is known. */
export interface Decision {
  readonly verdict: WaitVerdict;
  readonly end: WaitResult['end'];
}

/** The decision about a Job that is or was there; undefined while it may still come true. A Job that is gone costs up to two requests. */
export async function decide(waited: WaitedJob, deciding: Deciding): Promise<Decision | undefined> {
  const { job, isGone } = waited;
  if (!job) return undefined;
  if (isGone) return decideGone(waited, deciding);
  const { until, early, find } = deciding.request;
  const verdict = evaluateWait(until, { kind: 'present', job }, { early, find });
  waited.verdict = verdict;
  return verdict.kind === 'unmet' ? undefined : { verdict, end: toldBy(jobEnd(job, early), 'status') };
}

/**
 * The decision about a Job that is gone, or was never there: by its last status, else by the events of its end, else by what its last status
 * said was bound to come. One request at most, none where the status is enough, or where it is waited for its deletion.
 */
export async function decideGone(waited: WaitedJob, { cluster, request, call }: Deciding): Promise<Decision> {
  const { job, namespace, name } = waited;
  const { until, early, find } = request;
  const decisionFor = (end: WaitResult['end']): Decision => ({
    verdict: evaluateWait(until, { kind: 'gone', job, end }, { early, find }),
    end,
  });
  const seen = decisionFor(job && toldBy(jobEnd(job, early), 'status'));
  if (seen.end || seen.verdict.kind === 'met') return seen;
  const told = await endToldByEvents(cluster, { namespace, name, uid: job?.metadata.uid }, call);
  return decisionFor(toldBy(told, 'events') ?? (job && toldBy(jobEnd(job, true), 'status')));
}

/** What makes a result more than a decision. */
export interface Explaining extends Deciding {
  readonly isExplained: boolean;
  readonly sights: LastSights;
}

/** The result that a decision comes to: with the reasons of a failure, and with what else may have been meant by a name that no Job has. */
export async function resultOf(waited: WaitedJob, decision: Decision, deciding: Explaining): Promise<WaitResult> {
  const { verdict, end } = decision;
  const { job } = waited;
  const kind = kindOf(waited, decision);
  const isFailure = verdict.kind === 'failed' || (verdict.kind === 'impossible' && verdict.failed);
  const { cluster } = deciding;
  return {
    ...unexplained(waited, kind),
    because: becauseOf(verdict),
    isFailure,
    end,
    isReplaced:
      waited.isReplaced ?? (waited.isGone && job !== undefined && (await hasNamesake(cluster, job, deciding.call))),
    ...(job && isFailure && deciding.isExplained ? await explained(job, deciding) : {}),
    missing:
      job || end || kind !== 'gone' || waited.isNext ? undefined : await whatWasMeant(cluster, waited, deciding.call),
  };
}

/** Time is up, or the user's patience. Where it is not too much, a Job that time ran out for is looked at more closely: its pods may tell why. */
export async function unsettledResult(
  waited: WaitedJob,
  kind: 'timeout' | 'interrupted',
  deciding: Deciding | undefined,
): Promise<WaitResult> {
  const result = { ...unexplained(waited, kind), because: waited.missing };
  if (!waited.job || !deciding) return result;
  const call = { signal: AbortSignal.any([deciding.patientCall.signal, AbortSignal.timeout(CLOSER_LOOK_MS)]) };
  try {
    return { ...result, description: await describeJob(deciding.cluster, waited.job, { rows: undefined, ...call }) };
  } catch {
    return result; // the time that was given is over; what is known has to do
  }
}

/** Waiting is over: looking more closely must not take long. */
const CLOSER_LOOK_MS = 3000;

/** Whether another Job has the name of one that is gone. One request. */
async function hasNamesake(cluster: Cluster, job: Job, call: Call): Promise<boolean> {
  const found = await namesakeOf(cluster, job, call);
  return found !== undefined && found.metadata.uid !== job.metadata.uid;
}

async function explained(
  job: Job,
  { cluster, now, patientCall, request, sights }: Explaining,
): Promise<Pick<WaitResult, 'description' | 'logs'>> {
  const before = await sights.of(job);
  return explainFailure(cluster, job, { ...patientCall, now, logLines: request.logLines, before });
}

function becauseOf(verdict: WaitVerdict): string {
  switch (verdict.kind) {
    case 'impossible':
      return verdict.because;
    case 'unmet':
      return verdict.missing;
    default:
      return '';
  }
}

function kindOf(waited: WaitedJob, { verdict, end }: Decision): ResultKind {
  const isAbsent = waited.job === undefined || waited.isGone;
  return verdict.kind === 'unmet' || (verdict.kind === 'impossible' && isAbsent && !end) ? 'gone' : verdict.kind;
}

function unexplained(waited: WaitedJob, kind: ResultKind): WaitResult {
  const { namespace, name } = waited;
  return {
    namespace,
    name,
    kind,
    because: '',
    isFailure: false,
    job: waited.job,
    description: waited.describe(),
    end: undefined,
    isGone: waited.isGone || (kind !== 'timeout' && kind !== 'interrupted' && waited.job === undefined),
    isReplaced: waited.isReplaced ?? false,
    logs: [],
    missing: undefined,
  };
}

function toldBy<By extends 'status' | 'events'>(
  end: JobEnd | undefined,
  by: By,
): (JobEnd & { readonly toldBy: By }) | undefined {
  return end && { ...end, toldBy: by };
}
