/** How long a server is asked that has not answered yet: who mistyped its address wants to hear so, who starts it anew wants to go on. */
import { isApiFailure } from '../../cluster/port.ts';
import type { WaitRequest } from './result.ts';

/** Until somebody has answered for the first time. */
export class FirstAnswer {
  readonly #request: Pick<WaitRequest, 'timeoutMs' | 'firstAnswerMs'>;
  #unanswered: { readonly error: Error; readonly sinceMs: number } | undefined;

  constructor(request: Pick<WaitRequest, 'timeoutMs' | 'firstAnswerMs'>) {
    this.#request = request;
  }

  /** Takes note that it was asked in vain. Throws why, if asking again would be in vain too, or if it was to be asked only once. */
  missed(error: Error): void {
    const trouble = troubleOf(error);
    const isOnce = this.#request.timeoutMs === 0;
    if (trouble === 'lasting' || (trouble === 'away' && isOnce)) throw error;
    if (trouble === 'away' || isOnce) this.#unanswered ??= { error, sinceMs: performance.now() };
    this.check();
  }

  /** Takes note that somebody has answered. */
  came(): void {
    this.#unanswered = undefined;
  }

  /** Throws why nobody answers, once that has lasted too long. */
  check(): void {
    const { error, sinceMs = Number.POSITIVE_INFINITY } = this.#unanswered ?? {};
    if (performance.now() - sinceMs >= this.#request.firstAnswerMs) throw error;
  }
}

/**
 * `lasting`: it will not change; `away`: nobody is there, which ends when a server starts anew, but not when its address is mistyped; `passing`: somebody is
 * there, and has trouble.
 */
function troubleOf(error: Error): 'lasting' | 'away' | 'passing' {
  if (isApiFailure(error)) return error.code >= 500 || PASSING_CODES.includes(error.code) ? 'passing' : 'lasting';
  if (!('kind' in error) || error.kind !== 'ConnectionError' || !('trouble' in error)) return 'lasting';
  if (error.trouble === 'reset') return 'passing';
  return ['refused', 'unreachable', 'timeout'].includes(String(error.trouble)) ? 'away' : 'lasting';
}

const PASSING_CODES: readonly number[] = [408, 410, 425, 429];
