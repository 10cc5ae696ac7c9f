/** One look at a CronJob: what has ended, what is due, what is too old to keep (Kubernetes 1.36, pkg/controller/cronjob, syncCronJob). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../../api/fields.ts';
import type { ObjectDraft } from '../../cluster-writer.ts';
import type { StoredObject } from '../../store.ts';
import { type CronSchedule, parseSchedule } from '../../validation/cron-jobs/cron-schedule.ts';
import { dueStart, nextStartIn, type Starts } from './missed.ts';
import { nextTime } from './next-time.ts';
import { Zone } from './zone.ts';

/** What there is. `now` in ms since the epoch. */
export interface CronScene {
  readonly cronJob: StoredObject;
  /** The Jobs that it controls. */
  readonly jobs: readonly StoredObject[];
  readonly now: number;
}

/** What the controller can do; each step takes effect at once. */
export interface CronHands {
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  jobNamed(name: string): StoredObject | undefined;
  createJob(draft: ObjectDraft): { readonly job: StoredObject } | { readonly error: string; readonly isTaken: boolean };
  deleteJob(job: StoredObject): void;
  writeStatus(status: Fields): void;
}

/** What is left to come back for. */
export interface CronSynced {
  /** Look again after so many milliseconds; undefined: when something changes. */
  readonly againInMs: number | undefined;
  /** A Job was refused: it is tried again, later each time. */
  readonly hasFailed: boolean;
}

/** Brings a CronJob up to date. */
export function syncCronJob(scene: CronScene, hands: CronHands): CronSynced {
  const status = new WorkingStatus(scene.cronJob);
  cleanUp(scene, status, hands);
  noteJobs(scene, status, hands);
  const isEnding = scene.cronJob.metadata.deletionTimestamp !== undefined;
  const synced = isEnding ? NOTHING_MORE : startDue(scene, status, hands);
  hands.writeStatus(status.written());
  return synced;
}

const NOTHING_MORE: CronSynced = { againInMs: undefined, hasFailed: false };

/** Milliseconds until a CronJob's next start, by its schedule as it is now; undefined where it cannot be followed. */
export function nextLookIn(cronJob: StoredObject, now: number): number | undefined {
  const followed = followedSchedule(cronJob, { event: () => {} });
  return followed && nextStartIn(startsOf(cronJob, followed, new WorkingStatus(cronJob)), now);
}

/** The status while it is worked on. */
class WorkingStatus {
  active: readonly Fields[];
  lastScheduleTime: string;
  lastSuccessfulTime: string;

  constructor(cronJob: StoredObject) {
    this.active = listAt(cronJob, 'status.active');
    this.lastScheduleTime = textAt(cronJob, 'status.lastScheduleTime');
    this.lastSuccessfulTime = textAt(cronJob, 'status.lastSuccessfulTime');
  }

  isActive(job: StoredObject): boolean {
    return this.active.some(({ uid }) => uid === job.metadata.uid);
  }

  drop(uid: unknown): void {
    this.active = this.active.filter((one) => one.uid !== uid);
  }

  written(): Fields {
    return {
      ...(this.active.length === 0 ? {} : { active: this.active }),
      ...(this.lastScheduleTime === '' ? {} : { lastScheduleTime: this.lastScheduleTime }),
      ...(this.lastSuccessfulTime === '' ? {} : { lastSuccessfulTime: this.lastSuccessfulTime }),
    };
  }
}

