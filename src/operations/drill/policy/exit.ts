/** How a rehearsal ends, for scripts. */
import type { PolicyResult } from '../policy.ts';

/** `failed`: a rule did something else, or can never fire; `error`: something could not be seen, or a copy is left. */
export function policyExit({ rehearsals, findings, left }: PolicyResult): 'ok' | 'failed' | 'error' {
  if (left.length > 0) return 'error';
  if (rehearsals.some(({ kind }) => kind === 'differs') || findings.some(({ severity }) => severity === 'never'))
    return 'failed';
  return rehearsals.some(({ kind }) => kind === 'not-seen') ? 'error' : 'ok';
}
