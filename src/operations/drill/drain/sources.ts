/** All that a drill hears of: the Job, its pods, its events, and the evictions themselves. */
import type { Job, KubeEvent, Pod } from '../../../batch/objects.ts';
import { type Call, type Change, type Cluster, isForbidden } from '../../../cluster/port.ts';
import { type Evicted, type EvictionNews, evictions } from './evictions.ts';
import { podScope } from './plan.ts';
import { type PodsThere, podsThere } from './remaining.ts';
import type { DrainPlan, DrainRequest } from './request.ts';

/** One piece of news, and where from. */
export type Source =
  | { readonly from: 'jobs'; readonly news: Change<Job> }
  | { readonly from: 'pods'; readonly news: Change<Pod> }
  | { readonly from: 'events'; readonly news: Change<KubeEvent> }
  | { readonly from: 'evictions'; readonly news: EvictionNews }
  | { readonly from: 'node'; readonly news: PodsThere };

/** When evictions begin, and which pods of the Job are past them. */
export interface Beginning {
  readonly call: Call;
  readonly ready: Promise<void>;
  readonly hasEnded: (pod: Evicted) => boolean;
}

/** The streams of a drill; they end with the call. A whole node is emptied of pods that have ended, too. */
export function sourcesOf(
  { cluster, plan, request }: { readonly cluster: Cluster; readonly plan: DrainPlan; readonly request: DrainRequest },
  { call, ready, hasEnded }: Beginning,
): readonly AsyncIterable<Source>[] {
  const { name, namespace, uid } = plan.job.metadata;
  const pods = [...plan.victims.map(({ metadata }) => metadata), ...plan.others];
  const isWhole = plan.scope === 'whole-node';
  const evicting = { pods, options: request, hasEnded: isWhole ? () => false : hasEnded };
  return [
    labelled('jobs', cluster.jobs.watch({ namespace, fieldSelector: `metadata.name=${name}` }, call)),
    labelled('pods', cluster.pods.watch(podScope(plan.job), call)),
    labelled('events', readable(cluster.events.watch({ namespace, fieldSelector: `involvedObject.uid=${uid}` }, call))),
    labelled(
      'evictions',
      after(ready, () => evictions(cluster, evicting, call), call),
    ),
    ...(isWhole
      ? [
          labelled(
            'node',
            after(ready, () => podsThere(cluster, { plan, request }, call), call),
          ),
        ]
      : []),
  ];
}

/** Whether a change is about an object. */
export function isObject<T>(news: Change<T>): news is Change<T> & { readonly object: T } {
  return news.type === 'ADDED' || news.type === 'MODIFIED' || news.type === 'DELETED';
}

async function* after<T>(
  ready: Promise<void>,
  begin: () => AsyncIterable<T>,
  { signal }: Call,
): AsyncGenerator<T, void, void> {
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (signal.aborted) return;
  await Promise.race([ready, ended]);
  yield* begin();
}

/** Whoever may not read events does without: they only tell what keeps a replacement away. */
async function* readable<T>(stream: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* stream;
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
}

async function* labelled<F extends Source['from'], T>(
  from: F,
  stream: AsyncIterable<T>,
): AsyncGenerator<{ readonly from: F; readonly news: T }, void, void> {
  for await (const news of stream) yield { from, news };
}
