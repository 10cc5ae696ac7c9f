/** `list`: the Jobs of a scope as rows, once or as they change. Costs one list of Jobs (and one watch); never asks for pods. */
import type { Job } from '../batch/objects.ts';
import type { Call, Change, Cluster, Scope } from '../cluster/port.ts';
import { coalesce } from './coalesce.ts';
import { type JobRow, type JobSummary, jobRow } from './job-summary.ts';
import { ObservedClock } from './observed-clock.ts';

export type { JobRow, JobSummary } from './job-summary.ts';

/** Which Jobs, and in what order. */
export interface ListRequest {
  readonly scope: Scope;
  /** Which rows are wanted by what they say; undefined for all. */
  readonly statuses: StatusFilter | undefined;
  /** Puts rows in order; undefined leaves them as the server sends them, by namespace and name. */
  readonly order: ((rows: readonly JobRow[]) => readonly JobRow[]) | undefined;
  /** Whether the Jobs are to keep what no row shows, their `source` above all: of thousands it is most of what they hold. */
  readonly whole: boolean;
}

/** Whether a row is wanted. */
export type StatusFilter = (summary: JobSummary) => boolean;

/** What happened to the list since the update before. */
export interface ListUpdate {
  /** Whether this is the first update. */
  readonly first: boolean;
  /** Each change by itself, in the order it came; at first all rows. */
  readonly changed: readonly JobRow[];
  /** All rows as they stand now. */
  all(): readonly JobRow[];
  /** Why nothing can be heard of the cluster at the moment; undefined while all is well. */
  readonly trouble: { readonly error: Error; readonly retryInMs: number } | undefined;
}

/** The rows as they stand. Throws what the port throws. */
export async function listJobs(cluster: Cluster, request: ListRequest, call: Call): Promise<readonly JobRow[]> {
  const jobs: Job[] = [];
  for await (const job of cluster.jobs.list(request.scope, call)) jobs.push(request.whole ? job : slim(job));
  return rowsOf(jobs, request, cluster.now());
}

/**
 * The rows, then every change of them, until the signal aborts. With `tickMs` an update comes at least that often, so that ages can
 * be redrawn. A Job that leaves the wanted statuses is told once more, as it is then; a deleted one with the status `Deleted`.
 * Throws what the port throws, and what interrupts the watch before it has told anything.
 */
export async function* watchJobs(
  cluster: Cluster,
  request: ListRequest & { readonly tickMs?: number | undefined },
  call: Call,
): AsyncGenerator<ListUpdate> {
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  const seen = new Seen(request, new ObservedClock(cluster));
  try {
    let first = true;
    for await (const changes of coalesce(cluster.jobs.watch(request.scope, { signal }), request.tickMs)) {
      const changed = changes.flatMap((change) => seen.take(change));
      if (!seen.synced) continue;
      yield { first, changed, trouble: seen.trouble, all: () => seen.rows() };
      first = false;
    }
  } finally {
    stop.abort();
  }
}

/** The Jobs a watch has told of so far. */
class Seen {
  synced = false;
  trouble: ListUpdate['trouble'];
  readonly #jobs = new Map<string, Job>();
  readonly #request: ListRequest;
  readonly #clock: ObservedClock;

  constructor(request: ListRequest, clock: ObservedClock) {
    this.#request = request;
    this.#clock = clock;
  }

  rows(): readonly JobRow[] {
    return rowsOf([...this.#jobs.values()], this.#request, this.#clock.now());
  }

  /** Takes a change in; returns the rows to tell of. */
  take(change: Change<Job>): readonly JobRow[] {
    switch (change.type) {
      case 'SYNCED':
        this.synced = true;
        return this.rows();
      case 'INTERRUPTED':
        if (!this.synced) throw change.error;
        this.trouble = { error: change.error, retryInMs: change.retryInMs };
        return [];
      case 'RESTORED':
        this.trouble = undefined;
        return [];
      default:
        return this.#takeJob(change.type, change.object);
    }
  }

  #takeJob(type: 'ADDED' | 'MODIFIED' | 'DELETED', job: Job): readonly JobRow[] {
    this.#clock.sawJob(job);
    const now = this.#clock.now();
    const { uid } = job.metadata;
    const before = this.#jobs.get(uid);
    if (type === 'DELETED') this.#jobs.delete(uid);
    else this.#jobs.set(uid, job);
    const row = jobRow(job, now);
    const wanted =
      isWanted(row, this.#request) || (before !== undefined && isWanted(jobRow(before, now), this.#request));
    if (!this.synced || !wanted) return [];
    return [type === 'DELETED' ? { job, summary: { ...row.summary, status: 'Deleted' } } : row];
  }
}

function rowsOf(jobs: readonly Job[], request: ListRequest, now: number): readonly JobRow[] {
  const rows = jobs.map((job) => jobRow(job, now)).filter((row) => isWanted(row, request));
  return request.order ? request.order(rows) : rows;
}

/** A Job as rows need it. */
function slim(job: Job): Job {
  const { metadata, spec } = job;
  const containers = spec.template.containers.map(({ name, image }) => ({ ...NO_CONTAINER, name, image }));
  const template = { ...spec.template, ...NOTHING, nodeSelector: {}, initContainers: [], containers };
  return { ...job, source: {}, metadata: { ...metadata, ...NOTHING }, spec: { ...spec, template } };
}

const NOTHING = { labels: {}, annotations: {} };
const NO_CONTAINER = { command: [], args: [], requests: {}, limits: {}, restartPolicy: undefined };

function isWanted({ summary }: JobRow, { statuses }: ListRequest): boolean {
  return statuses === undefined || statuses(summary);
}
