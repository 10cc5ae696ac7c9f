/** `peers create JOB --recreate`: a Job that lacks what cannot be changed makes room for one of the same name that has it. */
import type { Fields } from '../../batch/field-at.ts';
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import type { PeerObjects } from '../../batch/peers/peer-plan.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { type ApplyEvent, applyPeers } from './apply.ts';
import { type ApplyPlan, type ApplyRefusal, JOB_KIND, planApply } from './apply-plan.ts';

/** What is to be done. */
export interface RecreateRequest {
  readonly old: Job;
  readonly objects: PeerObjects;
  /** What a Job that has not finished gets: the time to end, or a suspension, which ends its pods. */
  readonly how: 'wait' | 'suspend';
}

/** What happens, as it happens. */
export type RecreateEvent =
  | ApplyEvent
  | { readonly kind: 'waiting'; readonly until: 'finished' | 'suspended' | 'gone' }
  | { readonly kind: 'suspended' | 'resumed' | 'deleted' }
  /** The old Job is gone, and the new one could not be created: this is what it was. */
  | { readonly kind: 'lost'; readonly manifest: Fields }
  | { readonly kind: 'refused'; readonly refusal: ApplyRefusal };

/**
 * Yields what happens. That the new Job would be accepted is tried first (a dry run, under another name). Until the old one is deleted everything
 * can be taken back, and is when the signal aborts or something fails: a suspended Job is resumed. Throws what the port throws.
 */
export async function* recreateWithPeers(
  cluster: Cluster,
  request: RecreateRequest,
  call: Call,
): AsyncGenerator<RecreateEvent> {
  const { old, objects } = request;
  await tryOut(cluster, objects, call);
  yield* outOfTheWay(cluster, request, call);
  yield { kind: 'deleted' };
  try {
    yield { kind: 'waiting', until: 'gone' };
    await until(cluster, old, { isSo: () => false, call: STEADY() });
    const plan = await planned(cluster, request);
    if (plan.kind === 'refused') {
      yield plan;
      yield { kind: 'lost', manifest: objects.job };
    } else yield* applyPeers(cluster, plan, { ...STEADY(), dryRun: 'none' });
  } catch (error) {
    yield { kind: 'lost', manifest: objects.job };
    throw error;
  }
}

/** Once the old Job is deleted, stopping half-way would leave neither. */
const STEADY = (): Call => ({ signal: AbortSignal.timeout(120_000) });

/** So long the garbage collector may take with what the old Job owned. */
const OWNED_TRIES = 60;
const OWNED_PAUSE_MS = 500;

async function* outOfTheWay(cluster: Cluster, request: RecreateRequest, call: Call): AsyncGenerator<RecreateEvent> {
  const { old, how } = request;
  const { name, namespace, uid } = old.metadata;
  const jobs = cluster.objects(JOB_KIND);
  const suspends = how === 'suspend' && !isFinished(old) && !old.spec.suspend;
  try {
    if (suspends) {
      await jobs.patch(
        { name, namespace },
        { type: 'merge', body: { metadata: { uid }, spec: { suspend: true } } },
        call,
      );
      yield { kind: 'suspended' };
    }
    if (!isFinished(old)) {
      const isSo = how === 'suspend' ? isAtRest : isFinished;
      yield { kind: 'waiting', until: how === 'suspend' ? 'suspended' : 'finished' };
      await until(cluster, old, { isSo, call });
    }
    call.signal.throwIfAborted();
    const options = { propagationPolicy: 'Foreground', preconditions: { uid } } as const;
    await jobs.delete({ name, namespace }, options, call);
  } catch (error) {
    if (suspends) {
      await jobs.patch(
        { name, namespace },
        { type: 'merge', body: { metadata: { uid }, spec: { suspend: false } } },
        STEADY(),
      );
      yield { kind: 'resumed' };
    }
    throw error;
  }
}

function isAtRest(job: Job): boolean {
  const { active, terminating = 0 } = job.status;
  return isFinished(job) || (job.spec.suspend && active === 0 && terminating === 0);
}

/** Resolves when it is so, or the Job is gone. */
async function until(
  cluster: Cluster,
  { metadata }: Job,
  { isSo, call }: { readonly isSo: (job: Job) => boolean; readonly call: Call },
): Promise<void> {
  const { name, namespace, uid } = metadata;
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  let isThere = false;
  try {
    for await (const change of cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, { signal })) {
      if (change.type === 'SYNCED' && !isThere) return;
      if (!('object' in change) || change.object.metadata.uid !== uid) continue;
      isThere = true;
      if (change.type === 'DELETED' || isSo(change.object)) return;
    }
    call.signal.throwIfAborted();
  } finally {
    stop.abort();
  }
}

/** Under a name of its own, so that the old one is not in the way; names at their longest leave no room for that. */
async function tryOut(cluster: Cluster, { job, namespace }: PeerObjects, call: Call): Promise<void> {
  const { metadata, ...rest } = job;
  const { name, ...others } = metadata as Fields & { readonly name: string };
  if (name.length > 45) return;
  const draft = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...rest,
    metadata: { ...others, generateName: `${name}-`, namespace },
  };
  await cluster.objects(JOB_KIND).create(draft, { dryRun: true }, call);
}

/** What the old Job owned goes with it, a little later. */
async function planned(
  cluster: Cluster,
  { old, objects }: RecreateRequest,
): Promise<ApplyPlan | Extract<RecreateEvent, { readonly kind: 'refused' }>> {
  for (let tries = 1; ; tries += 1) {
    const plan = await planApply(cluster, { ...objects, isLive: false }, STEADY());
    const isGoing = plan.kind === 'refused' && isOwnedBy(plan.refusal, `Job ${old.metadata.name}`);
    if (!isGoing || tries === OWNED_TRIES) return plan;
    await new Promise((resolve) => setTimeout(resolve, OWNED_PAUSE_MS));
  }
}

function isOwnedBy(refusal: ApplyRefusal, owner: string): boolean {
  if (refusal.kind === 'service') return refusal.plan.kind === 'owned' && refusal.plan.owner === owner;
  return refusal.kind === 'config-map' && refusal.owner === owner;
}
