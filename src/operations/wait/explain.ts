/** Why a Job failed: its pods that did, grouped by cause, and what one of each group had said last. */
import type { Attempt } from '../../batch/attempts.ts';
import type { FailureGroup } from '../../batch/failure-groups.ts';
import type { Job, Pod } from '../../batch/objects.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { composeDescription } from '../describe/compose.ts';
import { readPods } from '../describe/reads.ts';
import type { JobDescription, Unread } from '../describe-result.ts';
import type { FailureLog } from './result.ts';

/** A description with its failures, and logs. */
export interface Explanation {
  readonly description: JobDescription;
  readonly logs: readonly FailureLog[];
}

/** How to explain. */
export interface ExplainOptions extends Call {
  readonly logLines: number;
  readonly now: () => number;
  /** What was seen of the same Job before: pods that are gone are told from it, and so are their logs. */
  readonly before?: Explanation | undefined;
}

/** Explaining ends after this: whoever waits wants to go on. */
const PATIENCE_MS = 10_000;

/** Logs are read of so many causes, those with the most pods. */
const MOST_CAUSES = 5;

/** A line may be of any length; more than this of one log is not worth reading here. */
const MOST_BYTES = 256 * 1024;

/**
 * Explains a failed Job: one list of the pods that have not succeeded, and, for each cause, one log. What cannot be read in time stands in the answer;
 * throws only the signal's reason.
 */
export async function explainFailure(cluster: Cluster, job: Job, options: ExplainOptions): Promise<Explanation> {
  const call: Call = { signal: AbortSignal.any([options.signal, AbortSignal.timeout(PATIENCE_MS)]) };
  const facts = { job, events: [], now: options.now() };
  const { before, logLines } = options;
  try {
    const { read, pods, unread } = await readPods(cluster, job, { rows: undefined, call });
    const now = { ...facts, pods, podsRead: read, unread };
    const gone = podsGone(pods, before);
    const description = composeDescription(now, undefined);
    const all = gone.length === 0 ? description : composeDescription({ ...now, pods: [...pods, ...gone] }, undefined);
    const logs = await lastWords(cluster, all, { ...call, logLines, gone, before });
    return { description: { ...description, failures: all.failures, failedPods: all.failedPods }, logs };
  } catch (error) {
    options.signal.throwIfAborted();
    const unread = [unreadPods(job.metadata.namespace, error)];
    const description = composeDescription({ ...facts, pods: [], podsRead: 'unreadable', unread }, undefined);
    return { description, logs: [] };
  }
}

/** The pods that were there before and are not now: what held them (a finalizer) has let go, since the controller has counted them. */
function podsGone(pods: readonly Pod[], before: Explanation | undefined): readonly Pod[] {
  const there = new Set(pods.map(({ metadata }) => metadata.uid));
  const seen = before?.description.attempts.map(({ pod }) => pod) ?? [];
  return seen
    .filter(({ metadata }) => !there.has(metadata.uid))
    .map((pod) => ({ ...pod, metadata: { ...pod.metadata, finalizers: [] } }));
}

/** The exit code of the container to blame: of the pod that a FailJob rule matched, else the highest of those that failed by themselves. */
export function failingExitCode({ failures }: JobDescription): number | undefined {
  const decisive = failures.filter(({ verdict }) => verdict.action === 'FailJob');
  const own = failures.filter(({ cause }) => !cause.kind.startsWith('deleted') && cause.kind !== 'disruption');
  for (const groups of [decisive, own, failures]) {
    const codes = groups.flatMap(({ cause }) => cause.exitCode ?? []).filter((code) => code > 0);
    if (codes.length > 0) return Math.max(...codes);
  }
  return undefined;
}

function unreadPods(namespace: string, error: unknown): Unread {
  const why = error instanceof Error ? error.message : String(error);
  return { what: 'pods', namespace, forbidden: false, why, remedy: `kubectl get pods -n ${namespace}` };
}

/** Whose logs are read: also of pods that are gone, as far as those were read before. */
interface LogSources extends Call {
  readonly logLines: number;
  readonly gone: readonly Pod[];
  readonly before: Explanation | undefined;
}

async function lastWords(
  cluster: Cluster,
  { failures, attempts }: JobDescription,
  { gone, before, ...options }: LogSources,
): Promise<readonly FailureLog[]> {
  if (options.logLines <= 0) return [];
  const names = new Set(gone.map(({ metadata }) => metadata.name));
  const readBefore = ({ pod, container }: Speaker) =>
    before?.logs.filter((log) => log.pod === pod && log.container === container) ?? [];
  const logs = tellingFailures(failures).map(async (group) => {
    const speaker = speakerOf(group, attempts);
    if (!speaker) return [];
    return names.has(speaker.pod) ? readBefore(speaker) : [await lastWordsOf(cluster, speaker, options)];
  });
  return (await Promise.all(logs)).flat();
}

/** Pods that had to end because the Job had failed say nothing of it, unless there are no others. */
function tellingFailures(failures: readonly FailureGroup[]): readonly FailureGroup[] {
  const own = failures.filter(({ cause }) => cause.kind !== 'deleted-by-failure');
  return (own.length === 0 ? failures : own).slice(0, MOST_CAUSES);
}

/** Whose log is read for a group. */
interface Speaker {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly cause: string;
  /** The run before the last restart is the one that failed. */
  readonly previous: boolean;
}

/** The pod of the group that failed last and has run a container, or, being deleted, still runs one. */
function speakerOf({ cause, pods }: FailureGroup, attempts: readonly Attempt[]): Speaker | undefined {
  const members = new Set(pods);
  const latestFirst = attempts
    .filter(({ pod }) => members.has(pod.metadata.name))
    .sort((a, b) => ((a.finishedAt ?? '') < (b.finishedAt ?? '') ? 1 : -1));
  for (const { pod } of latestFirst) {
    const statuses = [...pod.containerStatuses, ...pod.initContainerStatuses];
    const wanted = statuses.find(({ name }) => name === cause.container) ?? statuses[0];
    if (!wanted) continue;
    const { name: container, state, lastTerminated } = wanted;
    const about = { namespace: pod.metadata.namespace, pod: pod.metadata.name, container, cause: cause.text };
    if (state.kind === 'terminated') return { ...about, previous: false };
    if (lastTerminated) return { ...about, previous: true };
    if (state.kind === 'running') return { ...about, previous: false };
  }
  return undefined;
}

async function lastWordsOf(
  cluster: Cluster,
  { namespace, pod, container, cause, previous }: Speaker,
  { logLines, ...call }: Call & { readonly logLines: number },
): Promise<FailureLog> {
  const request = { namespace, pod, container, previous, tailLines: logLines, limitBytes: MOST_BYTES };
  try {
    const text = await textOf(cluster.logs.open(request, call));
    const lines = text.replace(/\n$/, '').split('\n');
    return { pod, container, cause, lines: text === '' ? [] : lines, unread: undefined };
  } catch (error) {
    return { pod, container, cause, lines: [], unread: error instanceof Error ? error.message : String(error) };
  }
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}
