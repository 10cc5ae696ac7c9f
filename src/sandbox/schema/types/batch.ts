/** Jobs and CronJobs (batch/v1). Written as struct-notation.ts reads it. */
export const BATCH_TYPES = `
Job
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec JobSpec
  3 status JobStatus

JobSpec
  1 parallelism ?int32
  2 completions ?int32
  3 activeDeadlineSeconds ?int64
  11 podFailurePolicy ?PodFailurePolicy
  16 successPolicy ?SuccessPolicy
  7 backoffLimit ?int32
  12 backoffLimitPerIndex ?int32
  13 maxFailedIndexes ?int32
  4 selector ?LabelSelector
  5 manualSelector ?bool
  6 template PodTemplateSpec !
  8 ttlSecondsAfterFinished ?int32
  9 completionMode ?v1.CompletionMode
  10 suspend ?bool
  14 podReplacementPolicy ?v1.PodReplacementPolicy
  15 managedBy ?string

JobStatus
  1 conditions []JobCondition merge=type
  2 startTime ?Time
  3 completionTime ?Time
  4 active int32
  5 succeeded int32
  6 failed int32
  11 terminating ?int32
  7 completedIndexes string
  10 failedIndexes ?string
  8 uncountedTerminatedPods ?UncountedTerminatedPods
  9 ready ?int32

PodFailurePolicy
  1 rules []PodFailurePolicyRule !

SuccessPolicy
  1 rules []SuccessPolicyRule !

JobCondition
  1 type v1.JobConditionType !
  2 status v1.ConditionStatus !
  3 lastProbeTime Time
  4 lastTransitionTime Time
  5 reason string
  6 message string

UncountedTerminatedPods
  1 succeeded []types.UID set
  2 failed []types.UID set

PodFailurePolicyRule
  1 action v1.PodFailurePolicyAction !
  2 onExitCodes ?PodFailurePolicyOnExitCodesRequirement
  3 onPodConditions []PodFailurePolicyOnPodConditionsPattern

SuccessPolicyRule
  1 succeededIndexes ?string
  2 succeededCount ?int32

PodFailurePolicyOnExitCodesRequirement
  1 containerName ?string
  2 operator v1.PodFailurePolicyOnExitCodesOperator !
  3 values []int32 ! set

PodFailurePolicyOnPodConditionsPattern
  1 type v1.PodConditionType !
  2 status v1.ConditionStatus !

CronJob
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec CronJobSpec
  3 status CronJobStatus

CronJobSpec
  1 schedule string !
  8 timeZone ?string
  2 startingDeadlineSeconds ?int64
  3 concurrencyPolicy v1.ConcurrencyPolicy
  4 suspend ?bool
  5 jobTemplate JobTemplateSpec !
  6 successfulJobsHistoryLimit ?int32
  7 failedJobsHistoryLimit ?int32

CronJobStatus
  1 active []ObjectReference
  4 lastScheduleTime ?Time
  5 lastSuccessfulTime ?Time

JobTemplateSpec
  1 metadata ObjectMeta
  2 spec JobSpec
`;
