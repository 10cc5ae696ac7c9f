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
