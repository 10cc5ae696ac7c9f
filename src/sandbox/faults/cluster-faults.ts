/** All that can go wrong with a running cluster, put in force and undone again. */
import type { JumpingClock } from '../jumping-clock.ts';
import type { ApiFaults } from './api-faults.ts';
import type { Fault } from './fault.ts';

/** What faults work on. */
export interface FaultyParts {
  readonly clock: JumpingClock;
  readonly api: ApiFaults;
  /** The API server stops listening for so many milliseconds of the wall clock. */
  readonly leave: (forMs: number) => void;
  /** A node falls silent, or speaks again. Throws a `FaultError` for a node that is not there. Undefined where nodes do not live. */
  readonly nodes: { readonly lose: (name: string) => void; readonly restore: (name: string) => void } | undefined;
}

/** A fault that this cluster cannot have. */
export class FaultError extends Error {
  readonly kind = 'FaultError';
}

/** The faults of one cluster. */
export class ClusterFaults {
  readonly #parts: FaultyParts;

  constructor(parts: FaultyParts) {
    this.#parts = parts;
  }

  /** Puts a fault in force. Throws `FaultError`. */
  add(fault: Fault): void {
    const { api, clock } = this.#parts;
    switch (fault.kind) {
      case 'watch-cut':
        api.cutStreams(fault.abruptly ?? false);
        return;
      case 'answer':
      case 'slow':
        api.add(fault);
        // A watch that is open would not notice.
        if (fault.kind === 'answer' && fault.code === 410) api.cutStreams(false);
        return;
      case 'away':
        this.#parts.leave(fault.forMs);
        return;
      case 'node-lost':
        this.#lose(fault);
        return;
      case 'node-back':
        this.#nodes.restore(fault.node);
        return;
      case 'clock-jump':
        clock.jump(fault.byMs);
        return;
    }
  }

  /** What is in force of those that last. */
  get active(): readonly object[] {
    return this.#parts.api.active.map(({ fault, left }) => ({ ...fault, ...(left === undefined ? {} : { left }) }));
  }

  /** Ends those that last; lost nodes stay lost until they are brought back. */
  clear(): void {
    this.#parts.api.clear();
  }

  #lose({ node, forMs }: Extract<Fault, { readonly kind: 'node-lost' }>): void {
    const { clock } = this.#parts;
    const nodes = this.#nodes;
    nodes.lose(node);
    if (forMs !== undefined) clock.at(clock.now() + forMs, () => nodes.restore(node));
  }

  get #nodes(): NonNullable<FaultyParts['nodes']> {
    if (this.#parts.nodes) return this.#parts.nodes;
    throw new FaultError('the nodes of a replay do what they did: they cannot be lost');
  }
}
