/** Jobs with a time to live go when it is over (Kubernetes 1.36, pkg/controller/ttlafterfinished/ttlafterfinished_controller.go). */
import { fieldAt, listAt, numberAt, textAt } from '../api/fields.ts';
import { keyOf } from '../history.ts';
import type { StoredObject } from '../store.ts';
import { type ControllerContext, type StartController, startWatcher } from './controller.ts';

/** Deletes finished Jobs until the returned function is called. */
export const startTtlController: StartController = (context) =>
  startWatcher(context, { known: ['jobs'] }, (queue) => ({
    see({ type, resource, object }) {
      if (resource === 'jobs' && type !== 'DELETED' && isOver(object)) queue.add(keyOf(object));
    },
    look: (key) => look(context, key, (inMs) => queue.add(key, inMs)),
  }));

function look({ store, writer, clock }: ControllerContext, key: string, again: (inMs: number) => void): void {
  const [namespace, name = ''] = key.split('/');
  const job = store.get('jobs', namespace, name);
  if (!job || !isOver(job) || job.metadata.deletionTimestamp !== undefined) return;
  const leftMs = endedAt(job) + (numberAt(job, 'spec.ttlSecondsAfterFinished') ?? 0) * 1000 - clock.now();
  if (leftMs > 0) again(leftMs);
  else
    writer.remove(
      { resource: 'jobs', namespace, name },
      { propagationPolicy: 'Foreground', uid: job.metadata.uid ?? '' },
    );
}

function isOver(job: StoredObject): boolean {
  return fieldAt(job, 'spec.ttlSecondsAfterFinished') !== undefined && ending(job) !== undefined;
}

function endedAt(job: StoredObject): number {
  return Date.parse(textAt(ending(job), 'lastTransitionTime'));
}

function ending(job: StoredObject) {
  const conditions = listAt(job, 'status.conditions');
  return conditions.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
}
