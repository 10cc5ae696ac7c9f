/** A pod that was told to stop and exited with 0: had it finished its work, or did it only say so? */
import { humanDuration, parseTime } from '../durations.ts';
import type { ContainerStatus, Pod } from '../objects.ts';

/** What may have become of the work. */
export interface GracefulSuccess {
  readonly how: /** It went on working through its grace period, and was done in time. */
    | 'finished'
    /** It stopped when it was told to, and exited with 0: the Job counts work that was not done. */
    | 'stopped-early';
  /** Whether other pods of the Job tell, or only the time since the signal. */
  readonly isSure: boolean;
  readonly because: string;
}

/**
 * Judges a pod that ended with 0 after its signal (`signalledAt`, ms since the epoch): by how long it ran, held against other pods of the Job that
 * ended with 0 undisturbed; where there are none, by how soon after the signal it ended.
 */
export function gracefulSuccess(pod: Pod, others: readonly Pod[], signalledAt: number): GracefulSuccess {
  const span = spanOf(pod);
  if (!span) return { how: 'finished', isSure: false, because: 'its containers do not say when they ended' };
  const ran = humanDuration(span.endMs - span.startMs);
  const afterSignalMs = span.endMs - signalledAt;
  const ended = `it ended ${humanDuration(Math.max(0, afterSignalMs))} after the signal, having run for ${ran}`;
  const shortest = shortestRun(others);
  if (shortest === undefined) return byTheSignal(afterSignalMs, ended);
  const asLong = span.endMs - span.startMs >= shortest - Math.max(CLOCK_SLACK_MS, shortest * TOLERANCE);
  const peers = `other pods of the Job take ${humanDuration(shortest)} or more`;
  if (asLong) return { how: 'finished', isSure: true, because: `${ended}; ${peers}` };
  return { how: 'stopped-early', isSure: true, because: `${ended}, but ${peers}` };
}

/** The kubelet writes whole seconds, at both ends. */
const CLOCK_SLACK_MS = 2000;

/** Runs of the same work differ by so much. */
const TOLERANCE = 0.1;

/** Whoever heeds SIGTERM mostly does so at once. */
const PROMPT_MS = 3000;

function byTheSignal(afterSignalMs: number, ended: string): GracefulSuccess {
  const isPrompt = afterSignalMs <= PROMPT_MS;
  const because = `${ended}; no other pod of the Job has ended with 0 to hold it against`;
  return { how: isPrompt ? 'stopped-early' : 'finished', isSure: false, because };
}

/** Of pods whose containers have all ended with 0 and that nobody deleted, the shortest run. */
function shortestRun(pods: readonly Pod[]): number | undefined {
  const undisturbed = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const runs = undisturbed.flatMap((pod) => spanOf(pod) ?? []).map(({ startMs, endMs }) => endMs - startMs);
  return runs.length === 0 ? undefined : Math.min(...runs);
}

/** From the first start to the last end of a pod whose containers have all ended with 0. */
function spanOf(pod: Pod): { readonly startMs: number; readonly endMs: number } | undefined {
  const spans = pod.containerStatuses.map(runOf);
  const known = spans.filter((span) => span !== undefined);
  if (known.length === 0 || known.length < spans.length) return undefined;
  return {
    startMs: Math.min(...known.map(({ startMs }) => startMs)),
    endMs: Math.max(...known.map(({ endMs }) => endMs)),
  };
}

function runOf({ state }: ContainerStatus): { readonly startMs: number; readonly endMs: number } | undefined {
  if (state.kind !== 'terminated' || state.exitCode !== 0) return undefined;
  const [startMs, endMs] = [parseTime(state.startedAt), parseTime(state.finishedAt)];
  return startMs === undefined || endMs === undefined ? undefined : { startMs, endMs };
}
