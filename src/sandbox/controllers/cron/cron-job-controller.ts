/** The CronJob controller: which CronJobs to look at, when, and with which hands (Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go). */
import { listAt, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import { keyOf } from '../../history.ts';
import { type StoredObject, type StoreEvent, storeKey } from '../../store.ts';
import { type ControllerContext, type StartController, startWatcher, type Watcher } from '../controller.ts';
import { LookAgain, type WorkQueue } from '../work-queue.ts';
import { type CronHands, nextLookIn, syncCronJob } from './sync.ts';

/** Runs the CronJob controller until the returned function is called. */
export const startCronJobController: StartController = (context) =>
  startWatcher(
    context,
    { known: ['jobs', 'cronjobs'], retries: RETRIES },
    (queue) => new CronJobController(context, queue),
  );

const COMPONENT = 'cronjob-controller';
/** What was refused is tried again (client-go/util/workqueue, DefaultTypedControllerRateLimiter). */
const RETRIES = { firstMs: 5, lastMs: 1_000_000 };

class CronJobController implements Watcher {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  /** The names of the Jobs of each CronJob, by its uid. */
  readonly #jobsOf = new Map<string, Set<string>>();
  /** What Jobs were like since the last look at their CronJob, by its key: it is looked at after each change of them, however soon the next came. */
  readonly #passed = new Map<string, StoredObject[]>();

  constructor(context: ControllerContext, queue: WorkQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  see({ type, resource, object, previous }: StoreEvent): void {
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
    const key = storeKey(object.metadata.namespace, textAt(owner, 'name'));
    if (type !== 'DELETED') this.#passed.set(key, [...(this.#passed.get(key) ?? []), object]);
    this.#queue.add(key);
  }

  /** A schedule that changes is looked at when it comes next, so that no start of its past is made up for. */
  #seenCronJob(cronJob: StoredObject, previous: StoredObject | undefined): void {
    const isOther = (field: string) => textAt(previous, field) !== textAt(cronJob, field);
    const isRescheduled = previous !== undefined && (isOther('spec.schedule') || isOther('spec.timeZone'));
    const inMs = isRescheduled ? nextLookIn(cronJob, this.#context.clock.now()) : 0;
    this.#queue.add(keyOf(cronJob), Math.max(0, inMs ?? 0));
  }

  look(key: string): void {
    const passed = this.#passed.get(key) ?? [];
    this.#passed.delete(key);
    for (const job of passed) this.#lookWith(key, job);
    if (passed.length === 0) this.#lookWith(key, undefined);
  }

  /** One look at a CronJob, with one of its Jobs as it was; only the last of several plans the next. */
  #lookWith(key: string, was: StoredObject | undefined): void {
    const { store, clock } = this.#context;
    const [namespace, name = ''] = key.split('/');
    const cronJob = store.get('cronjobs', namespace, name);
    if (!cronJob) return;
    const names = [...(this.#jobsOf.get(cronJob.metadata.uid ?? '') ?? [])];
    const jobs = names
      .map((one) => (one === was?.metadata.name ? was : store.get('jobs', namespace, one)))
      .filter((job) => job !== undefined);
    const { againInMs, hasFailed } = syncCronJob({ cronJob, jobs, now: clock.now() }, handsFor(this.#context, cronJob));
    if (hasFailed) throw new LookAgain();
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