function noteJobs({ jobs }: CronScene, status: WorkingStatus, hands: CronHands): void {
  for (const job of jobs) {
    const end = endOf(job);
    const { name, uid } = job.metadata;
    if (end === undefined && !status.isActive(job)) {
      hands.event('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
    }
    if (end !== undefined && status.isActive(job)) {
      status.drop(uid);
      hands.event('Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`);
    }
    const completed = textAt(job, 'status.completionTime');
    if (end === 'Complete' && completed > status.lastSuccessfulTime) status.lastSuccessfulTime = completed;
  }
  for (const reference of status.active) {
    const name = textAt(reference, 'name');
    if (jobs.some(({ metadata }) => metadata.uid === reference.uid) || hands.jobNamed(name)) continue;
    hands.event('Normal', 'MissingJob', `Active job went missing: ${name}`);
    status.drop(reference.uid);
  }
}

/** Starts what is due, if it may be; returns when to look again. */
function startDue(scene: CronScene, status: WorkingStatus, hands: CronHands): CronSynced {
  const { cronJob, now } = scene;
  if (fieldAt(cronJob, 'spec.suspend') === true) return NOTHING_MORE;
  const followed = followedSchedule(cronJob, hands);
  if (!followed) return NOTHING_MORE;
  const starts = () => startsOf(cronJob, followed, status);
  const due = dueStart(starts(), now);
  if (due.kind === 'error') {
    hands.event('Warning', 'InvalidSchedule', `invalid schedule: ${textAt(cronJob, 'spec.schedule')} : ${due.message}`);
    return NOTHING_MORE;
  }
  const then = (hasFailed: boolean): CronSynced => ({ againInMs: nextStartIn(starts(), now), hasFailed });
  if (due.kind === 'none') return then(false);
  if (due.isManyMissed) hands.event('Warning', 'TooManyMissedTimes', TOO_MANY);
  const at = { hands, atMs: due.atMs };
  return then(mayStart(scene, status, at) && !start(scene, status, { ...at, zone: followed.zone }));
}

const TOO_MANY = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';

interface Followed {
  readonly schedule: CronSchedule;
  /** By whose wall clock. */
  readonly clock: Zone;
  /** The zone of the CronJob, in which its times are written. */
  readonly zone: Zone;
}

/** The schedule with its zone; undefined, and said, where it cannot be followed. */
function followedSchedule(cronJob: StoredObject, { event }: Pick<CronHands, 'event'>): Followed | undefined {
  const text = textAt(cronJob, 'spec.schedule');
  const name = textAt(cronJob, 'spec.timeZone');
  const zone = zoneNamed(name);
  if (!zone) {
    event('Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(name)}: unknown time zone ${name}`);
    return undefined;
  }
  if (text.includes('TZ')) event('Warning', 'UnsupportedSchedule', unsupported(text));
  const schedule = parseSchedule(text);
  if ('error' in schedule) {
    event('Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(text)} : ${schedule.error}`);
    return undefined;
  }
  const own = schedule.kind === 'times' && schedule.zone !== undefined ? zoneNamed(schedule.zone) : undefined;
  return { schedule, clock: own ?? zone, zone };
}

function unsupported(schedule: string): string {
  const where = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
  return `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported, see ${where} for more details`;
}

const zones = new Map<string, Zone>();

function zoneNamed(name: string): Zone | undefined {
  try {
    const zone = zones.get(name) ?? new Zone(name);
    zones.set(name, zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function startsOf(cronJob: StoredObject, { schedule, clock }: Followed, { lastScheduleTime }: WorkingStatus): Starts {
  const deadline = numberAt(cronJob, 'spec.startingDeadlineSeconds');
  return {
    sinceMs: Date.parse(lastScheduleTime || (cronJob.metadata.creationTimestamp ?? '')),
    deadlineMs: deadline === undefined ? undefined : deadline * 1000,
    next: (afterMs) => nextTime(schedule, afterMs, clock),
  };
}

interface Due {
  readonly hands: CronHands;
  readonly atMs: number;
}

function mayStart({ cronJob, now }: CronScene, status: WorkingStatus, { hands, atMs }: Due): boolean {
  const deadline = numberAt(cronJob, 'spec.startingDeadlineSeconds');
  if (deadline !== undefined && atMs + deadline * 1000 < now) {
    const time = new Date(atMs).toUTCString().replace('GMT', '+0000');
    hands.event('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${time}`);
    return false;
  }
  const isDone = status.active.some(({ name }) => name === jobName(cronJob, atMs));
  if (isDone || Date.parse(status.lastScheduleTime) === atMs) return false;
  if (textAt(cronJob, 'spec.concurrencyPolicy') !== 'Forbid' || status.active.length === 0) return true;
  const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
  hands.event('Normal', 'JobAlreadyActive', message);
  return false;
}

/** Whether there is a Job now, whoever has made it. */
function start(
  { cronJob }: CronScene,
  status: WorkingStatus,
  { hands, atMs, zone }: Due & { readonly zone: Zone },
): boolean {
  if (textAt(cronJob, 'spec.concurrencyPolicy') === 'Replace') replace(status, hands);
  const made = hands.createJob(jobDraft(cronJob, atMs, zone));
  const taken = 'error' in made && made.isTaken ? hands.jobNamed(jobName(cronJob, atMs)) : undefined;
  const job = 'job' in made ? made.job : ownJob(taken, cronJob);
  if ('job' in made) hands.event('Normal', 'SuccessfulCreate', `Created job ${made.job.metadata.name}`);
  else if (!made.isTaken) hands.event('Warning', 'FailedCreate', `Error creating job: ${made.error}`);
  if ('error' in made && !made.isTaken) return false;
  if (!job || status.isActive(job)) return true;
  const { namespace, name, uid, resourceVersion } = job.metadata;
  const reference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
  status.active = [...status.active, reference];
  status.lastScheduleTime = rfc3339(atMs);
  return true;
}

/** What runs still makes way. */
function replace(status: WorkingStatus, hands: CronHands): void {
  for (const reference of status.active) {
    const job = hands.jobNamed(textAt(reference, 'name'));
    if (job) remove(job, status, hands);
  }
}

function remove(job: StoredObject, status: WorkingStatus, hands: CronHands): void {
  hands.deleteJob(job);
  status.drop(job.metadata.uid);
  hands.event('Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
}

function ownJob(job: StoredObject | undefined, cronJob: StoredObject): StoredObject | undefined {
  const owners = listAt(job, 'metadata.ownerReferences');
  return owners.some(({ controller, uid }) => controller === true && uid === cronJob.metadata.uid) ? job : undefined;
}

/** The minutes since the epoch make the name, so that the same start is never made twice. */
function jobName({ metadata }: StoredObject, atMs: number): string {
  return `${metadata.name}-${Math.floor(atMs / 60_000)}`;
}

function jobDraft(cronJob: StoredObject, atMs: number, zone: Zone): ObjectDraft {
  const { name, namespace = '', uid } = cronJob.metadata;
  const labels = mapAt(cronJob, 'spec.jobTemplate.metadata.labels');
  const annotations = {
    ...mapAt(cronJob, 'spec.jobTemplate.metadata.annotations'),
    'batch.kubernetes.io/cronjob-scheduled-timestamp': zone.print(atMs),
  };
  return {
    metadata: {
      name: jobName(cronJob, atMs),
      namespace,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      annotations,
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: fieldAt(cronJob, 'spec.jobTemplate.spec'),
  };
}

/** Of those that have ended, the newest are kept. */
function cleanUp({ cronJob, jobs }: CronScene, status: WorkingStatus, hands: CronHands): void {
  for (const [end, field] of HISTORY) {
    const limit = numberAt(cronJob, `spec.${field}`);
    if (limit === undefined) continue;
    const ended = jobs.filter((job) => endOf(job) === end);
    for (const job of ended.toSorted(byStart).slice(0, Math.max(0, ended.length - limit))) remove(job, status, hands);
  }
}

const HISTORY = [
  ['Complete', 'successfulJobsHistoryLimit'],
  ['Failed', 'failedJobsHistoryLimit'],
] as const;

function byStart(a: StoredObject, b: StoredObject): number {
  const key = (job: StoredObject) => `${textAt(job, 'status.startTime') || '~'} ${job.metadata.name}`;
  return key(a) < key(b) ? -1 : 1;
}

function endOf(job: StoredObject): 'Complete' | 'Failed' | undefined {
  for (const { type, status } of listAt(job, 'status.conditions')) {
    if (status === 'True' && (type === 'Complete' || type === 'Failed')) return type;
  }
  return undefined;
}

function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
