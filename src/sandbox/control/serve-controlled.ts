/** The API server with what stands around it: control, and faults. */
import { type Around, type RunningServer, type ServeOptions, serve } from '../api/server.ts';
import { ApiFaults } from '../faults/api-faults.ts';
import { ClusterFaults, type FaultyParts } from '../faults/cluster-faults.ts';
import type { JumpingClock } from '../jumping-clock.ts';
import { controlAround } from './control.ts';

/** What is served and controlled. */
export interface ControlledOptions extends ServeOptions {
  readonly clock: JumpingClock;
  /** What the cluster says of itself. */
  readonly describe: () => object;
  readonly nodes: FaultyParts['nodes'];
}

/** A server that may be spoilt and ended from outside. */
export interface ControlledServer extends RunningServer {
  readonly faults: ClusterFaults;
  /** Resolves when somebody has asked for its end. */
  readonly stopped: Promise<void>;
}

/** Starts the server. Rejects as `serve` does. */
export async function serveControlled(options: ControlledOptions): Promise<ControlledServer> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const api = new ApiFaults();
  const leave = (forMs: number) => server.leave(forMs);
  const faults = new ClusterFaults({ clock: options.clock, api, leave, nodes: options.nodes });
  const begun = Date.now();
  const describe = () => ({ ...options.describe(), pid: process.pid, upSeconds: (Date.now() - begun) / 1000 });
  const around = controlAround({ describe, faults, stop }, inTurn(api.around, options.around));
  const server: RunningServer = await serve({ ...options, around, refuses: (asked) => api.refuses(asked) });
  const close = () => {
    faults.clear();
    return server.close();
  };
  return { ...server, faults, stopped, close };
}

function inTurn(outer: Around, inner: Around | undefined): Around {
  return inner ? (request, answer) => outer(request, (changed) => inner(changed, answer)) : outer;
}
