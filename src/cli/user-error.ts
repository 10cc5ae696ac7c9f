import type { ExitKind } from './exit-codes.ts';

/** Something the user can mend. The message says what was wrong in kubectl's words, the remedy what to type next. */
export class UserError extends Error {
  readonly kind = 'UserError';
  readonly exit: ExitKind;
  readonly remedy: string | undefined;

  constructor(message: string, options: { readonly exit?: ExitKind; readonly remedy?: string | undefined } = {}) {
    super(message);
    this.name = 'UserError';
    this.exit = options.exit ?? 'error';
    this.remedy = options.remedy;
  }
}

/** A UserError about how the command was typed: exits with the code for usage, and points to the help. */
export function usageError(message: string, remedy?: string): UserError {
  return new UserError(message, { exit: 'usage', remedy });
}

/** What `parse` returns; what it throws becomes a usage error, in the same words unless `words` says others. */
export function asUsage<T>(parse: () => T, words: (message: string) => string = (message) => message): T {
  try {
    return parse();
  } catch (error) {
    throw usageError(words(error instanceof Error ? error.message : String(error)));
  }
}
