/** `aJob(…)`: a Job in the shape of `src/batch/objects.ts`, for tests. */
import type {
  Condition,
  ContainerTemplate,
  Job,
  JobSpec,
  JobStatus,
  Junk,
  ObjectMeta,
  PodFailurePolicyRule,
  PodTemplate,
  SuccessPolicyRule,
} from '../../src/batch/objects.ts';
import { at } from './build-time.ts';

/** A Job with the API server's defaults: NonIndexed, completions 1, parallelism 1, created at second 0, nothing started. */
export function aJob(name: string): JobBuilder {
  return new JobBuilder(name);
}

/** A condition with what tests rarely care about filled in: True, no reason, no message, no time. */
export function aCondition(type: string, rest: Partial<Omit<Condition, 'type'>> = {}): Condition {
  return { type, status: 'True', reason: '', message: '', lastTransitionTime: undefined, ...rest };
}

/** A rule of podFailurePolicy; without `onExitCodes` and `onPodConditions` it matches nothing. */
export function aPolicyRule(
  action: string,
  rest: Partial<Omit<PodFailurePolicyRule, 'action'>> = {},
): PodFailurePolicyRule {
  return { action, onExitCodes: undefined, onPodConditions: [], ...rest };
}

/** Each method sets what its name says and returns the builder; seconds count from `at(0)`. */
export class JobBuilder {
  #metadata: ObjectMeta;
  #spec: JobSpec;
  #status: JobStatus = emptyStatus;
  #junk: readonly Junk[] = [];

  constructor(name: string) {
    this.#metadata = metadataOf(name);
    this.#spec = defaultSpec(name);
  }

