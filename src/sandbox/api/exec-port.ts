/**
 * Where the embedded cluster's `pods/NAME/exec` runs its commands. The API server checks the request as the real one does and carries the
 * streams; whoever plays the kubelet runs the command.
 */

import type { StoredObject } from '../store.ts';
import { StatusError } from './status.ts';

/** What a checked exec request asks for; the pod exists and has the container. */
export interface ExecRequest {
  readonly pod: StoredObject;
  readonly container: string;
  /** The program and its arguments; at least one word. */
  readonly command: readonly string[];
  /** What the command reads, in pieces of any size; it has nothing to read when left out. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Takes what it writes, as it writes it. */
  readonly stdout: (bytes: Uint8Array) => void;
  /** The same of its errors. With `tty` they come on `stdout`. */
  readonly stderr: (bytes: Uint8Array) => void;
  readonly tty: boolean;
}

/** The kubelet's side of an exec request. */
export interface ExecPort {
  /**
   * Runs a command in a running container; resolves to its exit code, 137 when the container ends before it does. `signal` ends it as the
   * end of the connection does. Rejects with a `StatusError` (see status.ts) before the command has begun: no such container runs.
   */
  exec(request: ExecRequest, signal: AbortSignal): Promise<number>;
}

/** A port for a cluster without a kubelet: every exec answers 501. */
export const noExec: ExecPort = {
  exec({ pod }) {
    const { namespace, name } = pod.metadata;
    return Promise.reject(StatusError.notImplemented('POST', `/api/v1/namespaces/${namespace}/pods/${name}/exec`));
  },
};
