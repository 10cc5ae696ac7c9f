/** One scenario in a copy of the Job: made, watched until its first failure is judged, deleted. */
import { attemptsOf } from '../../../batch/attempts.ts';
import type { Pod } from '../../../batch/objects.ts';
import { misfireText } from '../../../batch/policy/misfire.ts';
import type { ObservedFailure } from '../../../batch/policy/observed-failure.ts';
import { type RehearsalDraft, rehearsalJob } from '../../../batch/policy/rehearsal-job.ts';
import type { Firing } from '../../../batch/policy/scenarios.ts';
import { stuckReasons } from '../../../batch/stuck.ts';
import { type Call, type Cluster, isApiFailure, isNotFound } from '../../../cluster/port.ts';
import { pause } from '../../logs/pause.ts';
import { merged } from '../../wait/merged.ts';
import { limitedCall } from '../drain/deadline.ts';
import { WHOLE_JOBS, WHOLE_PODS } from '../kinds.ts';
import type { PolicyRequest } from '../policy.ts';
import { type CopyNews, ObservedCopy } from './observed-copy.ts';

/** What came of a scenario. */
export interface Rehearsed {
  readonly observed: ObservedFailure | undefined;
  readonly message: string;
  /** The command that deletes the copy, where it could not be. */
  readonly leftover: readonly string[] | undefined;
  /** What makes all others as hopeless. */
  readonly error?: unknown;
}

/** Rehearses one scenario. Never rejects. */
export async function rehearse(
  cluster: Cluster,
  {
    request,
    firing,
    rule,
  }: { readonly request: PolicyRequest; readonly firing: Firing; readonly rule: number | undefined },
  call: Call,
): Promise<Rehearsed> {
  const { copies, job, timeoutMs, undoMs } = request;
  const name = `drill-${copies.drill}-${rule === undefined ? 'none' : `rule-${rule}`}`;
  const draft = rehearsalJob(job, firing, { ...copies, name });
  const copy = new ObservedCopy();
  using limited = limitedCall(timeoutMs, call);
  try {
    const observed = await firstFailure(cluster, { draft, firing, copy }, limited);
    const leftover = await deleted(cluster, draft, undoMs);
    const misfire = copy.first && misfireText(firing, copy.first.last);
    if (misfire !== undefined) return { observed: undefined, message: misfire, leftover };
    return { observed, message: observed?.message ?? '', leftover };
  } catch (error) {
    const isLate = limited.isOver && !call.signal.aborted;
    const why = isLate ? await whyNothing(cluster, copy, undoMs) : '';
    const leftover = await deleted(cluster, draft, undoMs);
    if (isLate) return { observed: undefined, message: `nothing happened in time${why}`, leftover };
    const message = error instanceof Error ? error.message : String(error);
    if (isApiFailure(error) && error.code === 422) return { observed: undefined, message, leftover };
    return { observed: undefined, message, leftover, error };
  }
}

/** What keeps the copy from failing as it should. */
async function whyNothing(cluster: Cluster, { job, pods }: ObservedCopy, ms: number): Promise<string> {
  if (!job) return '';
  using call = limitedCall(ms);
  const { namespace, uid } = job.metadata;
  const scope = { namespace, fieldSelector: `involvedObject.uid=${uid}` };
  const events = await Array.fromAsync(cluster.events.list(scope, call)).catch(() => []);
  const [stuck] = stuckReasons(job, attemptsOf(pods), { events, now: cluster.now() });
  return stuck ? `: ${stuck.text}` : '';
}

const TICK_MS = 1000;