  build(): Job {
    const { name, namespace, uid, labels, annotations } = this.#metadata;
    return {
      metadata: this.#metadata,
      spec: this.#spec,
      status: this.#status,
      source: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace, uid, labels, annotations } },
      junk: this.#junk,
    };
  }

  /** Any field of metadata, e.g. `{ namespace: 'film', labels: {…} }`. */
  metadata(fields: Partial<ObjectMeta>): this {
    this.#metadata = { ...this.#metadata, ...fields };
    return this;
  }

  /** Any field of spec. */
  spec(fields: Partial<JobSpec>): this {
    this.#spec = { ...this.#spec, ...fields };
    return this;
  }

  /** Any field of status. */
  status(fields: Partial<JobStatus>): this {
    this.#status = { ...this.#status, ...fields };
    return this;
  }

  /** Any field of the template. */
  template(fields: Partial<PodTemplate>): this {
    return this.spec({ template: { ...this.#spec.template, ...fields } });
  }

  junk(...junk: readonly Junk[]): this {
    this.#junk = junk;
    return this;
  }

  /** completionMode Indexed; parallelism too becomes `completions`, as in the documentation's static examples. */
  indexed(completions: number): this {
    return this.spec({ completionMode: 'Indexed', completions, parallelism: completions });
  }

  completions(completions: number): this {
    return this.spec({ completions });
  }

  /** completions unset: one success and no active pod complete the Job. */
  workQueue(): this {
    return this.spec({ completions: undefined });
  }

  parallelism(parallelism: number): this {
    return this.spec({ parallelism });
  }

  backoffLimit(backoffLimit: number): this {
    return this.spec({ backoffLimit });
  }

  /** backoffLimitPerIndex, with what the API server makes of backoffLimit then, and `failedIndexes: ""` as the controller writes it from the start. */
  backoffLimitPerIndex(backoffLimitPerIndex: number, maxFailedIndexes?: number): this {
    const failedIndexes = this.#status.failedIndexes ?? '';
    return this.spec({ backoffLimitPerIndex, maxFailedIndexes, backoffLimit: 2_147_483_647 }).status({ failedIndexes });
  }

  podFailurePolicy(...podFailurePolicy: readonly PodFailurePolicyRule[]): this {
    return this.spec({ podFailurePolicy, podReplacementPolicy: 'Failed' });
  }

  successPolicy(...rules: readonly Partial<SuccessPolicyRule>[]): this {
    return this.spec({
      successPolicy: rules.map((rule) => ({ succeededIndexes: undefined, succeededCount: undefined, ...rule })),
    });
  }

  /** spec.suspend only; add `.condition('Suspended', …)` for what the controller makes of it. */
  suspend(): this {
    return this.spec({ suspend: true });
  }

  created(seconds: number): this {
    return this.metadata({ creationTimestamp: at(seconds) });
  }

  /** metadata.deletionTimestamp. */
  deleting(seconds: number): this {
    return this.metadata({ deletionTimestamp: at(seconds) });
  }

  /** status.startTime. */
  started(seconds: number): this {
    return this.status({ startTime: at(seconds) });
  }

  active(active: number, ready = active): this {
    return this.status({ active, ready });
  }

  terminating(terminating: number): this {
    return this.status({ terminating });
  }

  succeeded(succeeded: number): this {
    return this.status({ succeeded });
  }

  /** completedIndexes, and `succeeded` with their count as the controller writes it. */
  completed(completedIndexes: string): this {
    return this.status({ completedIndexes, succeeded: countIn(completedIndexes) });
  }

  /** failedIndexes (and backoffLimitPerIndex 0, without which there are none); `failed` becomes one pod an index. */
  failed(failedIndexes: string): this {
    const backoffLimitPerIndex = this.#spec.backoffLimitPerIndex ?? 0;
    const failed = Math.max(this.#status.failed, countIn(failedIndexes));
    return this.spec({ backoffLimitPerIndex }).status({ failedIndexes, failed });
  }

  /** status.failed: pods, never indexes. */
  failedPods(failed: number): this {
    return this.status({ failed });
  }

  uncounted(uids: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] }): this {
    return this.status({ uncountedSucceeded: uids.succeeded ?? [], uncountedFailed: uids.failed ?? [] });
  }

  /** Adds a condition; True, and since `seconds`, if nothing else is said. */
  condition(type: string, rest: Partial<Omit<Condition, 'type'>> & { readonly seconds?: number } = {}): this {
    const { seconds, ...fields } = rest;
    const lastTransitionTime = seconds === undefined ? undefined : at(seconds);
    return this.status({
      conditions: [...this.#status.conditions, aCondition(type, { lastTransitionTime, ...fields })],
    });
  }

  /** Complete for CompletionsReached, preceded by SuccessCriteriaMet, with completionTime. */
  complete(seconds: number): this {
    const why = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods', seconds };
    const ended = this.status({ completionTime: at(seconds), active: 0, ready: 0, terminating: 0 });
    return ended.condition('SuccessCriteriaMet', why).condition('Complete', why);
  }

  /** Failed for `reason`, preceded by FailureTarget. */
  failedFor(reason: string, message: string, seconds: number): this {
    const ended = this.status({ active: 0, ready: 0, terminating: 0 });
    return ended
      .condition('FailureTarget', { reason, message, seconds })
      .condition('Failed', { reason, message, seconds });
  }
}

const emptyStatus: JobStatus = {
  active: 0,
  ready: 0,
  terminating: 0,
  succeeded: 0,
  failed: 0,
  completedIndexes: '',
  failedIndexes: undefined,
  uncountedSucceeded: [],
  uncountedFailed: [],
  conditions: [],
  startTime: undefined,
  completionTime: undefined,
};

function metadataOf(name: string): ObjectMeta {
  return {
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
    finalizers: [],
  };
}

function defaultSpec(name: string): JobSpec {
  return {
    parallelism: 1,
    completions: 1,
    completionMode: 'NonIndexed',
    suspend: false,
    backoffLimit: 6,
    backoffLimitPerIndex: undefined,
    maxFailedIndexes: undefined,
    activeDeadlineSeconds: undefined,
    ttlSecondsAfterFinished: undefined,
    podReplacementPolicy: 'TerminatingOrFailed',
    managedBy: undefined,
    matchLabels: { 'batch.kubernetes.io/controller-uid': `uid-of-${name}` },
    matchExpressions: [],
    podFailurePolicy: undefined,
    successPolicy: undefined,
    template: defaultTemplate,
  };
}

/** A container of a template: image busybox, nothing else. */
export function aContainer(name: string, rest: Partial<Omit<ContainerTemplate, 'name'>> = {}): ContainerTemplate {
  return { name, image: 'busybox', command: [], args: [], requests: {}, limits: {}, restartPolicy: undefined, ...rest };
}

const defaultTemplate: PodTemplate = {
  labels: {},
  annotations: {},
  restartPolicy: 'Never',
  subdomain: undefined,
  serviceAccountName: undefined,
  nodeSelector: {},
  terminationGracePeriodSeconds: 30,
  initContainers: [],
  containers: [aContainer('main')],
};

function countIn(intervals: string): number {
  const parts = intervals.split(',').filter((part) => part !== '');
  return parts.reduce((sum, part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
