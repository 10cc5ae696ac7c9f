/**
 * Jobs as large as wanted, put straight into the embedded cluster's store. Every object is one that a real 1.36 cluster answered
 * (`recordings/wire`), with a name, an index and a state of its own, so that its size is a real one's.
 */
import { readFileSync } from 'node:fs';
import { printIndexes } from '../../src/batch/indexes.ts';
import type { Store, StoredObject } from '../../src/sandbox/store.ts';
import type { BigLog } from './big-logs.ts';
import { recordingFile } from './recordings.ts';

/** What a big Job looks like. Its indexes are completed first, then failed, then active; the rest is pending. */
export interface BigJob {
  readonly name: string;
  readonly completions: number;
  /** How many indexes; 0 if left out. */
  readonly completed?: number;
  readonly failed?: number;
  readonly active?: number;
  /** Completed indexes of which the pods still exist; all if left out. */
  readonly completedPods?: number;
  /** What each of its pods has written; nothing if left out. */
  readonly log?: BigLog;
  /** Every other index is completed, so that there are as many intervals: status as long as it gets. */
  readonly scattered?: boolean;
}

/** The namespace of all of them. */
export const BIG_NAMESPACE = 'big';

/** A moment after everything has happened. */
export const BIG_NOW = Date.parse('2026-11-21T18:10:00Z');

/** Puts the Jobs, their pods and a few events of each into a store. */
export function fillWithJobs(store: Store, jobs: readonly BigJob[]): void {
  const templates = readTemplates();
  store.put('namespaces', { metadata: { name: BIG_NAMESPACE }, status: { phase: 'Active' } });
  for (const [number, job] of jobs.entries()) {
    const uid = uidOf('a', number);
    store.put('jobs', jobObject(job, { uid, template: templates.job }));
    for (const { index, phase } of podsOf(job)) {
      const pod = { name: job.name, uid, podUid: uidOf('b', number, index), index };
      store.put('pods', podObject(templates.pods[phase], pod));
    }
    store.put('events', eventObject(job, { uid, template: templates.event }));
  }
}

/** Lets the active pods of one of these Jobs succeed, and the Job with them. */
export function finishJob(store: Store, jobs: readonly BigJob[], name: string): void {
  const done = ({ active = 0, ...job }: BigJob) => ({ ...job, completed: active });
  fillWithJobs(
    store,
    jobs.map((job) => (job.name === name ? done(job) : job)),
  );
}

type Phase = 'Succeeded' | 'Failed' | 'Running';

interface Templates {
  readonly job: WireObject;
  readonly event: WireObject;
  readonly pods: Readonly<Record<Phase, WireObject>>;
}

