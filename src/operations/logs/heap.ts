/** A binary heap: the first of many values that come and go. */
export class Heap<T> {
  readonly #isBefore: (a: T, b: T) => boolean;
  readonly #values: T[] = [];

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#values.length;
  }

  /** The first value; undefined when there is none. */
  peek(): T | undefined {
    return this.#values[0];
  }

  push(value: T): void {
    let at = this.#values.length;
    for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
      const above = this.#values[parent];
      if (above === undefined || !this.#isBefore(value, above)) break;
      this.#values[at] = above;
      at = parent;
    }
    this.#values[at] = value;
  }

  /** Takes the first value out. */
  pop(): T | undefined {
    const [first] = this.#values;
    const last = this.#values.pop();
    if (last !== undefined && this.#values.length > 0) this.#sink(last);
    return first;
  }

  #sink(value: T): void {
    let at = 0;
    for (;;) {
      const child = this.#earlierChild(at);
      const below = this.#values[child];
      if (below === undefined || !this.#isBefore(below, value)) break;
      this.#values[at] = below;
      at = child;
    }
    this.#values[at] = value;
  }

  #earlierChild(at: number): number {
    const left = this.#values[2 * at + 1];
    const right = this.#values[2 * at + 2];
    if (left === undefined || right === undefined) return 2 * at + 1;
    return this.#isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}
