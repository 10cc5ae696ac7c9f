/** A drill's hold of its node, from the request to the undoing. */
import type { DrillMark } from '../../../batch/drain/node-mark.ts';
import type { Cluster } from '../../../cluster/port.ts';
import { limitedCall } from './deadline.ts';
import { type Found, holdNode, releaseNode } from './node-hold.ts';
import type { UndoOutcome } from './request.ts';

/** What is held, by whom, and how long letting go may take, in milliseconds. */
export interface HoldParts {
  readonly cluster: Cluster;
  readonly node: string;
  readonly mark: DrillMark;
  readonly undoMs: number;
}

/** How long taking hold, or letting go, may take at most, in milliseconds: a user who cuts undoing short means no haste before. */
export function holdTimeout(undoMs: number): number {
  return Math.max(undoMs, 5000);
}

/** Takes hold once, lets go once; neither is interrupted by the user, because then nobody would know whether it was done. */
export class DrillHold {
  readonly #parts: HoldParts;
  /** A request was sent, and nobody knows whether the change was made. */
  #isOpen = false;
  #found: Found | undefined;
  #released: Promise<UndoOutcome> | undefined;

  constructor(parts: HoldParts) {
    this.#parts = parts;
  }

  /** Marks and cordons; resolves to how the node was. Throws what the cluster answers. */
  async take(): Promise<Found> {
    const { cluster, node, mark, undoMs } = this.#parts;
    using call = limitedCall(holdTimeout(undoMs));
    const asked = (isOpen: boolean) => {
      this.#isOpen = isOpen;
    };
    this.#found = await holdNode(cluster, node, { mark, asked, call });
    return this.#found;
  }

  /** Undoes what was done, if anything may have been. Never rejects; the second time it tells what became of the first. */
  letGo(): Promise<UndoOutcome> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<UndoOutcome> {
    if (!this.#found && !this.#isOpen) return { kind: 'untouched' };
    const { cluster, node, mark, undoMs } = this.#parts;
    using call = limitedCall(undoMs);
    return await releaseNode(cluster, node, { of: 'drill', mark, found: this.#found, call });
  }
}
