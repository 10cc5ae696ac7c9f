/**
 * Which nodes are cut off from the API server, as by a broken network or a machine that hangs. Nothing is written when a node is lost: its
 * kubelet falls silent, hears of nothing and tells of nothing, while its containers go on; the node lifecycle controller notices after the
 * grace period. There are no heartbeats, which would keep a leaping clock busy for ever: who wants to know asks here.
 */

/** The nodes that are cut off, by name. */
export class NodeHealth {
  readonly #lost = new Set<string>();
  readonly #listeners = new Set<(node: string, isLost: boolean) => void>();

  /** Cuts a node off; nothing for one that is already. */
  lose(node: string): void {
    if (this.#lost.has(node)) return;
    this.#lost.add(node);
    this.#tell(node, true);
  }

  /** Connects a node again; its kubelet then catches up. Nothing for one that is connected. */
  restore(node: string): void {
    if (this.#lost.delete(node)) this.#tell(node, false);
  }

  /** Whether a node is cut off. */
  isLost(node: string): boolean {
    return this.#lost.has(node);
  }

  /** Calls `listener` whenever a node is lost or found again, until the returned function is called. */
  onChange(listener: (node: string, isLost: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(node: string, isLost: boolean): void {
    for (const listener of [...this.#listeners]) listener(node, isLost);
  }
}
