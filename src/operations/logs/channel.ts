/** Many writers, one reader: nobody writes on before what he wrote is taken, so that memory does not grow when the reader is slow. */
export class Channel<T> {
  readonly #waiting: { readonly value: T; readonly taken: () => void }[] = [];
  #end: { readonly error: unknown } | 'open' | 'closed' = 'open';
  #wake = () => {};

  /** Resolves when the value has been taken. */
  push(value: T): Promise<void> {
    return new Promise((taken) => {
      this.#waiting.push({ value, taken });
      this.#wake();
    });
  }

  /** Nothing more comes; what waits is still delivered. */
  close(): void {
    if (this.#end === 'open') this.#end = 'closed';
    this.#wake();
  }

  /** Something went wrong: it is thrown to the reader once what waits has been delivered. */
  fail(error: unknown): void {
    if (this.#end === 'open') this.#end = { error };
    this.#wake();
  }

  /** What is pushed, in order, until it is closed. */
  async *values(): AsyncGenerator<T, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        yield next.value;
        next.taken();
      } else if (this.#end === 'open') await new Promise<void>((wake) => (this.#wake = wake));
      else if (this.#end === 'closed') return;
      else throw this.#end.error;
    }
  }
}
