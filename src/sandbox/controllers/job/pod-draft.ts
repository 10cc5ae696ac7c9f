/** The pod that the controller makes from a Job's template (Kubernetes 1.36, pkg/controller/job/job_controller.go and indexed_job_utils.go). */
import { JOB_TRACKING } from '../../../batch/attempts.ts';
import type { Job } from '../../../batch/objects.ts';
import type { ObjectDraft } from '../../cluster-writer.ts';

/** Which try of which index the pod is to be. */
export interface IndexTry {
  readonly index: number;
  /** Counted and Ignored failures of the index before; undefined without backoffLimitPerIndex. */
  readonly failures: { readonly counted: number; readonly ignored: number } | undefined;
}

/** A pod for the Job; `attempt` undefined for one without indexes. */
export function podDraft(job: Job, attempt: IndexTry | undefined): ObjectDraft {
  const template = objectIn(objectIn(job.source, 'spec'), 'template');
  const metadata = objectIn(template, 'metadata');
  const spec = objectIn(template, 'spec');
  const index = attempt && String(attempt.index);
  const { name, namespace, uid } = job.metadata;
  const annotations = { ...objectIn(metadata, 'annotations'), ...(attempt ? annotationsOf(attempt) : {}) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: index === undefined ? `${name}-` : `${name.slice(0, LONGEST_BASE - index.length - 2)}-${index}-`,
      namespace,
      labels: { ...objectIn(metadata, 'labels'), ...(index === undefined ? {} : { [COMPLETION_INDEX]: index }) },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true, blockOwnerDeletion: true }],
      finalizers: [...textsIn(metadata, 'finalizers'), JOB_TRACKING],
    },
    spec: index === undefined ? spec : indexedSpec(spec, name, index),
  };
}

/** A name that is made has at most 63 characters, five of them by chance; the index is never cut off (podGenerateNameWithIndex). */
const LONGEST_BASE = 58;

const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

function annotationsOf({ index, failures }: IndexTry): Readonly<Record<string, string>> {
  const own = { [COMPLETION_INDEX]: String(index) };
  if (failures === undefined) return own;
  const ignored =
    failures.ignored > 0 ? { 'batch.kubernetes.io/job-index-ignored-failure-count': String(failures.ignored) } : {};
  return { ...own, 'batch.kubernetes.io/job-index-failure-count': String(failures.counted), ...ignored };
}

/** The hostname is always the index's own; JOB_COMPLETION_INDEX is set unless the user has. */
function indexedSpec(spec: JsonObject, jobName: string, index: string): JsonObject {
  const initContainers = objectsIn(spec, 'initContainers');
  return {
    ...spec,
    hostname: `${jobName}-${index}`,
    ...(initContainers.length === 0 ? {} : { initContainers: initContainers.map(withIndex) }),
    containers: objectsIn(spec, 'containers').map(withIndex),
  };
}

const FROM_ANNOTATION = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } },
};

/** Containers of templates as they are in pods: the pods of a Job share them. */
const known = new WeakMap<JsonObject, JsonObject>();

function withIndex(container: JsonObject): JsonObject {
  const before = known.get(container);
  if (before) return before;
  const env = objectsIn(container, 'env');
  const isSet = env.some(({ name }) => name === FROM_ANNOTATION.name);
  const indexed = isSet ? container : { ...container, env: [...env, FROM_ANNOTATION] };
  known.set(container, indexed);
  return indexed;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  return isObject(value) ? value : {};
}

function objectsIn(object: JsonObject, field: string): readonly JsonObject[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textsIn(object: JsonObject, field: string): readonly string[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
