import type {
  ContainerTemplate,
  Job,
  JobSpec,
  JobStatus,
  Junk,
  PodFailurePolicyRule,
  PodTemplate,
  SuccessPolicyRule,
} from '../../batch/objects.ts';
import { Fields, sourceOf } from './fields.ts';
import { readConditions, readMeta } from './meta.ts';

/** A Job (batch/v1) as the API sent it → `Job`. Never throws: whatever is of the wrong type is left out and named in `junk`. */
export function normaliseJob(object: unknown): Job {
  const junk: Junk[] = [];
  const fields = Fields.of(object, junk);
  return {
    metadata: readMeta(fields),
    spec: readSpec(fields.object('spec')),
    status: readStatus(fields.object('status')),
    source: sourceOf(object),
    junk,
  };
}

/** backoffLimit where only backoffLimitPerIndex was given: no limit for the Job as a whole. */
const NO_BACKOFF_LIMIT = 2_147_483_647;
const DEFAULT_BACKOFF_LIMIT = 6;

/** Defaults as of Kubernetes 1.36, pkg/apis/batch/v1/defaults.go. */
function readSpec(spec: Fields): JobSpec {
  const podFailurePolicy = readFailurePolicy(spec);
  const backoffLimitPerIndex = spec.count('backoffLimitPerIndex');
  const neither = !spec.has('completions') && !spec.has('parallelism');
  return {
    parallelism: spec.count('parallelism') ?? 1,
    completions: neither ? 1 : spec.count('completions'),
    completionMode: readCompletionMode(spec),
    suspend: spec.flag('suspend') ?? false,
    backoffLimit:
      spec.count('backoffLimit') ?? (backoffLimitPerIndex === undefined ? DEFAULT_BACKOFF_LIMIT : NO_BACKOFF_LIMIT),
    backoffLimitPerIndex,
    maxFailedIndexes: spec.count('maxFailedIndexes'),
    activeDeadlineSeconds: spec.count('activeDeadlineSeconds'),
    ttlSecondsAfterFinished: spec.count('ttlSecondsAfterFinished'),
    podReplacementPolicy: spec.text('podReplacementPolicy') ?? (podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'),
    managedBy: spec.text('managedBy'),
    ...readSelector(spec.object('selector')),
    podFailurePolicy,
    successPolicy: readSuccessPolicy(spec),
    template: readTemplate(spec.object('template')),
  };
}

function readSelector(selector: Fields): Pick<JobSpec, 'matchLabels' | 'matchExpressions'> {
  return {
    matchLabels: selector.map('matchLabels'),
    matchExpressions: selector.objects('matchExpressions').map((requirement) => ({
      key: requirement.text('key') ?? '',
      operator: requirement.text('operator') ?? '',
      values: requirement.texts('values'),
    })),
  };
}

function readCompletionMode(spec: Fields): JobSpec['completionMode'] {
  const mode = spec.text('completionMode') ?? 'NonIndexed';
  if (mode === 'Indexed' || mode === 'NonIndexed') return mode;
  spec.reject('completionMode');
  return 'NonIndexed';
}

function readFailurePolicy(spec: Fields): readonly PodFailurePolicyRule[] | undefined {
  if (!spec.has('podFailurePolicy')) return undefined;
  return spec
    .object('podFailurePolicy')
    .objects('rules')
    .map((rule) => ({
      action: rule.text('action') ?? '',
      onExitCodes: rule.has('onExitCodes') ? readOnExitCodes(rule.object('onExitCodes')) : undefined,
      onPodConditions: rule.objects('onPodConditions').map((pattern) => ({
        type: pattern.text('type') ?? '',
        status: pattern.text('status') ?? 'True',
      })),
    }));
}

function readOnExitCodes(onExitCodes: Fields): PodFailurePolicyRule['onExitCodes'] {
  return {
    containerName: onExitCodes.text('containerName'),
    operator: onExitCodes.text('operator') ?? '',
    values: onExitCodes.integers('values'),
  };
}

function readSuccessPolicy(spec: Fields): readonly SuccessPolicyRule[] | undefined {
  if (!spec.has('successPolicy')) return undefined;
  return spec
    .object('successPolicy')
    .objects('rules')
    .map((rule) => ({
      succeededIndexes: rule.text('succeededIndexes'),
      succeededCount: rule.count('succeededCount'),
    }));
}

function readTemplate(template: Fields): PodTemplate {
  const meta = template.object('metadata');
  const spec = template.object('spec');
  return {
    labels: meta.map('labels'),
    annotations: meta.map('annotations'),
    restartPolicy: spec.text('restartPolicy') ?? 'Always',
    subdomain: spec.text('subdomain'),
    serviceAccountName: spec.text('serviceAccountName'),
    nodeSelector: spec.map('nodeSelector'),
    terminationGracePeriodSeconds: spec.count('terminationGracePeriodSeconds'),
    initContainers: spec.objects('initContainers').map(readContainer),
    containers: spec.objects('containers').map(readContainer),
  };
}

function readContainer(container: Fields): ContainerTemplate {
  const resources = container.object('resources');
  return {
    name: container.text('name') ?? '',
    image: container.text('image') ?? '',
    command: container.texts('command'),
    args: container.texts('args'),
    requests: resources.quantities('requests'),
    limits: resources.quantities('limits'),
    restartPolicy: container.text('restartPolicy'),
  };
}

function readStatus(status: Fields): JobStatus {
  const uncounted = status.object('uncountedTerminatedPods');
  return {
    active: status.count('active') ?? 0,
    ready: status.count('ready'),
    terminating: status.count('terminating'),
    succeeded: status.count('succeeded') ?? 0,
    failed: status.count('failed') ?? 0,
    completedIndexes: status.text('completedIndexes') ?? '',
    failedIndexes: status.text('failedIndexes'),
    uncountedSucceeded: uncounted.texts('succeeded'),
    uncountedFailed: uncounted.texts('failed'),
    conditions: readConditions(status),
    startTime: status.time('startTime'),
    completionTime: status.time('completionTime'),
  };
}
