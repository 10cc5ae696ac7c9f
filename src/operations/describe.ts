/** `describe`: what there is to know about Jobs, from as few requests as the question needs. */
import { fieldIs } from '../batch/field-selector.ts';
import type { Job } from '../batch/objects.ts';
import { type Call, type Cluster, isApiFailure, isNotFound, type Scope } from '../cluster/port.ts';
import { composeDescription } from './describe/compose.ts';
import { inOrder } from './describe/in-order.ts';
import {
  type EventsAnswer,
  readJobEvents,
  readJustEnded,
  readPodEvents,
  readPods,
  stuckPods,
} from './describe/reads.ts';
import type { Described, JobDescription, RowSelection } from './describe-result.ts';

/** Which Jobs: by name, or all that selectors leave. */
export type DescribeTarget =
  | { readonly kind: 'names'; readonly jobs: readonly JobName[] }
  | {
      readonly kind: 'selector';
      readonly namespace: string | undefined;
      readonly labelSelector: string | undefined;
      readonly fieldSelector: string | undefined;
    };

/** Where a Job is. */
export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

/** What else is asked. */
export interface DescribeOptions {
  /** Undefined: no rows of indexes. */
  readonly rows: RowSelection | undefined;
  /** Take a name that no Job has as the beginning of one, as `kubectl describe` does, if only one Job's name begins so. */
  readonly byPrefix?: boolean;
}

/** Jobs described at the same time. */
const AT_ONCE = 4;

/**
 * Describes each Job of the target, in its order, each as soon as it is read. One request for the Job (for selectors: one list for all), then
 * its events and, only where status does not tell enough, its pods; at last the events of pods that are stuck, and pods that may just have
 * succeeded. A Job that does not exist is yielded as missing, with what else may have been meant (one or two lists of Jobs); what RBAC forbids
 * stands in the description. Throws the first other failure.
 */
export async function* describe(
  cluster: Cluster,
  target: DescribeTarget,
  options: DescribeOptions & Call,
): AsyncGenerator<Described> {
  const call: Call = { signal: options.signal };
  if (target.kind === 'names') {
    yield* inOrder(target.jobs, AT_ONCE, (name) => describeNamed(cluster, name, options));
    return;
  }
  yield* inOrder(cluster.jobs.list(scopeOf(target), call), AT_ONCE, async (job) => ({
    kind: 'job',
    description: await describeJob(cluster, job, options),
  }));
}

/** Describes a Job that is already at hand. */
export async function describeJob(
  cluster: Cluster,
  job: Job,
  options: DescribeOptions & Call,
): Promise<JobDescription> {
  const call: Call = { signal: options.signal };
  // One after the other: a second connection takes longer to open than a short answer on the first.
  const events = await readJobEvents(cluster, job, call);
  const pods = await readPods(cluster, job, { rows: options.rows, call });
  const facts = {
    job,
    pods: pods.pods,
    podsRead: pods.read,
    events: events.events,
    unread: [...pods.unread, ...events.unread],
  };
  const first = composeDescription({ ...facts, now: cluster.now() }, options.rows);
  const [more, ended] = await Promise.all([
    eventsOfStuckPods(cluster, first, call),
    readJustEnded(cluster, first, call),
  ]);
  if (more.events.length + more.unread.length + ended.length === 0) return first;
  const all = {
    ...facts,
    pods: [...facts.pods, ...ended],
    events: [...facts.events, ...more.events],
    unread: [...facts.unread, ...more.unread],
  };
  return composeDescription({ ...all, now: cluster.now() }, options.rows);
}

/** The scope of a selector target. */
export function scopeOf(target: DescribeTarget & { readonly kind: 'selector' }): Scope {
  const { namespace, labelSelector, fieldSelector } = target;
  return {
    namespace,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

async function describeNamed(cluster: Cluster, wanted: JobName, options: DescribeOptions & Call): Promise<Described> {
  const { name, namespace } = wanted;
  try {
    const job = await cluster.jobs.get(name, namespace, { signal: options.signal });
    return { kind: 'job', description: await describeJob(cluster, job, options) };
  } catch (error) {
    if (!isNotFound(error) || !(error instanceof Error)) throw error;
    return describeMissing(cluster, { ...wanted, error }, options);
  }
}

async function describeMissing(
  cluster: Cluster,
  missing: JobName & { readonly error: Error },
  options: DescribeOptions & Call,
): Promise<Described> {
  const { name, namespace } = missing;
  const call: Call = { signal: options.signal };
  const alike = await jobsIn(cluster, { namespace }, { call, keep: (job) => job.metadata.name.startsWith(name) });
  const [only] = alike ?? [];
  if (only !== undefined && alike?.length === 1 && options.byPrefix) {
    return { kind: 'job', description: await describeJob(cluster, only, options) };
  }
  const beginSo = alike?.map(({ metadata }) => metadata.name);
  const namesakes = { namespace: undefined, fieldSelector: fieldIs('metadata.name', name) };
  const elsewhere = (beginSo ?? []).length > 0 ? [] : await jobsIn(cluster, namesakes, { call, keep: () => true });
  return { kind: 'missing', ...missing, beginSo, foundIn: elsewhere?.map(({ metadata }) => metadata.namespace) };
}

/** One list; undefined if it is not allowed. */
async function jobsIn(
  cluster: Cluster,
  scope: Scope,
  { call, keep }: { readonly call: Call; readonly keep: (job: Job) => boolean },
): Promise<readonly Job[] | undefined> {
  const kept: Job[] = [];
  try {
    for await (const job of cluster.jobs.list(scope, call)) if (keep(job)) kept.push(job);
    return kept;
  } catch (error) {
    if (isApiFailure(error)) return undefined;
    throw error;
  }
}

async function eventsOfStuckPods(cluster: Cluster, description: JobDescription, call: Call): Promise<EventsAnswer> {
  const pods = stuckPods(description);
  const forbidden = description.unread.some(({ what }) => what === 'events');
  if (pods.length === 0 || forbidden) return { events: [], unread: [] };
  return readPodEvents(cluster, pods, call);
}
