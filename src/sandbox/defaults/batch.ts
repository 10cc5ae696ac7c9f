/** What the server fills in in Jobs and CronJobs (Kubernetes 1.36, pkg/apis/batch/v1/defaults.go). */
import { type Fields, fieldAt, listAt, mapAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { defaultPodSpec, mapped } from './pod-spec.ts';

/** A Job with its defaults. Labels of the template become the Job's own where it has none. */
export function defaultJob(job: Fields): Fields {
  const metadata = objectOf(job.metadata);
  const templateLabels = mapAt(job, 'spec.template.metadata.labels');
  const takesLabels = Object.keys(mapAt(metadata, 'labels')).length === 0 && Object.keys(templateLabels).length > 0;
  return {
    ...job,
    ...(takesLabels ? { metadata: { ...metadata, labels: templateLabels } } : {}),
    spec: jobSpec(objectOf(job.spec)),
  };
}

/** A CronJob with its defaults. Of the Jobs to be, only the pods are filled in. */
export function defaultCronJob(cronJob: Fields): Fields {
  const spec = objectOf(cronJob.spec);
  const template = objectOf(spec.jobTemplate);
  const ofJobs = objectOf(template.spec);
  return {
    ...cronJob,
    spec: {
      ...spec,
      concurrencyPolicy: spec.concurrencyPolicy ?? 'Allow',
      suspend: spec.suspend ?? false,
      jobTemplate: { ...template, spec: { ...ofJobs, template: podTemplate(ofJobs) } },
      successfulJobsHistoryLimit: spec.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: spec.failedJobsHistoryLimit ?? 1,
    },
  };
}

const NO_LIMIT = 2 ** 31 - 1;

function jobSpec(spec: Fields): Fields {
  const isPlain = spec.completions === undefined && spec.parallelism === undefined;
  const hasPolicy = spec.podFailurePolicy !== undefined;
  return {
    ...spec,
    parallelism: spec.parallelism ?? 1,
    ...(isPlain ? { completions: 1 } : {}),
    ...(hasPolicy ? { podFailurePolicy: failurePolicy(objectOf(spec.podFailurePolicy)) } : {}),
    backoffLimit: spec.backoffLimit ?? (spec.backoffLimitPerIndex === undefined ? 6 : NO_LIMIT),
    manualSelector: spec.manualSelector ?? false,
    template: podTemplate(spec),
    completionMode: spec.completionMode ?? 'NonIndexed',
    suspend: spec.suspend ?? false,
    podReplacementPolicy: spec.podReplacementPolicy ?? (hasPolicy ? 'Failed' : 'TerminatingOrFailed'),
  };
}

/** A pattern that says no status means True. */
function failurePolicy(policy: Fields): Fields {
  const withStatus = (pattern: Fields) => ({ ...pattern, status: pattern.status || 'True' });
  const rule = (one: Fields) => ({ ...one, ...mapped(one, 'onPodConditions', withStatus) });
  return Array.isArray(policy.rules) ? { ...policy, rules: listAt(policy, 'rules').map(rule) } : policy;
}

function podTemplate(spec: Fields): Fields {
  const template = objectOf(spec.template);
  return { ...template, spec: defaultPodSpec(objectOf(fieldAt(template, 'spec'))) };
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
