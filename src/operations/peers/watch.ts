/** `peers -w`: the peers of a Job as they change, by watches of the Job, its pods, its Service and the Service's slices. */
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import { peerServiceOf } from '../../batch/peers/headless.ts';
import type { ServiceFacts } from '../../batch/peers/peer-findings.ts';
import type { Call, Change, Cluster, KubeObject, ObjectKind, Scope } from '../../cluster/port.ts';
import { coalesce } from '../coalesce.ts';
import { podsOf } from '../describe/reads.ts';
import {
  composePeers,
  type PeerReadings,
  type PeersRequest,
  POD_KIND,
  readPeers,
  SERVICE_KIND,
  SLICE_KIND,
  sliceScope,
} from '../peers.ts';
import type { JobPeers, PeersUpdate } from '../peers-result.ts';
import { merged } from '../wait/merged.ts';

/** Yields the peers as they are, then after each change, until the Job has finished or is gone. Throws what the port throws. */
export async function* watchPeers(cluster: Cluster, request: PeersRequest, call: Call): AsyncGenerator<PeersUpdate> {
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  const first = await readPeers(cluster, request, call);
  if (isFinished(first.job)) return yield finished(first);
  yield { ...finished(first), isLast: false };
  const seen = new Seen({ ...first, pods: [], slices: first.slicesRead ? [] : undefined });
  try {
    const { namespace, name } = first.job.metadata;
    const jobs = cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, { signal });
    const { subdomain } = first.peerJob;
    const named = { namespace, fieldSelector: `metadata.name=${subdomain ?? ''}` };
    const objects: readonly (readonly [ObjectKind, Scope])[] = [
      [POD_KIND, podsOf(first.job)],
      ...(reads(first, first.service.kind !== 'forbidden') ? ([[SERVICE_KIND, named]] as const) : []),
      ...(reads(first, first.slicesRead) ? ([[SLICE_KIND, sliceScope(first.peerJob)]] as const) : []),
    ];
    const watches = [
      told(jobs, (job, isDeleted) => seen.takeJob(job, isDeleted)),
      ...objects.map(([kind, scope]) =>
        told(cluster.objects(kind).watch(scope, { signal }), (object, isDeleted) =>
          seen.takeObject(kind, object, isDeleted),
        ),
      ),
    ];
    for await (const changes of coalesce(merged(watches, NEVER_MS), undefined)) {
      for (const change of changes) if (change.kind === 'value') change.value(seen);
      if (seen.synced < watches.length) continue;
      // The Job may be told as finished before the last of its pods is.
      if (seen.isOver && !seen.isGone) yield finished(await readPeers(cluster, request, call));
      else yield seen.update();
      if (seen.isOver) return;
    }
  } finally {
    stop.abort();
  }
}

/** The longest that a timer takes: nothing here grows with time. */
const NEVER_MS = 2 ** 31 - 1;

function finished(peers: JobPeers): PeersUpdate {
  return { peers, isLast: true, isGone: false, trouble: undefined };
}

/** What a watch said, to be heard in turn. */
type Told = (seen: Seen) => void;

/** A watch's changes as what they do to what was seen. */
async function* told<T>(
  changes: AsyncIterable<Change<T>>,
  take: (object: T, isDeleted: boolean) => void,
): AsyncGenerator<Told> {
  for await (const change of changes) {
    yield (seen) => {
      if (change.type === 'SYNCED') seen.synced += 1;
      else if (change.type === 'INTERRUPTED') seen.trouble = { error: change.error, retryInMs: change.retryInMs };
      else if (change.type === 'RESTORED') seen.trouble = undefined;
      else take(change.object, change.type === 'DELETED');
    };
  }
}

function reads({ peerJob }: JobPeers, mayRead: boolean): boolean {
  return mayRead && peerJob.subdomain !== undefined;
}

/** What the watches have told so far. */
class Seen {
  synced = 0;
  trouble: PeersUpdate['trouble'];
  readonly #pods = new Map<string, KubeObject>();
  readonly #slices = new Map<string, KubeObject>();
  #isGone = false;
  #readings: PeerReadings;

  constructor(readings: PeerReadings) {
    this.#readings = readings;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get isOver(): boolean {
    return this.#isGone || isFinished(this.#readings.job);
  }

  update(): PeersUpdate {
    const slices = this.#readings.slices && [...this.#slices.values()];
    const peers = composePeers({ ...this.#readings, pods: [...this.#pods.values()], slices });
    return { peers, isLast: this.isOver, isGone: this.#isGone, trouble: this.trouble };
  }

  takeJob(job: Job, isDeleted: boolean): void {
    if (job.metadata.uid !== this.#readings.job.metadata.uid) return;
    this.#readings = { ...this.#readings, job };
    this.#isGone ||= isDeleted;
  }

  takeObject(kind: ObjectKind, object: KubeObject, isDeleted: boolean): void {
    if (kind === SERVICE_KIND) this.#takeService(object, isDeleted);
    else {
      const objects = kind === POD_KIND ? this.#pods : this.#slices;
      if (isDeleted) objects.delete(object.metadata.uid);
      else objects.set(object.metadata.uid, object);
    }
  }

  #takeService(object: KubeObject, isDeleted: boolean): void {
    const service: ServiceFacts = isDeleted
      ? { kind: 'missing', elsewhere: [] }
      : { kind: 'found', service: peerServiceOf(object) };
    this.#readings = { ...this.#readings, service };
  }
}
