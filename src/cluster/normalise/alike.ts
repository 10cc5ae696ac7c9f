/** Values that say the same are kept once: of 10,000 pods of one Job that is most of what they hold. */
export class Alike<T> {
  readonly #known = new Map<string, T>();

  /** The value that was kept under this text, which must tell all that it says; else this one, which is kept from now on. */
  of(text: string, value: T): T {
    const same = this.#known.get(text);
    if (same !== undefined) return same;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(text, value);
    return value;
  }
}

const MOST_KEPT = 4096;
