/** Calls that end when their time is up. */
import type { Call } from '../../../cluster/port.ts';
import type { DrainPlan, DrainRequest } from './request.ts';

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

/** How long a drill may take, in milliseconds: a verdict takes a pod's grace period, the back-off, and a start; a whole node the longest of its pods'. */
export function drillTimeout({ request, plan }: { readonly request: DrainRequest; readonly plan: DrainPlan }): number {
  if (request.timeoutMs !== undefined) return request.timeoutMs;
  const ofPods = [
    plan.job.spec.template.terminationGracePeriodSeconds ?? 30,
    ...plan.others.map(({ graceSeconds }) => graceSeconds),
  ];
  const graceSeconds = request.gracePeriodSeconds ?? Math.max(...ofPods);
  return Math.min(graceSeconds * 1000 + 300_000, LONGEST_MS);
}

/** The longest that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;
