/** `aPod(…)`: a pod in the shape of `src/batch/objects.ts`, for tests. */
import type { Condition, ContainerState, ContainerStatus, Pod, Terminated } from '../../src/batch/objects.ts';
import { aCondition } from './build-job.ts';
import { at } from './build-time.ts';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const JOB_NAME = 'batch.kubernetes.io/job-name';

/** A Pending pod of no particular Job, one container `main`, restartPolicy Never, created at second 0, not scheduled. */
export function aPod(name: string): PodBuilder {
  return new PodBuilder(name);
}

/** Each method sets what its name says and returns the builder; seconds count from `at(0)`. */
export class PodBuilder {
  #pod: Pod;

  constructor(name: string) {
    this.#pod = pendingPod(name);
  }

  build(): Pod {
    return this.#pod;
  }

  /** Any field of the pod. */
  with(fields: Partial<Pod>): this {
    this.#pod = { ...this.#pod, ...fields };
    return this;
  }

  /** Any field of metadata. */
  metadata(fields: Partial<Pod['metadata']>): this {
    return this.with({ metadata: { ...this.#pod.metadata, ...fields } });
  }

  label(key: string, value: string): this {
    return this.metadata({ labels: { ...this.#pod.metadata.labels, [key]: value } });
  }

  annotation(key: string, value: string): this {
    return this.metadata({ annotations: { ...this.#pod.metadata.annotations, [key]: value } });
  }

  namespace(namespace: string): this {
    return this.metadata({ namespace });
  }

  /** Labels and controller reference of a Job built by `aJob(jobName)`. */
  ofJob(jobName: string): this {
    const owner = { kind: 'Job', name: jobName, uid: `uid-of-${jobName}`, controller: true };
    return this.label(JOB_NAME, jobName)
      .label('batch.kubernetes.io/controller-uid', owner.uid)
      .metadata({ ownerReferences: [owner] });
  }

  /** The completion index, as label and annotation. */
  index(index: number): this {
    return this.label(INDEX, String(index)).annotation(INDEX, String(index));
  }

  /** How often this index had failed before, as backoffLimitPerIndex has the controller write it. */
  failureCount(failures: number, ignored = 0): this {
    const counted = this.annotation('batch.kubernetes.io/job-index-failure-count', String(failures));
    return ignored === 0
      ? counted
      : counted.annotation('batch.kubernetes.io/job-index-ignored-failure-count', String(ignored));
  }

  created(seconds: number): this {
    return this.metadata({ creationTimestamp: at(seconds) });
  }

  /** metadata.deletionTimestamp, which is the end of the grace period. */
  deleting(seconds: number, graceSeconds = 30): this {
    return this.metadata({ deletionTimestamp: at(seconds), deletionGracePeriodSeconds: graceSeconds });
  }

  node(nodeName: string): this {
    return this.with({ nodeName });
  }

  /** Adds a condition; True, and since `seconds`, if nothing else is said. */
  condition(type: string, rest: Partial<Omit<Condition, 'type'>> & { readonly seconds?: number } = {}): this {
    const { seconds, ...fields } = rest;
    const lastTransitionTime = seconds === undefined ? undefined : at(seconds);
    const condition = aCondition(type, { lastTransitionTime, ...fields });
    return this.with({ conditions: [...this.#pod.conditions, condition] });
  }

  /** PodScheduled False with reason Unschedulable. */
  unschedulable(message: string): this {
    return this.condition('PodScheduled', { status: 'False', reason: 'Unschedulable', message });
  }

  /** Pending on a node, the container waiting: ContainerCreating, ImagePullBackOff, … */
  waiting(reason: string, message = ''): this {
    return this.with({ phase: 'Pending' }).container('main', { state: { kind: 'waiting', reason, message } });
  }

  /** Running (and Ready) since `seconds`. */
  running(seconds = 0): this {
    return this.with({ phase: 'Running', startTime: at(seconds) })
      .condition('Ready', { seconds })
      .container('main', { ready: true, state: { kind: 'running', startedAt: at(seconds) } });
  }

  /** Phase Succeeded, the container ended with 0 at `seconds`. */
  succeeded(seconds = 0): this {
    return this.with({ phase: 'Succeeded' }).terminated('main', { reason: 'Completed', finishedAt: at(seconds) });
  }

  /** Phase Failed, the container ended with `exitCode`; `terminated` sets the rest (signal, reason OOMKilled, …). */
  failed(exitCode: number, seconds = 0, terminated: Partial<Terminated> = {}): this {
    return this.with({ phase: 'Failed' }).terminated('main', { exitCode, finishedAt: at(seconds), ...terminated });
  }

  /** A container that has ended; exit code 0 with reason Completed, else Error, if nothing else is said. */
  terminated(container: string, fields: Partial<Terminated>): this {
    const exitCode = fields.exitCode ?? 0;
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    const ended = { exitCode, signal: undefined, reason, message: '', startedAt: at(0), finishedAt: undefined };
    return this.container(container, { state: { kind: 'terminated', ...ended, ...fields } });
  }

  /** Sets the status of a container, adding it if the pod has none of that name. */
  container(name: string, fields: Partial<ContainerStatus>): this {
    return this.with({ containerStatuses: withStatus(this.#pod.containerStatuses, name, fields) });
  }

  /** The same for an init container. */
  initContainer(name: string, fields: Partial<ContainerStatus>): this {
    return this.with({ initContainerStatuses: withStatus(this.#pod.initContainerStatuses, name, fields) });
  }

  /** The container's restarts within this pod (restartPolicy OnFailure). */
  restarts(restartCount: number): this {
    return this.with({ restartPolicy: 'OnFailure' }).container('main', { restartCount });
  }
}

function withStatus(
  statuses: readonly ContainerStatus[],
  name: string,
  fields: Partial<ContainerStatus>,
): readonly ContainerStatus[] {
  const none: ContainerState = { kind: 'none' };
  const fresh: ContainerStatus = { name, ready: false, restartCount: 0, state: none, lastTerminated: undefined };
  if (!statuses.some((status) => status.name === name)) return [...statuses, { ...fresh, ...fields }];
  return statuses.map((status) => (status.name === name ? { ...status, ready: false, ...fields } : status));
}

function pendingPod(name: string): Pod {
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-of-${name}`,
      resourceVersion: '1',
      creationTimestamp: at(0),
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
      labels: {},
      annotations: {},
      ownerReferences: [],
      finalizers: ['batch.kubernetes.io/job-tracking'],
    },
    nodeName: undefined,
    restartPolicy: 'Never',
    phase: 'Pending',
    reason: '',
    message: '',
    startTime: undefined,
    conditions: [],
    initContainerStatuses: [],
    containerStatuses: [],
  };
}
