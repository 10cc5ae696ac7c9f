/** The CronJob controller: which CronJobs to look at, when, and with which hands (Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go). */
import { listAt, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import { keyOf } from '../../history.ts';
import { type StoredObject, type StoreEvent, storeKey } from '../../store.ts';
import type { ControllerContext, StartController } from '../controller.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';
import { type CronHands, nextLookIn, syncCronJob } from './sync.ts';

/** Runs the CronJob controller until the returned function is called. */
export const startCronJobController: StartController = (context) => {
  const controller = new CronJobController(context);
  return () => controller.close();
};

const COMPONENT = 'cronjob-controller';

class CronJobController {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  /** The names of the Jobs of each CronJob, by its uid. */
  readonly #jobsOf = new Map<string, Set<string>>();
  readonly #unsubscribe: () => void;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = workQueue(context.clock, (key) => this.#look(key));
    this.#unsubscribe = context.store.subscribe((event) => this.#seen(event));
    for (const resource of ['jobs', 'cronjobs']) {
      for (const object of context.store.list(resource).objects) {
        this.#seen({ type: 'ADDED', resource, revision: 0, object, previous: undefined });
      }
    }
  }

  close(): void {
    this.#unsubscribe();
    this.#queue.close();
  }

  #seen({ type, resource, object, previous }: StoreEvent): void {
    if (resource === 'cronjobs' && type !== 'DELETED') this.#seenCronJob(object, previous);
    if (resource !== 'jobs') return;
    const owner = listAt(object, 'metadata.ownerReferences').find(
      ({ controller, kind }) => controller === true && kind === 'CronJob',
    );
    if (!owner) return;
    const uid = textAt(owner, 'uid');
    const names = this.#jobsOf.get(uid) ?? new Set();
    this.#jobsOf.set(uid, names);
    if (type === 'DELETED') names.delete(object.metadata.name);
    else names.add(object.metadata.name);
    this.#queue.add(storeKey(object.metadata.namespace, textAt(owner, 'name')));
  }

  /** A schedule that changes is looked at when it comes next, so that no start of its past is made up for. */
  #seenCronJob(cronJob: StoredObject, previous: StoredObject | undefined): void {
    const isSame = previous?.metadata.generation === cronJob.metadata.generation;
    const isEnding = previous?.metadata.deletionTimestamp !== cronJob.metadata.deletionTimestamp;
    if (previous && isSame && !isEnding) return;
    const isOther = (field: string) => textAt(previous, field) !== textAt(cronJob, field);
    const isRescheduled = previous !== undefined && (isOther('spec.schedule') || isOther('spec.timeZone'));
    const inMs = isRescheduled ? nextLookIn(cronJob, this.#context.clock.now()) : 0;
    this.#queue.add(keyOf(cronJob), Math.max(0, inMs ?? 0));
  }

  #look(key: string): void {
    const { store, clock } = this.#context;
    const [namespace, name = ''] = key.split('/');
    const cronJob = store.get('cronjobs', namespace, name);
    if (!cronJob) return;
    const names = [...(this.#jobsOf.get(cronJob.metadata.uid ?? '') ?? [])];
    const jobs = names.map((one) => store.get('jobs', namespace, one)).filter((job) => job !== undefined);
    const againInMs = syncCronJob({ cronJob, jobs, now: clock.now() }, handsFor(this.#context, cronJob));
    if (againInMs !== undefined) this.#queue.add(key, Math.max(0, againInMs));
  }
}

function handsFor({ store, writer }: ControllerContext, cronJob: StoredObject): CronHands {
  const { namespace, name } = cronJob.metadata;
  return {
    event: (type, reason, message) => writer.event(cronJob, { type, reason, message, component: COMPONENT }),
    jobNamed: (job) => store.get('jobs', namespace, job),
    createJob: (draft) => {
      try {
        return { job: writer.create('jobs', draft) };
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        return { error: error.message, isTaken: error.status.reason === 'AlreadyExists' };
      }
    },
    deleteJob: (job) => {
      const ref = { resource: 'jobs', namespace, name: job.metadata.name };
      writer.remove(ref, { propagationPolicy: 'Background' });
    },
    writeStatus: (status) => {
      writer.update({ resource: 'cronjobs', namespace, name }, (stored) => ({ ...stored, status }));
    },
  };
}
