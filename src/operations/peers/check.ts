/** `peers check`: every pod of a Job is asked, from inside, which of its peers it finds. */
import { complementIndexes, type Intervals, indexesOf, intersectIndexes } from '../../batch/indexes.ts';
import { type CheckAnswer, checkCommand, readAnswer, saysNoShell } from '../../batch/peers/check-script.ts';
import { type CheckTarget, checkTargets, pairVerdict } from '../../batch/peers/check-verdict.ts';
import type { PeerPod } from '../../batch/peers/peer-pods.ts';
import { type Call, type Cluster, isApiFailure } from '../../cluster/port.ts';
import { inOrder } from '../describe/in-order.ts';
import { type PeersRequest, readPeers } from '../peers.ts';
import type { JobPeers } from '../peers-result.ts';
import type { CheckResult, CheckRow, CheckUpdate, Unasked } from './check-result.ts';
import { debugContainer } from './debug-container.ts';

/** What is checked, and how. */
export interface CheckRequest extends PeersRequest {
  /** Who is asked; undefined: every pod. */
  readonly from: Intervals | undefined;
  /** Who is looked for; undefined: every index. */
  readonly to: Intervals | undefined;
  readonly port: number | undefined;
  /** Of pods with several; undefined: the pod's default one, else its first that runs. */
  readonly container: string | undefined;
  /** Of a container that is added to pods which cannot be asked otherwise; undefined: none is. */
  readonly image: string | undefined;
  /** Called once, before the first is added; throws if that may not be. */
  readonly mayAdd: () => Promise<void>;
  readonly timeoutSeconds: number;
  /** Pods asked at the same time. */
  readonly atOnce: number;
}

/**
 * One exec for each pod that runs, so many at a time; yields how far it is, and at last everything. That a pod cannot be asked is told in its row.
 * Throws what the port throws for the Job, its Service and its pods, and what would keep every pod from being asked (403).
 */
export async function* checkPeers(cluster: Cluster, request: CheckRequest, call: Call): AsyncGenerator<CheckUpdate> {
  const peers = await readPeers(cluster, request, call);
  const all = complementIndexes([], peers.peerJob.completions ?? 0);
  const targets = checkTargets(intersectIndexes(all, request.to ?? all), peers.peers, peers.absent);
  const sources = checkTargets(intersectIndexes(all, request.from ?? all), peers.peers, peers.absent);
  const rows: CheckRow[] = [];
  let [pairs, well] = [0, 0];
  yield { kind: 'progress', asked: 0, pods: sources.length, pairs, well };
  let agreed: Promise<void> | undefined;
  const mayAdd = () => {
    agreed ??= request.mayAdd();
    return agreed;
  };
  const asking = { cluster, request, peers, targets, mayAdd, call };
  for await (const row of inOrder(sources, request.atOnce, (source) => rowOf(source, asking))) {
    rows.push(row);
    const verdicts = row.kind === 'asked' ? row.verdicts : [];
    pairs += verdicts.length;
    well += verdicts.filter(({ kind }) => kind === 'ok').length;
    yield { kind: 'progress', asked: rows.length, pods: sources.length, pairs, well };
  }
  const result: CheckResult = { peers, targets, rows, port: request.port, pairs, well, now: cluster.now() };
  yield { kind: 'result', result };
}

interface Asking {
  readonly cluster: Cluster;
  readonly request: CheckRequest;
  readonly peers: JobPeers;
  readonly targets: readonly CheckTarget[];
  readonly mayAdd: () => Promise<void>;
  readonly call: Call;
}

async function rowOf({ index, peer }: CheckTarget, asking: Asking): Promise<CheckRow> {
  const pod = peer?.pod;
  if (pod?.phase !== 'Running') return { kind: 'not-running', index, pod: pod?.name };
  const container = containerOf(pod, asking.request.container);
  if (container === undefined) return { kind: 'not-running', index, pod: pod.name };
  const answered = await askAnyway({ pod, index }, container, asking);
  if ('why' in answered) return { kind: 'unasked', index, pod: pod.name, why: answered.why };
  const { findings } = asking.peers;
  const verdicts = asking.targets.map((target) =>
    pairVerdict(answered.found.get(target.index), target, { answer: answered, findings }),
  );
  // What it found is judged now: of a thousand pods nobody can keep a million findings beside as many verdicts.
  const { resolver, connector } = answered;
  return { kind: 'asked', index, pod: pod.name, answer: { resolver, connector }, verdicts };
}

function containerOf({ containers, defaultContainer }: PeerPod, wanted: string | undefined): string | undefined {
  const running = containers.filter((container) => container.running).map(({ name }) => name);
  const asked = wanted ?? defaultContainer;
  return asked === undefined ? running[0] : running.find((name) => name === asked);
}

interface Source {
  readonly pod: PeerPod;
  readonly index: number;
}

/** From a container with tools where the pod's own has none. */
async function askAnyway(source: Source, container: string, asking: Asking): ReturnType<typeof ask> {
  const answered = await ask(source, container, asking);
  const { pod } = source;
  const { image } = asking.request;
  if (image === undefined || !('why' in answered) || answered.why.kind === 'error') return answered;
  await asking.mayAdd();
  try {
    const wanted = { name: pod.name, namespace: asking.peers.peerJob.namespace, image };
    return await ask(source, await debugContainer(asking.cluster, wanted, asking.call), asking);
  } catch (error) {
    asking.call.signal.throwIfAborted();
    return { why: { kind: 'error', message: error instanceof Error ? error.message : String(error) } };
  }
}

async function ask(
  { pod, index }: Source,
  container: string,
  asking: Asking,
): Promise<CheckAnswer | { readonly why: Unasked }> {
  const { cluster, request, peers, targets, call } = asking;
  const { subdomain = '', namespace, name } = peers.peerJob;
  const question = {
    job: name,
    self: index,
    service: subdomain,
    suffix: `${namespace}.svc.${request.clusterDomain}`,
    targets: indexesOf(targets.map(({ index }) => index)),
    port: request.port,
    timeoutSeconds: request.timeoutSeconds,
  };
  const output: Uint8Array[] = [];
  try {
    const exec = { namespace, pod: pod.name, container, command: checkCommand(question) };
    for await (const piece of cluster.exec.run(exec, call)) {
      if (piece.kind === 'stdout') output.push(piece.bytes);
      // Some runtimes tell so, by a shell's codes, that there is no such program.
      else if (piece.kind === 'exit' && output.length === 0 && NO_PROGRAM.includes(piece.code)) return NO_SHELL;
    }
  } catch (error) {
    call.signal.throwIfAborted();
    if (isApiFailure(error) && (error.code === 403 || error.code === 401)) throw error;
    return { why: whyUnasked(error) };
  }
  const answer = readAnswer(textOf(output));
  if (answer.resolver === undefined) return { why: { kind: 'no-resolver' } };
  if (request.port !== undefined && answer.connector === undefined) return { why: { kind: 'no-connector' } };
  return answer;
}

const NO_PROGRAM: readonly number[] = [126, 127];

const NO_SHELL = { why: { kind: 'no-shell' } } as const;

function whyUnasked(error: unknown): Unasked {
  const message = error instanceof Error ? error.message : String(error);
  return saysNoShell(message) ? { kind: 'no-shell' } : { kind: 'error', message };
}

function textOf(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('');
}