/** As the API sends it, as far as it is changed here. */
type WireObject = StoredObject & {
  readonly metadata: StoredObject['metadata'] & {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>> & { readonly phase?: string };
};

function readTemplates(): Templates {
  const pods = itemsOf('pods.json');
  const inPhase = (phase: Phase) => first(pods.filter(({ status }) => status?.phase === phase));
  return {
    job: first(itemsOf('jobs.json')),
    event: first(itemsOf('events.json')),
    pods: { Succeeded: inPhase('Succeeded'), Failed: inPhase('Failed'), Running: inPhase('Running') },
  };
}

function itemsOf(file: string): readonly WireObject[] {
  const { items }: { readonly items: readonly WireObject[] } = JSON.parse(
    readFileSync(recordingFile('wire', file), 'utf8'),
  );
  return items;
}

function first(items: readonly WireObject[]): WireObject {
  const [item] = items;
  if (!item) throw new Error('the recording holds no such object');
  return item;
}

/** The indexes of which a pod exists, with its phase. */
function* podsOf({
  completed = 0,
  failed = 0,
  active = 0,
  ...job
}: BigJob): Generator<{ index: number; phase: Phase }> {
  const step = job.scattered ? 2 : 1;
  const after = completed * step;
  for (let i = 0; i < (job.completedPods ?? completed); i += 1) yield { index: i * step, phase: 'Succeeded' };
  for (let i = 0; i < failed; i += 1) yield { index: after + i, phase: 'Failed' };
  for (let i = 0; i < active; i += 1) yield { index: after + failed + i, phase: 'Running' };
}

interface Identity {
  readonly uid: string;
  readonly template: WireObject;
}

function jobObject(job: BigJob, { uid, template }: Identity): StoredObject {
  const { name, completions, completed = 0, failed = 0, active = 0, scattered = false } = job;
  const first = scattered ? completed * 2 : completed;
  const intervals = scattered
    ? Array.from({ length: completed }, (_, i) => ({ first: i * 2, last: i * 2 }))
    : run(0, completed);
  return {
    ...template,
    metadata: { ...template.metadata, name, namespace: BIG_NAMESPACE, uid, labels: labelsOf(name, uid) },
    spec: {
      ...template.spec,
      completions,
      parallelism: Math.max(1, active),
      backoffLimitPerIndex: 1,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    },
    status: {
      startTime: '2026-11-21T17:57:22Z',
      active,
      ready: active,
      terminating: 0,
      succeeded: completed,
      failed,
      uncountedTerminatedPods: {},
      completedIndexes: printIndexes(intervals),
      failedIndexes: printIndexes(run(first, failed)),
      ...endOf(job),
    },
  };
}

function run(first: number, count: number) {
  return count === 0 ? [] : [{ first, last: first + count - 1 }];
}

/** What the controller adds once every index has ended, well or not. */
function endOf({ completions, completed = 0, failed = 0 }: BigJob): object {
  if (completed + failed < completions) return {};
  const time = '2026-11-21T18:07:22Z';
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    reason,
    message,
    lastProbeTime: time,
    lastTransitionTime: time,
  });
  if (failed > 0) {
    const why = ['FailedIndexes', 'Job has failed indexes'] as const;
    return { conditions: [condition('FailureTarget', ...why), condition('Failed', ...why)] };
  }
  const why = ['CompletionsReached', 'Reached expected number of succeeded pods'] as const;
  return { completionTime: time, conditions: [condition('SuccessCriteriaMet', ...why), condition('Complete', ...why)] };
}

interface PodIdentity {
  readonly name: string;
  readonly uid: string;
  readonly podUid: string;
  readonly index: number;
}

function podObject(template: WireObject, { name, uid, podUid, index }: PodIdentity): StoredObject {
  const indexed = { 'batch.kubernetes.io/job-completion-index': String(index) };
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true };
  return {
    ...template,
    metadata: {
      ...template.metadata,
      name: `${name}-${index}-${podUid.slice(-5)}`,
      generateName: `${name}-${index}-`,
      namespace: BIG_NAMESPACE,
      uid: podUid,
      labels: { ...template.metadata.labels, ...labelsOf(name, uid), ...indexed },
      annotations: { ...template.metadata.annotations, ...indexed },
      ownerReferences: [owner],
    },
  };
}

function eventObject({ name }: BigJob, { uid, template }: Identity): StoredObject {
  const time = '2026-11-21T17:57:22Z';
  return {
    ...template,
    metadata: {
      ...template.metadata,
      name: `${name}.18ea212490aaae79`,
      namespace: BIG_NAMESPACE,
      uid: uid.replace(/^a/, 'c'),
    },
    involvedObject: { kind: 'Job', namespace: BIG_NAMESPACE, name, uid, apiVersion: 'batch/v1' },
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}-0-b0000`,
    firstTimestamp: time,
    lastTimestamp: time,
    eventTime: null,
    count: 1,
    reportingComponent: 'job-controller',
  };
}

function labelsOf(name: string, uid: string): Readonly<Record<string, string>> {
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
}

/** A made-up uid that no other object of the same letter has: of the Job of this number, or of its index. */
function uidOf(letter: 'a' | 'b', job: number, index = 0): string {
  return `${letter}0000000-0000-4000-8${hex(job, 7).replace(/^(.{3})/, '$1-')}${hex(index, 8)}`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
