/**
 * The objects a Job consists of, in the one shape the whole program uses. `cluster/` turns what a server sent into these
 * (times are RFC 3339 strings, lists and maps are never absent, a scalar that is absent is `undefined`, a field of the
 * wrong type is left out and named in `junk`). Field names and meanings are Kubernetes' own (batch/v1, core/v1, 1.36).
 */

/** An object exactly as the API sent it (without managedFields), for `-o json`, `-o yaml`, `-o jsonpath=` and `--template`. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** Labels, annotations, match labels. */
export type StringMap = Readonly<Record<string, string>>;

/** The controller among `metadata.ownerReferences`. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

/** What every object carries. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string | undefined;
  /** When the object is to be gone: the request to delete it, plus its grace period. */
  readonly deletionTimestamp: string | undefined;
  /** The grace period that `deletionTimestamp` includes. */
  readonly deletionGracePeriodSeconds: number | undefined;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly ownerReferences: readonly OwnerReference[];
  readonly finalizers: readonly string[];
}

/** A condition of a Job or a pod. `status` is `True`, `False` or `Unknown` in what servers send today. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string | undefined;
}

/** `spec.podFailurePolicy.rules[].onExitCodes`. */
export interface OnExitCodes {
  readonly containerName: string | undefined;
  readonly operator: string;
  readonly values: readonly number[];
}

/** `spec.podFailurePolicy.rules[].onPodConditions[]`; an absent status is `True`. */
export interface OnPodCondition {
  readonly type: string;
  readonly status: string;
}

/** `spec.podFailurePolicy.rules[]`. `action` is kept as sent: a rule with an unknown action is skipped by the controller. */
export interface PodFailurePolicyRule {
  readonly action: string;
  readonly onExitCodes: OnExitCodes | undefined;
  readonly onPodConditions: readonly OnPodCondition[];
}

/** `spec.successPolicy.rules[]`: `succeededIndexes` in interval form, `succeededCount`, or both. */
export interface SuccessPolicyRule {
  readonly succeededIndexes: string | undefined;
  readonly succeededCount: number | undefined;
}

/** One of `matchExpressions` of a label selector. `operator` is `In`, `NotIn`, `Exists` or `DoesNotExist` in what servers send today. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** What describe says of one container of a template. `resources` holds `requests` and `limits` as sent. */
export interface ContainerTemplate {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly requests: StringMap;
  readonly limits: StringMap;
  /** `Always` on an init container marks a sidecar. */
  readonly restartPolicy: string | undefined;
}

/** `spec.template`, as far as the rules and the screens need it; the rest is in `Job.source`. */
export interface PodTemplate {
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly restartPolicy: string;
  readonly subdomain: string | undefined;
  readonly serviceAccountName: string | undefined;
  readonly nodeSelector: StringMap;
  readonly terminationGracePeriodSeconds: number | undefined;
  readonly initContainers: readonly ContainerTemplate[];
  readonly containers: readonly ContainerTemplate[];
}

/** `spec`. Defaults that the API server fills in (1.36) are filled in here too when an older server left them out. */
export interface JobSpec {
  readonly parallelism: number;
  /** Unset for a work queue: then one success and no active pod complete the Job. */
  readonly completions: number | undefined;
  readonly completionMode: 'Indexed' | 'NonIndexed';
  readonly suspend: boolean;
  readonly backoffLimit: number;
  readonly backoffLimitPerIndex: number | undefined;
  readonly maxFailedIndexes: number | undefined;
  readonly activeDeadlineSeconds: number | undefined;
  readonly ttlSecondsAfterFinished: number | undefined;
  /** `TerminatingOrFailed` or `Failed`. */
  readonly podReplacementPolicy: string;
  readonly managedBy: string | undefined;
  /** The selector's `key=value` pairs. */
  readonly matchLabels: StringMap;
  /** The rest of the selector: none, unless somebody wrote it (`manualSelector`). */
  readonly matchExpressions: readonly LabelRequirement[];
  /** Undefined: the Job has no policy. An empty list: it has one without rules. */
  readonly podFailurePolicy: readonly PodFailurePolicyRule[] | undefined;
  readonly successPolicy: readonly SuccessPolicyRule[] | undefined;
  readonly template: PodTemplate;
}

/** `status`. Counters that the server left out are 0, except those that say by absence that the server does not know them. */
export interface JobStatus {
  readonly active: number;
  /** Undefined on servers that do not count it. */
  readonly ready: number | undefined;
  /** Undefined on servers that do not count it. */
  readonly terminating: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
  /** Interval form, as sent: may hold junk, see `indexes.ts`. */
  readonly completedIndexes: string;
  /** Undefined without backoffLimitPerIndex; `""` from the start with it. */
  readonly failedIndexes: string | undefined;
  readonly uncountedSucceeded: readonly string[];
  readonly uncountedFailed: readonly string[];
  readonly conditions: readonly Condition[];
  readonly startTime: string | undefined;
  readonly completionTime: string | undefined;
}

/** A field that was not of the type its API promises: where it stood and what stood there, for people to read. */
export interface Junk {
  readonly path: string;
  readonly found: string;
}

/** A Job (batch/v1). */
export interface Job {
  readonly metadata: ObjectMeta;
  readonly spec: JobSpec;
  readonly status: JobStatus;
  readonly source: ApiObject;
  readonly junk: readonly Junk[];
}

/** `terminated` of a container's state. */
export interface Terminated {
  readonly exitCode: number;
  readonly signal: number | undefined;
  /** `Completed`, `Error`, `OOMKilled`, `ContainerStatusUnknown`, `StartError`, … */
  readonly reason: string;
  readonly message: string;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
}

/** A container's state: exactly one of the three, or none yet. */
export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message: string }
  | { readonly kind: 'running'; readonly startedAt: string | undefined }
  | ({ readonly kind: 'terminated' } & Terminated)
  | { readonly kind: 'none' };

/** An entry of `containerStatuses` or `initContainerStatuses`. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  /** How the run before the last restart ended. */
  readonly lastTerminated: Terminated | undefined;
}

/**
 * A pod, slim: only what the rules and screens need, so that 10,000 of them fit. It has no `source`; ask for one pod to see
 * the whole.
 */
export interface Pod {
  readonly metadata: Omit<ObjectMeta, 'annotations'> & {
    /** Only those under `batch.kubernetes.io/`. */
    readonly annotations: StringMap;
  };
  readonly nodeName: string | undefined;
  readonly restartPolicy: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly startTime: string | undefined;
  readonly conditions: readonly Condition[];
  readonly initContainerStatuses: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
}

/** A core/v1 Event, or one of events.k8s.io seen through core/v1, with its times already reduced to two. */
export interface KubeEvent {
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'uid' | 'resourceVersion' | 'creationTimestamp'>;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** The component that reported it: `job-controller`, `kubelet`, … */
  readonly from: string;
  readonly count: number;
  readonly firstSeen: string | undefined;
  readonly lastSeen: string | undefined;
  readonly involved: { readonly kind: string; readonly name: string; readonly uid: string };
}

/** A CronJob (batch/v1), as far as commands need it to find its Jobs. */
export interface CronJob {
  readonly metadata: ObjectMeta;
  readonly schedule: string;
  readonly timeZone: string | undefined;
  readonly suspend: boolean;
  readonly active: readonly string[];
  readonly lastScheduleTime: string | undefined;
  readonly lastSuccessfulTime: string | undefined;
  readonly source: ApiObject;
}
