/** Jobs and CronJobs (batch/v1). Written as struct-notation.ts reads it. */
export const BATCH_TYPES = `
Job
  kind string
  apiVersion string
  metadata ObjectMeta
  spec JobSpec
  status JobStatus

JobSpec
  parallelism ?int32
  completions ?int32
  activeDeadlineSeconds ?int64
  podFailurePolicy ?PodFailurePolicy
  successPolicy ?SuccessPolicy
  backoffLimit ?int32
  backoffLimitPerIndex ?int32
  maxFailedIndexes ?int32
  selector ?LabelSelector
  manualSelector ?bool
  template PodTemplateSpec !
  ttlSecondsAfterFinished ?int32
  completionMode ?v1.CompletionMode
  suspend ?bool
  podReplacementPolicy ?v1.PodReplacementPolicy
  managedBy ?string

JobStatus
  conditions []JobCondition merge=type
  startTime ?Time
  completionTime ?Time
  active int32
  succeeded int32
  failed int32
  terminating ?int32
  completedIndexes string
  failedIndexes ?string
  uncountedTerminatedPods ?UncountedTerminatedPods
  ready ?int32

PodFailurePolicy
  rules []PodFailurePolicyRule !

SuccessPolicy
  rules []SuccessPolicyRule !

JobCondition
  type v1.JobConditionType !
  status v1.ConditionStatus !
  lastProbeTime Time
  lastTransitionTime Time
  reason string
  message string

UncountedTerminatedPods
  succeeded []types.UID set
  failed []types.UID set

PodFailurePolicyRule
  action v1.PodFailurePolicyAction !
  onExitCodes ?PodFailurePolicyOnExitCodesRequirement
  onPodConditions []PodFailurePolicyOnPodConditionsPattern

SuccessPolicyRule
  succeededIndexes ?string
  succeededCount ?int32

PodFailurePolicyOnExitCodesRequirement
  containerName ?string
  operator v1.PodFailurePolicyOnExitCodesOperator !
  values []int32 ! set

PodFailurePolicyOnPodConditionsPattern
  type v1.PodConditionType !
  status v1.ConditionStatus !

CronJob
  kind string
  apiVersion string
  metadata ObjectMeta
  spec CronJobSpec
  status CronJobStatus

CronJobSpec
  schedule string !
  timeZone ?string
  startingDeadlineSeconds ?int64
  concurrencyPolicy v1.ConcurrencyPolicy
  suspend ?bool
  jobTemplate JobTemplateSpec !
  successfulJobsHistoryLimit ?int32
  failedJobsHistoryLimit ?int32

CronJobStatus
  active []ObjectReference
  lastScheduleTime ?Time
  lastSuccessfulTime ?Time

JobTemplateSpec
  metadata ObjectMeta
  spec JobSpec
`;
