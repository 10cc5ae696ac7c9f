/** Flags whose value may be left out, which neither oclif nor kubectl's parser knows: `--indexes`, `--indexes=0-4`, `--indexes 0-4`. */

/** A flag with an optional value. */
export interface OptionalValue {
  /** With its dashes. */
  readonly flag: string;
  /** What stands for the value when it is left out. */
  readonly absent: string;
  /** Whether the next word is the flag's value; every other word is left alone. */
  readonly isValue: (word: string) => boolean;
}

/** The same arguments with `FLAG=VALUE` wherever the flag was given; what stands behind `--` stays as it is. */
export function withOptionalValue(argv: readonly string[], { flag, absent, isValue }: OptionalValue): string[] {
  const result: string[] = [];
  const waiting = [...argv];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') return [...result, word, ...waiting];
    if (word !== flag) result.push(word);
    else {
      const next = waiting[0];
      const value = next !== undefined && isValue(next) ? waiting.shift() : undefined;
      result.push(`${flag}=${value ?? absent}`);
    }
  }
  return result;
}
