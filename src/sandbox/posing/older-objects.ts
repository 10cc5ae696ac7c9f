/**
 * Objects as an older server would have told them: without what only later versions say of Jobs, their pods and CronJobs. The versions are those
 * in which a feature came to be on by default (Kubernetes' list of feature gates; changelogs 1.24 to 1.34).
 */
import type { ResourceName } from '../store.ts';

/** The same object as a server 1.`minor` tells it. */
export function olderObject<T extends object>(resource: ResourceName, object: T, minor: number): T {
  if (!isTold(resource)) return object;
  const older = structuredClone(object) as Mutable;
  for (const { since, path } of NEWS[resource]) if (minor < since) forget(older, path);
  forgetConditions(older, (condition) => !CONDITIONS[resource](condition, minor));
  if (resource === 'jobs') makeOlderJob(older, minor);
  if (resource === 'nodes') makeOlderNode(older, minor);
  return older as T;
}

interface News {
  /** The first minor version that says it. */
  readonly since: number;
  readonly path: readonly string[];
}

const PREFIX = 'batch.kubernetes.io';
const UID_LABEL = `${PREFIX}/controller-uid`;
const NAME_LABEL = `${PREFIX}/job-name`;

const JOBS: readonly News[] = [
  // JobReadyPods came with 1.24 and could be switched off there.
  { since: 25, path: ['status', 'ready'] },
  // JobPodFailurePolicy
  { since: 26, path: ['spec', 'podFailurePolicy'] },
  // kubernetes#114930
  ...[UID_LABEL, NAME_LABEL].flatMap((label) => [
    { since: 27, path: ['metadata', 'labels', label] },
    { since: 27, path: ['spec', 'template', 'metadata', 'labels', label] },
  ]),
  // JobPodReplacementPolicy
  { since: 29, path: ['spec', 'podReplacementPolicy'] },
  { since: 29, path: ['status', 'terminating'] },
  // JobBackoffLimitPerIndex
  { since: 29, path: ['spec', 'backoffLimitPerIndex'] },
  { since: 29, path: ['spec', 'maxFailedIndexes'] },
  { since: 29, path: ['status', 'failedIndexes'] },
  // JobSuccessPolicy
  { since: 31, path: ['spec', 'successPolicy'] },
  // JobManagedBy
  { since: 32, path: ['spec', 'managedBy'] },
];

/** A kind of which older servers say less. */
type Told = 'jobs' | 'pods' | 'cronjobs' | 'nodes';

const NEWS: Readonly<Record<Told, readonly News[]>> = {
  jobs: JOBS,
  cronjobs: [
    // CronJobTimeZone
    { since: 25, path: ['spec', 'timeZone'] },
    ...JOBS.filter(({ path: [part, field] }) => part === 'spec' && field !== 'template').map(({ since, path }) => ({
      since,
      path: ['spec', 'jobTemplate', ...path],
    })),
  ],
  nodes: [],
  pods: [
    ...[UID_LABEL, NAME_LABEL].map((label) => ({ since: 27, path: ['metadata', 'labels', label] })),
    // PodIndexLabel; the annotation is as old as Indexed Jobs
    { since: 28, path: ['metadata', 'labels', `${PREFIX}/job-completion-index`] },
    { since: 29, path: ['metadata', 'annotations', `${PREFIX}/job-index-failure-count`] },
    { since: 29, path: ['metadata', 'annotations', `${PREFIX}/job-index-ignored-failure-count`] },
    { since: 29, path: ['status', 'hostIPs'] },
    // PodObservedGenerationTracking
    { since: 34, path: ['metadata', 'generation'] },
    { since: 34, path: ['status', 'observedGeneration'] },
  ],
};

/** Whether a server of this version has such a condition. */
const CONDITIONS: Readonly<Record<Told, (condition: Mutable, minor: number) => boolean>> = {
  // kubernetes#125510: since 1.31 the end is announced before it comes, whatever it is; before, only by podFailurePolicy.
  jobs: ({ type, reason }, minor) => {
    if (type === 'SuccessCriteriaMet') return minor >= 31;
    return type !== 'FailureTarget' || minor >= 31 || (minor >= 26 && reason === 'PodFailurePolicy');
  },
  pods: ({ type }, minor) => {
    if (type === 'DisruptionTarget') return minor >= 26;
    return type !== 'PodReadyToStartContainers' || minor >= 29;
  },
  cronjobs: () => true,
  nodes: () => true,
};

function isTold(resource: ResourceName): resource is Told {
  return Object.hasOwn(NEWS, resource);
}

type Mutable = Record<string, unknown>;

function makeOlderJob(job: Mutable, minor: number): void {
  const matched = at(job, ['spec', 'selector', 'matchLabels']);
  if (minor < 27 && matched && UID_LABEL in matched) {
    matched['controller-uid'] = matched[UID_LABEL];
    delete matched[UID_LABEL];
  }
  // JobTrackingWithFinalizers: until 1.26 an annotation told which Jobs are counted so.
  const metadata = at(job, ['metadata']);
  if (minor < 27 && metadata)
    metadata.annotations = { ...at(metadata, ['annotations']), [`${PREFIX}/job-tracking`]: '' };
  const policy = at(job, ['spec', 'podFailurePolicy']);
  if (minor < 29 && policy) policy.rules = records(policy.rules).filter(({ action }) => action !== 'FailIndex');
  const complete = records(at(job, ['status'])?.conditions).find(({ type }) => type === 'Complete');
  if (minor < 31 && complete) for (const field of ['reason', 'message']) delete complete[field];
}

/** No kubelet is newer than its API server. */
function makeOlderNode(node: Mutable, minor: number): void {
  const info = at(node, ['status', 'nodeInfo']);
  if (info && 'kubeletVersion' in info) info.kubeletVersion = `v1.${minor}.0`;
}

function forgetConditions(object: Mutable, isNew: (condition: Mutable) => boolean): void {
  const status = at(object, ['status']);
  if (!status || !Array.isArray(status.conditions)) return;
  const left = records(status.conditions).filter((condition) => !isNew(condition));
  if (left.length > 0) status.conditions = left;
  else delete status.conditions;
}

function forget(object: Mutable, path: readonly string[]): void {
  const last = path.at(-1);
  const holder = at(object, path.slice(0, -1));
  if (holder && last !== undefined) delete holder[last];
}

function at(object: Mutable, path: readonly string[]): Mutable | undefined {
  return path.reduce<Mutable | undefined>((found, key) => {
    const next = found?.[key];
    return isRecord(next) ? next : undefined;
  }, object);
}

function records(list: unknown): readonly Mutable[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Mutable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
