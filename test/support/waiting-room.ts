/** A cluster in which things happen while somebody waits. */
import type { Cluster } from '../../src/cluster/port.ts';
import { waitExit } from '../../src/operations/wait/exit.ts';
import type { WaitRequest, WaitUpdate } from '../../src/operations/wait/result.ts';
import { aCluster } from './open-cluster.ts';
import { type StoreCluster, storeCluster } from './store-cluster.ts';
import { waited } from './waiting.ts';

/** An empty cluster, a client of it, and a wait in which things happen once everything has been seen. */
export async function room(): Promise<StoreCluster & { readonly cluster: Cluster }> {
  const stored = await storeCluster();
  return { ...stored, cluster: await aCluster({ kubeconfig: stored.kubeconfig }) };
}

/** Calls each action when everything stands as the one before has left it: once at the first standing, then at each change of state. */
export function inTurn(...actions: readonly (() => void)[]): (update: WaitUpdate) => void {
  const left = [...actions];
  return (update) => {
    if (update.kind === 'standing') left.shift()?.();
  };
}

/** How a wait ended, with its exit, its results in a word each, and the states that it told of on its way. */
export async function outcome(
  cluster: Cluster,
  request: WaitRequest,
  seen: (update: WaitUpdate) => unknown = () => {},
) {
  const states: string[] = [];
  const done = await waited(cluster, request, {
    seen(update) {
      states.push(...statesIn(update));
      return seen(update);
    },
  });
  const [result] = done.results;
  const kinds = done.results.map(({ name, kind }) => `${name} ${kind}`);
  return { ...done, exit: waitExit(done, request), kinds, result, states };
}

/** The state that a notice tells of, at the moment when it does. */
function statesIn(update: WaitUpdate): readonly string[] {
  const isState = update.kind === 'notice' && update.notice.kind === 'state';
  return isState ? [update.notice.job.describe()?.outcome.state ?? 'unseen'] : [];
}
