/** Pods of a whole node that are awaited until they are gone, as kubectl drain does: other people's too. */
import { isOverdue } from '../../../batch/drain/filters.ts';
import { type Call, type Cluster, isApiFailure } from '../../../cluster/port.ts';
import { pause } from '../../logs/pause.ts';
import { nodePod, WHOLE_PODS } from '../kinds.ts';
import { nodeScope } from './node-pods.ts';
import type { DrainPlan, DrainRequest, RemainingPod } from './request.ts';

/** The pods of a node that are there, by uid, and which of them should have been gone long ago. */
export type PodsThere = ReadonlyMap<string, { readonly isOverdue: boolean }>;

/** Looks at the node again and again, until the call ends. Throws where asking again does not help (401, 403). */
export async function* podsThere(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): AsyncGenerator<PodsThere, void, void> {
  for (let pauseMs = FIRST_LOOKS_MS; !call.signal.aborted; pauseMs = Math.min(2 * pauseMs, LOOK_AGAIN_MS)) {
    const there = await look(cluster, { plan, request }, call);
    if (there) yield there;
    await pause(pauseMs, call.signal).catch(() => {});
  }
}

/** Which pods are still awaited; none where the scope is no whole node. */
export class RemainingPods {
  readonly #awaited: Map<string, RemainingPod>;

  constructor({ scope, victims, others }: Pick<DrainPlan, 'scope' | 'victims' | 'others'>) {
    const pods = scope === 'whole-node' ? [...victims.map(({ metadata }) => metadata), ...others] : [];
    this.#awaited = new Map(
      pods.map(({ name, namespace, uid }) => [uid, { name, namespace, uid, why: 'not-gone', message: '' }]),
    );
  }

  /** Takes in what is there; returns the pods that are not any more. What is gone does not come back: its name may, its uid does not. */
  saw(there: PodsThere): readonly RemainingPod[] {
    const gone = [...this.#awaited.values()].filter(({ uid }) => !there.has(uid));
    for (const { uid } of gone) this.#awaited.delete(uid);
    for (const [uid, pod] of this.#awaited) {
      if (pod.why === 'not-evicted' || pod.why === 'came-later') continue;
      this.#awaited.set(uid, { ...pod, why: there.get(uid)?.isOverdue ? 'not-waited-for' : 'not-gone' });
    }
    return gone;
  }

  /** The server will not evict it: nobody waits for it any more. */
  stays(uid: string): void {
    const pod = this.#awaited.get(uid);
    if (pod) this.#awaited.set(uid, { ...pod, why: 'not-evicted' });
  }

  /** A pod that nobody has planned for. */
  came({ name, namespace, uid }: Pick<RemainingPod, 'name' | 'namespace' | 'uid'>): void {
    this.#awaited.set(uid, { name, namespace, uid, why: 'came-later', message: '' });
  }

  /** How many one has to wait for. */
  get count(): number {
    return [...this.#awaited.values()].filter(({ why }) => why === 'not-gone').length;
  }

  /** All that are still there; `refusals`: why they could not be evicted, by uid. */
  list(refusals: ReadonlyMap<string, string>): readonly RemainingPod[] {
    return [...this.#awaited.values()].map((pod) => ({ ...pod, message: refusals.get(pod.uid) ?? '' }));
  }
}

/** As often as kubectl drain looks; at first twice as often each time, because most pods go at once. */
const LOOK_AGAIN_MS = 1000;
const FIRST_LOOKS_MS = 125;

/** Undefined when there is no answer. */
async function look(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): Promise<PodsThere | undefined> {
  // Whatever its labels are by now: a pod that is awaited is.
  const scope = nodeScope(plan.node, { ...request, podSelector: undefined });
  const there = new Map<string, { readonly isOverdue: boolean }>();
  try {
    for await (const object of cluster.objects(WHOLE_PODS).list(scope, call)) {
      const pod = nodePod(object);
      there.set(pod.uid, { isOverdue: isOverdue(pod, request.flags, cluster.now()) });
    }
    return there;
  } catch (error) {
    if (call.signal.aborted || !isApiFailure(error) || (error.code !== 401 && error.code !== 403)) return undefined;
    throw error;
  }
}
