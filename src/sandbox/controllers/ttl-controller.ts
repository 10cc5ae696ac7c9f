/** Jobs with a time to live go when it is over (Kubernetes 1.36, pkg/controller/ttlafterfinished/ttlafterfinished_controller.go). */
import { fieldAt, listAt, numberAt, textAt } from '../api/fields.ts';
import { keyOf } from '../history.ts';
import type { StoredObject } from '../store.ts';
import type { ControllerContext, StartController } from './controller.ts';
import { workQueue } from './work-queue.ts';

/** Deletes finished Jobs until the returned function is called. */
export const startTtlController: StartController = (context) => {
  const { store, clock } = context;
  const queue = workQueue(clock, (key) => look(context, key, (inMs) => queue.add(key, inMs)));
  const see = (job: StoredObject) => {
    if (isOver(job)) queue.add(keyOf(job));
  };
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (resource === 'jobs' && type !== 'DELETED') see(object);
  });
  for (const job of store.list('jobs').objects) see(job);
  return () => {
    unsubscribe();
    queue.close();
  };
};

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
