/**
 * Where the embedded cluster's `pods/NAME/log` gets its bytes. The API server checks the request as the real one does and hands
 * it here; whoever plays the kubelet (the replay of recordings now, running pods later) answers.
 */

import type { StoredObject } from '../store.ts';
import { StatusError } from './status.ts';

/** What a checked log request asks for; the pod exists and has the container. */
export interface LogRequest {
  readonly pod: StoredObject;
  readonly container: string;
  /** The log of the container's instance before the present one. */
  readonly previous: boolean;
  readonly follow: boolean;
  /** Begin each line with its RFC 3339 time and a space. */
  readonly timestamps: boolean;
  /** Only the last so many lines; 0 for none. */
  readonly tailLines?: number;
  /** Only lines at or after this time, RFC 3339. */
  readonly sinceTime?: string;
  /** Only lines of the last so many seconds. */
  readonly sinceSeconds?: number;
  /** Stop after so many bytes. */
  readonly limitBytes?: number;
}

/** The kubelet's side of a log request. */
export interface LogSource {
  /**
   * The log's bytes, in pieces of any size; ends when the log does or when `signal` aborts. The iterable may throw a `StatusError` (see
   * status.ts) before its first piece: it becomes the answer.
   */
  open(request: LogRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A source for a cluster without a kubelet: every log answers 501. */
export const noLogs: LogSource = {
  // biome-ignore lint/correctness/useYield: it throws before its first piece
  async *open(request) {
    const { namespace, name } = request.pod.metadata;
    throw StatusError.notImplemented('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`);
  },
};
