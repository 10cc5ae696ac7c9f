/** The faults of a scenario, each when its time comes. */
import type { Clock } from '../clock.ts';
import { type ClusterFaults, FaultError } from '../faults/cluster-faults.ts';
import type { Store } from '../store.ts';
import { ScenarioError, type TimedFault } from './scenario.ts';

/** What they are put in force with. */
export interface FaultStage {
  readonly clock: Clock;
  readonly store: Store;
  readonly faults: ClusterFaults;
}

/** Arranges them; returns what takes back those that are still to come. Throws a `ScenarioError` for a node that is not there. */
export function arrangeFaults(timed: readonly TimedFault[], { clock, store, faults }: FaultStage): () => void {
  const missing = timed.flatMap(({ fault }, i) => {
    if (!('node' in fault) || store.get('nodes', undefined, fault.node)) return [];
    const names = store.list('nodes').objects.map(({ metadata }) => metadata.name);
    return [`faults[${i}].node: there is no node "${fault.node}": there are ${names.join(', ') || 'none'}`];
  });
  if (missing.length > 0) throw new ScenarioError(missing);
  const cancels = timed.map(({ atMs, fault }) =>
    clock.at(clock.now() + atMs, () => {
      try {
        faults.add(fault);
      } catch (error) {
        // The node has been deleted meanwhile: there is nothing left to lose.
        if (!(error instanceof FaultError)) throw error;
      }
    }),
  );
  return () => {
    for (const cancel of cancels) cancel();
  };
}
