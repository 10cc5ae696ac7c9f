/** What a controller is: it watches the store and brings the cluster nearer to what its objects ask for. */

import type { Clock } from '../clock.ts';
import type { ClusterWriter } from '../cluster-writer.ts';
import type { NodeHealth } from '../node-health.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store.ts';

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
