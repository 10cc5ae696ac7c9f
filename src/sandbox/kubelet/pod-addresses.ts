/** The addresses of pods: each node gives them from its own range, the next one each time, and again when they are free. */
export class PodAddresses {
  readonly #holders = new Map<string, string>();
  readonly #next = new Map<string, number>();

  /** An address from a range like `10.244.1.0/24`, for a holder. */
  take(range: string, holder: string): string {
    const base = range.replace(/\.\d+\/\d+$/, '');
    for (let tries = 0; tries < HOSTS; tries += 1) {
      const host = this.#next.get(base) ?? FIRST;
      this.#next.set(base, host + 1 >= FIRST + HOSTS ? FIRST : host + 1);
      const address = `${base}.${host}`;
      if (this.#holders.has(address)) continue;
      this.#holders.set(address, holder);
      return address;
    }
    return `${base}.${FIRST}`;
  }

  /** Nobody has it any more. */
  release(address: string): void {
    this.#holders.delete(address);
  }

  /** Who has an address. */
  holder(address: string): string | undefined {
    return this.#holders.get(address);
  }
}

const FIRST = 2;
const HOSTS = 252;
