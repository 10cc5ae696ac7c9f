/** The one table of exit codes: what the program ends with, and the help text that says so. */

/** How a run ended, before it is a number. */
export type ExitKind = 'ok' | 'error' | 'usage' | 'failed' | 'gone' | 'timeout' | 'interrupted';

/** The number of each kind, and what it means to a script. 124 is timeout(1)'s, 130 is 128 + SIGINT. */
export const EXIT_CODES: Readonly<Record<ExitKind, { readonly code: number; readonly meaning: string }>> = {
  ok: { code: 0, meaning: 'done; for a wait: it came true' },
  error: { code: 1, meaning: 'error: no such Job, not allowed, no connection' },
  usage: { code: 2, meaning: 'usage: an unknown flag, a value that makes no sense' },
  failed: { code: 3, meaning: 'a Job, a pair of peers or an expectation failed; a drill did harm' },
  gone: { code: 4, meaning: 'a Job is gone: deleted, or it never appeared' },
  timeout: { code: 124, meaning: 'timed out' },
  interrupted: { code: 130, meaning: 'interrupted (Ctrl-C)' },
};

/** The number of a kind. */
export function exitCodeOf(kind: ExitKind): number {
  return EXIT_CODES[kind].code;
}

/** The table as help text, one line a code. */
export function exitCodeHelp(): string {
  return Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`)
    .join('\n');
}