/** Makes the copy and follows it to its first failure; throws when the call ends before. Watching begins first, so that nothing is missed. */
async function firstFailure(
  cluster: Cluster,
  { draft, firing, copy }: { readonly draft: RehearsalDraft; readonly firing: Firing; readonly copy: ObservedCopy },
  call: Call,
): Promise<ObservedFailure | undefined> {
  const { name, namespace } = draft.metadata;
  const over = new AbortController();
  const within = { signal: AbortSignal.any([call.signal, over.signal]) };
  const sources: readonly AsyncIterable<CopyNews>[] = [
    tagged('job', cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, within)),
    // The label that servers of all versions set.
    tagged('pod', cluster.pods.watch({ namespace, labelSelector: `job-name=${name}` }, within)),
  ];
  let isProvoked = firing.kind === 'exit';
  try {
    for await (const one of merged(sources, TICK_MS)) {
      if (one.kind === 'value') copy.take(one.value);
      if (one.kind === 'value' && copy.isDue(one.value)) await made(cluster, draft, call);
      const { first } = copy;
      if (!isProvoked && first && attemptsOf([first.last])[0]?.state === 'running') {
        isProvoked = true;
        await provoke(cluster, first.last, { firing, call });
      }
      const { outcome } = copy;
      if (outcome) return outcome;
    }
  } finally {
    over.abort();
  }
  call.signal.throwIfAborted();
  return undefined;
}

/** Does to a running pod what makes it fail. */
async function provoke(
  cluster: Cluster,
  pod: Pod,
  { firing, call }: { readonly firing: Firing; readonly call: Call },
): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  const ref = { name, namespace };
  if (firing.kind === 'condition') {
    const conditions = [
      { ...firing.condition, reason: 'Drill', lastTransitionTime: new Date(cluster.now()).toISOString() },
    ];
    const body = { metadata: { uid }, status: { conditions } };
    await cluster.objects(WHOLE_PODS).patch(ref, { type: 'strategic', subresource: 'status', body }, call);
    await cluster.objects(WHOLE_PODS).delete(ref, { propagationPolicy: 'Background', preconditions: { uid } }, call);
    return;
  }
  await evicted(cluster, pod, call);
}

/** The copy's name is nobody else's: where it is there already, it was made by a request of which nobody heard the answer. */
async function made(cluster: Cluster, draft: RehearsalDraft, call: Call): Promise<void> {
  let isUnheard = false;
  await patiently(call, async () => {
    try {
      await cluster.objects(WHOLE_JOBS).create(draft, {}, call);
    } catch (error) {
      if (!(isUnheard && isApiFailure(error) && error.code === 409)) throw error;
    } finally {
      isUnheard = true;
    }
  });
}

/** As often as a budget of somebody else's says no; a pod that is gone was evicted by the request before. */
async function evicted(cluster: Cluster, pod: Pod, call: Call): Promise<void> {
  const { name, namespace, uid } = pod.metadata;
  await patiently(call, async () => {
    try {
      await cluster.evict({ name, namespace }, { preconditions: { uid } }, call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
}

/** Does something until the server has said yes or no: one that is busy, or away for a while, has said neither. */
async function patiently(call: Call, act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isAnswer = isApiFailure(error) && error.code !== 429 && error.code < 500;
      if (isAnswer || call.signal.aborted) throw error;
      const seconds = isApiFailure(error) ? (error.retryAfterSeconds ?? 5) : 0.5;
      await pause(seconds * 1000, call.signal);
    }
  }
}

/** Deletes the copy and its pods, whatever the user's call; the command that does it where it cannot be done in time. */
async function deleted(
  cluster: Cluster,
  { metadata: { name, namespace } }: RehearsalDraft,
  undoMs: number,
): Promise<readonly string[] | undefined> {
  using call = limitedCall(undoMs);
  for (let tries = 0; ; tries += 1) {
    try {
      await cluster.objects(WHOLE_JOBS).delete({ name, namespace }, { propagationPolicy: 'Background' }, call);
      return undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      const isOver = await pause(Math.min(100 * 2 ** tries, 5000), call.signal).then(
        () => false,
        () => true,
      );
      if (isOver) return ['kubectl', 'delete', 'job', name, '-n', namespace];
    }
  }
}

async function* tagged<F extends CopyNews['from'], T>(
  from: F,
  stream: AsyncIterable<T>,
): AsyncGenerator<{ readonly from: F; readonly news: T }, void, void> {
  for await (const news of stream) yield { from, news };
}
