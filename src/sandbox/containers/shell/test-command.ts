/** `test` and `[` (POSIX). */
import { binaryHolds, NUMERIC, unaryHolds } from './condition.ts';
import { ShellFault } from './flow.ts';
import type { Shell } from './shell.ts';

/** Whether the words of a test hold. Throws a `ShellFault` where they are none. */
export function testHolds(shell: Shell, words: readonly string[]): boolean {
  const reader = new TestReader(shell, words);
  return words.length > 0 && reader.read();
}

const BINARY = new Set([...Object.keys(NUMERIC), '=', '==', '!=', '<', '>', '-nt', '-ot', '-ef']);

class TestReader {
  readonly #shell: Shell;
  readonly #words: readonly string[];
  #at = 0;

  constructor(shell: Shell, words: readonly string[]) {
    this.#shell = shell;
    this.#words = words;
  }

  read(): boolean {
    const result = this.#or();
    if (this.#at < this.#words.length) throw new ShellFault('too many arguments', { code: 2 });
    return result;
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#words[this.#at] === '-o') {
      this.#at += 1;
      result = this.#and() || result;
    }
    return result;
  }

  #and(): boolean {
    let result = this.#one();
    while (this.#words[this.#at] === '-a') {
      this.#at += 1;
      result = this.#one() && result;
    }
    return result;
  }

  #one(): boolean {
    const [word, next, third] = this.#words.slice(this.#at);
    if (word === undefined) throw new ShellFault('argument expected', { code: 2 });
    if (next !== undefined && third !== undefined && BINARY.has(next)) {
      this.#at += 3;
      return binaryHolds(this.#shell, { operator: next, left: word, right: third });
    }
    if (word === '!' && next !== undefined) {
      this.#at += 1;
      return !this.#one();
    }
    if (word === '(' && next !== undefined) {
      this.#at += 1;
      const result = this.#or();
      if (this.#words[this.#at] !== ')') throw new ShellFault("')' expected", { code: 2 });
      this.#at += 1;
      return result;
    }
    if (/^-[a-zA-Z]$/.test(word) && next !== undefined) {
      this.#at += 2;
      return unaryHolds(this.#shell, word, next);
    }
    this.#at += 1;
    return word !== '';
  }
}
