/** The Jobs that a target means, and their pods. */
import type { Job, Pod } from '../../batch/objects.ts';
import type { Call, Cluster, Scope } from '../../cluster/port.ts';
import { inOrder } from '../describe/in-order.ts';
import { isPodOf, podsOf } from '../describe/reads.ts';
import { runsOfCronJob } from '../newest-job.ts';
import type { LogNotice } from './events.ts';
import type { LogsRequest, LogsTarget } from './request.ts';

/** Jobs, and CronJobs or namespaces without one. */
export interface FoundJobs {
  readonly jobs: readonly Job[];
  readonly notices: readonly LogNotice[];
}

/** Requests at the same time. */
const AT_ONCE = 8;

/** This many Jobs share a list of pods; a longer selector would make a longer request than servers take. */
const JOBS_PER_LIST = 50;

/**
 * The Jobs of a target, in its order; of CronJobs the newest, or all, the oldest first. Throws `ApiError` (404 for a name that no Job has),
 * `ConnectionError`, or the signal's reason.
 */
export async function findJobs(
  cluster: Cluster,
  { target, allJobs }: Pick<LogsRequest, 'target' | 'allJobs'>,
  call: Call,
): Promise<FoundJobs> {
  if (target.kind === 'selector') return selectedJobs(cluster, target, call);
  const named = inOrder(target.jobs, AT_ONCE, ({ name, namespace }) => cluster.jobs.get(name, namespace, call));
  const jobs = await Array.fromAsync(named);
  const notices: LogNotice[] = [];
  for (const cronJob of target.cronJobs) {
    const runs = await runsOfCronJob(cluster, cronJob, call);
    jobs.push(...(allJobs ? runs.jobs.toReversed() : runs.jobs.slice(0, 1)));
    if (runs.jobs.length === 0) notices.push({ kind: 'no-jobs', namespace: cronJob.namespace, cronJob: cronJob.name });
  }
  return { jobs: [...new Map(jobs.map((job) => [job.metadata.uid, job])).values()], notices };
}

/** A selector as a scope. */
export function scopeOfTarget(target: LogsTarget & { readonly kind: 'selector' }): Scope {
  const { namespace, labelSelector, fieldSelector } = target;
  return {
    namespace,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

/** The pods of each Job, by the Job's uid: one list for each fifty Jobs of a namespace. */
export async function podsOfJobs(
  cluster: Cluster,
  jobs: readonly Job[],
  call: Call,
): Promise<ReadonlyMap<string, readonly Pod[]>> {
  const found = new Map<string, Pod[]>(jobs.map((job) => [job.metadata.uid, []]));
  const lists = inOrder(podLists(jobs), AT_ONCE, async ({ scope, jobs: of }) => {
    for await (const pod of cluster.pods.list(scope, call)) {
      const job = of.find((candidate) => isPodOf(candidate, pod) && isSelected(candidate, pod));
      if (job) found.get(job.metadata.uid)?.push(pod);
    }
  });
  await Array.fromAsync(lists);
  return found;
}

async function selectedJobs(
  cluster: Cluster,
  target: LogsTarget & { readonly kind: 'selector' },
  call: Call,
): Promise<FoundJobs> {
  const jobs = await Array.fromAsync(cluster.jobs.list(scopeOfTarget(target), call));
  const nothing: LogNotice = { kind: 'no-jobs', namespace: target.namespace, cronJob: undefined };
  return { jobs, notices: jobs.length === 0 ? [nothing] : [] };
}

interface PodList {
  readonly scope: Scope;
  readonly jobs: readonly Job[];
}

/** Jobs whose selector is nothing but the uid that the controller gave them can be asked about together. */
function podLists(jobs: readonly Job[]): readonly PodList[] {
  const alone: PodList[] = [];
  const together = new Map<string, { readonly key: string; readonly jobs: Job[] }>();
  for (const job of jobs) {
    const key = uidLabelOf(job);
    if (key === undefined) alone.push({ scope: podsOf(job), jobs: [job] });
    else {
      const group = `${job.metadata.namespace} ${key}`;
      const known = together.get(group) ?? { key, jobs: [] };
      together.set(group, known);
      known.jobs.push(job);
    }
  }
  return [...alone, ...[...together.values()].flatMap(({ key, jobs: of }) => chunked(of, key))];
}

function chunked(jobs: readonly Job[], key: string): readonly PodList[] {
  const [first] = jobs;
  if (!first) return [];
  const chunk = jobs.slice(0, JOBS_PER_LIST);
  const uids = chunk.map((job) => job.spec.matchLabels[key] ?? job.metadata.uid);
  const labelSelector = uids.length === 1 ? `${key}=${uids[0]}` : `${key} in (${uids.join(',')})`;
  const list = { scope: { namespace: first.metadata.namespace, labelSelector }, jobs: chunk };
  return [list, ...chunked(jobs.slice(JOBS_PER_LIST), key)];
}

/** `batch.kubernetes.io/controller-uid` since Kubernetes 1.27, `controller-uid` before. */
function uidLabelOf({ spec }: Job): string | undefined {
  const [key, ...others] = Object.keys(spec.matchLabels);
  return others.length === 0 && key !== undefined && key.endsWith('controller-uid') ? key : undefined;
}

function isSelected({ spec }: Job, pod: Pod): boolean {
  return Object.entries(spec.matchLabels).every(([key, value]) => pod.metadata.labels[key] === value);
}
