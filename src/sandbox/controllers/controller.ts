/** What a controller is: it watches the store and brings the cluster nearer to what its objects ask for. */

import type { Clock } from '../clock.ts';
import type { ClusterWriter } from '../cluster-writer.ts';
import type { NodeHealth } from '../node-health.ts';
import type { Random } from '../random.ts';
import type { ResourceName, Store, StoreEvent } from '../store.ts';
import { type Retries, type WorkQueue, workQueue } from './work-queue.ts';

/** What a controller runs on. */
export interface ControllerContext {
  readonly store: Store;
  readonly writer: ClusterWriter;
  readonly clock: Clock;
  readonly random: Random;
  /** Which nodes are cut off. */
  readonly nodeHealth: NodeHealth;
}

/** Begins to control; the returned function ends it and drops what was still to be done. */
export type StartController = (context: ControllerContext) => () => void;

/** A controller that is told of every change, puts keys of what is to be looked at into its queue, and looks at them when they are due. */
export interface Watcher {
  see(event: StoreEvent): void;
  /** What it throws is thrown again later: the key is looked at again. */
  look(key: string): void;
}

/** What a watcher is started with. */
export interface WatcherOptions {
  /** The objects of these resources that are there already are seen as new ones, one resource after the other. */
  readonly known: readonly ResourceName[];
  readonly retries?: Retries;
}

/** Runs a watcher that is made with its queue. */
export function startWatcher(
  { store, clock }: ControllerContext,
  { known, retries }: WatcherOptions,
  make: (queue: WorkQueue) => Watcher,
): () => void {
  const queue: WorkQueue = workQueue(clock, (key) => watcher.look(key), retries);
  const watcher = make(queue);
  const unsubscribe = store.subscribe((event) => watcher.see(event));
  for (const resource of known) {
    for (const object of store.list(resource).objects) {
      watcher.see({ type: 'ADDED', resource, revision: 0, object, previous: undefined });
    }
  }
  return () => {
    unsubscribe();
    queue.close();
  };
}
