/** How a script leaves where it is. All are thrown. */

/** `exit`, or the end of a shell for another reason. */
export class ExitFlow extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** `return`. */
export class ReturnFlow extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`return ${code}`);
    this.code = code;
  }
}

/** `break` and `continue`, out of so many loops. */
export class LoopFlow extends Error {
  readonly kind: 'break' | 'continue';
  readonly levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** A command cannot be carried out: a message for stderr. Ends the script where `isFatal`. */
export class ShellFault extends Error {
  readonly isFatal: boolean;
  readonly code: number;

  constructor(message: string, options: { readonly isFatal?: boolean; readonly code?: number } = {}) {
    super(message);
    this.isFatal = options.isFatal ?? false;
    this.code = options.code ?? 1;
  }
}
