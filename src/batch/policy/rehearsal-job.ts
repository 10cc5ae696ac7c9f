/** The disposable copy of a Job in which one scenario is rehearsed. */
import type { ApiObject, Job, JobSpec } from '../objects.ts';
import { refusedRules } from './findings.ts';
import type { Firing } from './scenarios.ts';

/** How a copy is made. */
export interface CopyOptions {
  readonly name: string;
  readonly namespace: string;
  /** Which drill it belongs to: a label, by which whatever is left can be found. */
  readonly drill: string;
  /** For all containers; their own when undefined. It must have `sh` and `sleep`. */
  readonly image: string | undefined;
  /** Where and as whom the pods run is copied too; a cluster that is not theirs has no such nodes and accounts. */
  readonly inPlace: boolean;
}

/** The label of what a drill creates. */
const DRILL_LABEL = 'kubectl-job/drill';

/**
 * The spec by which a copy behaves: that of the Job, for one pod at a time and at most two completions. What the first failure does is the same, except that
 * two completions can make a failed index the last one of neither.
 */
export function rehearsalSpec(spec: JobSpec): JobSpec {
  const completions = spec.completions === undefined ? undefined : Math.min(spec.completions, MOST_COMPLETIONS);
  const { maxFailedIndexes } = spec;
  return {
    ...spec,
    completions,
    parallelism: 1,
    suspend: false,
    successPolicy: undefined,
    activeDeadlineSeconds: LONGEST_SECONDS,
    ttlSecondsAfterFinished: KEPT_SECONDS,
    maxFailedIndexes:
      maxFailedIndexes === undefined ? undefined : Math.min(maxFailedIndexes, completions ?? maxFailedIndexes),
  };
}

/** The copy, to be created: containers that do nothing but end as the scenario needs. */
export function rehearsalJob(job: Job, firing: Firing, options: CopyOptions): RehearsalDraft {
  const spec = rehearsalSpec(job.spec);
  const { podReplacementPolicy } = rawSpec(job);
  const labels = { [DRILL_LABEL]: options.drill };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: options.name,
      namespace: options.namespace,
      labels,
      annotations: { 'kubectl-job/drill-of': `${job.metadata.namespace}/${job.metadata.name}` },
    },
    spec: {
      parallelism: spec.parallelism,
      ...defined({
        completions: spec.completions,
        backoffLimit: rawSpec(job).backoffLimit,
        backoffLimitPerIndex: spec.backoffLimitPerIndex,
        maxFailedIndexes: spec.maxFailedIndexes,
        podFailurePolicy: policyOf(job),
        podReplacementPolicy,
      }),
      completionMode: spec.completionMode,
      activeDeadlineSeconds: LONGEST_SECONDS,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: { metadata: { labels }, spec: podSpec(job, firing, options) },
    },
  };
}

/** The policy, with a rule that never matches in the place of each that no API server would take: the others keep their numbers. */
function policyOf(job: Job): ApiObject {
  const refused = refusedRules(job.spec);
  const rules = listAt(recordAt(rawSpec(job), 'podFailurePolicy'), 'rules');
  return { rules: rules.map((rule, number) => (refused.has(number) ? NEVER : rule)) };
}

const NEVER: ApiObject = { action: 'Count', onPodConditions: [{ type: 'kubectl-job/never', status: 'True' }] };

/** A Job to be created. */
export interface RehearsalDraft {
  readonly [field: string]: unknown;
  readonly apiVersion: 'batch/v1';
  readonly kind: 'Job';
  readonly metadata: ApiObject & { readonly name: string; readonly namespace: string };
  readonly spec: ApiObject;
}

/** The shell script that a container of a rehearsal runs. */
function scriptFor(firing: Firing, container: string): string {
  const code = container === firing.container ? firing.code : 0;
  if (firing.kind === 'exit') return `exit ${code}`;
  // PID 1 has no default action for SIGTERM: it is killed when its grace period is over.
  if (code === KILLED) return `sleep ${LONGEST_SECONDS}; exit ${code}`;
  return `trap 'exit ${code}' TERM; sleep ${LONGEST_SECONDS} & wait`;
}

const MOST_COMPLETIONS = 2;

/** A copy that nobody deletes ends by itself, and is removed. */
const LONGEST_SECONDS = 600;
const KEPT_SECONDS = 300;

const KILLED = 137;
const GRACE_SECONDS = 2;

/** What says where and as whom a pod runs. Of a priority the copy has no need: with that of the Job it would drive other pods away. */
const PLACE = [
  'nodeSelector',
  'tolerations',
  'affinity',
  'imagePullSecrets',
  'serviceAccountName',
  'securityContext',
  'runtimeClassName',
  'schedulerName',
];

function podSpec(job: Job, firing: Firing, options: CopyOptions): ApiObject {
  const pod = recordAt(rawSpec(job).template, 'spec');
  const place = options.inPlace
    ? PLACE.flatMap((field) => (pod[field] === undefined ? [] : [[field, pod[field]] as const]))
    : [];
  const init = listAt(pod, 'initContainers').filter(
    ({ name }) => String(name) === firing.container || firing.kind === 'exit',
  );
  const containers = listAt(pod, 'containers').map((raw) => container(raw, firing, options));
  return {
    ...Object.fromEntries(place),
    restartPolicy: job.spec.template.restartPolicy,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    automountServiceAccountToken: false,
    ...(init.length > 0 ? { initContainers: init.map((raw) => container(raw, firing, options)) } : {}),
    containers,
  };
}

function container(raw: ApiObject, firing: Firing, { image, inPlace }: CopyOptions): ApiObject {
  const name = String(raw.name);
  const kept = inPlace
    ? defined({ securityContext: raw.securityContext, resources: sparing(raw), imagePullPolicy: raw.imagePullPolicy })
    : {};
  return { name, image: image ?? raw.image, command: ['sh', '-c', scriptFor(firing, name)], ...kept };
}

/** What a container that sleeps needs. */
const SPARING: Readonly<Record<string, string>> = { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' };

/**
 * A quota may ask that a container says what it needs, so what the Job's says the copy says too; but it takes next to nothing, and no devices: what it took of nodes
 * and quotas, pods of the Job could lack.
 */
function sparing(raw: ApiObject): ApiObject | undefined {
  const resources = recordAt(raw, 'resources');
  const part = (field: 'requests' | 'limits') => {
    const named = Object.keys(recordAt(resources, field)).filter((resource) => resource in SPARING);
    return named.length === 0 ? undefined : Object.fromEntries(named.map((resource) => [resource, SPARING[resource]]));
  };
  const kept = defined({ requests: part('requests'), limits: part('limits') });
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function rawSpec(job: Job): ApiObject {
  return recordAt(job.source, 'spec');
}

function recordAt(object: unknown, field: string): ApiObject {
  const value: unknown = typeof object === 'object' && object !== null ? Reflect.get(object, field) : undefined;
  return typeof value === 'object' && value !== null ? (value as ApiObject) : {};
}

function listAt(object: ApiObject, field: string): readonly ApiObject[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function defined(fields: ApiObject): ApiObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
