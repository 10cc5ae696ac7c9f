/** Pods that nobody else takes away: those of nodes that are gone, and too many that have ended (Kubernetes 1.36, pkg/controller/podgc). */
import { type Fields, listAt, textAt } from '../api/fields.ts';
import type { StoredObject } from '../store.ts';
import { type ControllerContext, type StartController, startWatcher } from './controller.ts';
import { withDisruption } from './disruption-target.ts';
import { hasEnded } from './scheduler/placement.ts';

/** It looks so often, and believes that a node is gone only after so long. */
const ROUND_MS = 20_000;
const QUARANTINE_MS = 40_000;
/** `--terminated-pod-gc-threshold`. */
const MOST_ENDED = 12_500;

/** Collects until the returned function is called. It looks only when there is something to be found. */
export const startPodCollector: StartController = (context) => {
  const { store } = context;
  const ended = new Set<string>();
  const missing = (name: string) => name !== '' && !store.get('nodes', undefined, name);
  return startWatcher(context, { known: ['pods'] }, (queue) => {
    const see = (pod: StoredObject, isGone: boolean) => {
      const { uid = '' } = pod.metadata;
      if (isGone || !hasEnded(pod)) ended.delete(uid);
      else ended.add(uid);
      if (ended.size > MOST_ENDED) queue.add(ENDED, ROUND_MS);
      const node = textAt(pod, 'spec.nodeName');
      if (!isGone && missing(node)) queue.add(node, ROUND_MS + QUARANTINE_MS);
    };
    return {
      see({ type, resource, object }) {
        if (resource === 'pods') see(object, type === 'DELETED');
        if (resource === 'nodes' && type === 'DELETED') queue.add(object.metadata.name, ROUND_MS + QUARANTINE_MS);
      },
      look(what) {
        if (what === ENDED) removeEnded(context, ended);
        else removeOrphans(context, what);
      },
    };
  });
};

const ENDED = ' ended';

/** A node that came back keeps its pods. */
function removeOrphans(context: ControllerContext, node: string): void {
  const { store } = context;
  if (store.get('nodes', undefined, node)) return;
  const orphans = store.list('pods').objects.filter((pod) => textAt(pod, 'spec.nodeName') === node);
  for (const pod of orphans) failAndRemove(context, pod);
}

/** Marks a pod as failed because its node is gone, unless it has ended, and deletes it at once. */
function failAndRemove({ writer, clock }: ControllerContext, pod: StoredObject): void {
  const { namespace, name } = pod.metadata;
  const ref = { resource: 'pods', namespace, name };
  if (!hasEnded(pod)) {
    const because = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' } as const;
    writer.update(ref, (stored) => {
      const marked = withDisruption(stored, because, clock.now());
      return { ...marked, status: { ...statusOf(marked), phase: 'Failed' } };
    });
  }
  writer.remove(ref, { gracePeriodSeconds: 0 });
}

function statusOf({ status }: StoredObject): Fields {
  return typeof status === 'object' && status !== null ? { ...status } : {};
}

/** The oldest go first, those that were evicted before all. */
function removeEnded({ store, writer }: ControllerContext, ended: ReadonlySet<string>): void {
  const tooMany = ended.size - MOST_ENDED;
  if (tooMany <= 0) return;
  const rank = (pod: StoredObject) => `${isEvicted(pod) ? 0 : 1}${pod.metadata.creationTimestamp}`;
  const pods = store.list('pods').objects.filter((pod) => ended.has(pod.metadata.uid ?? ''));
  const oldest = pods.map((pod) => ({ pod, rank: rank(pod) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  for (const { pod } of oldest.slice(0, tooMany)) {
    const { namespace, name } = pod.metadata;
    writer.remove({ resource: 'pods', namespace, name }, { gracePeriodSeconds: 0 });
  }
}

function isEvicted(pod: StoredObject): boolean {
  return (
    textAt(pod, 'status.reason') === 'Evicted' ||
    listAt(pod, 'status.conditions').some(({ reason }) => reason === 'Evicted')
  );
}
