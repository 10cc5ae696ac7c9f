/** Calls that end when their time is up. */
import type { Call } from '../../../cluster/port.ts';

/** A call with a limit of time. */
export interface LimitedCall extends Call, Disposable {
  /** Whether it ended because its time was up. */
  readonly isOver: boolean;
}

/** The same call, for `ms` at most; dispose of it when it is not needed any more. */
export function limitedCall(ms: number, call?: Call): LimitedCall {
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new Error('time is up')), ms);
  return {
    signal: call ? AbortSignal.any([call.signal, time.signal]) : time.signal,
    get isOver() {
      return time.signal.aborted;
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
