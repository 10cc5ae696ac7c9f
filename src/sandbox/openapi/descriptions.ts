/** What `kubectl explain` says of Jobs and CronJobs, in our own words: a line for a kind (`Job`) or one of its fields (`JobSpec.suspend`). */

/** What is to be said of a struct, or of a field of it; undefined: nothing. */
export function descriptionOf(struct: string, field?: string): string | undefined {
  known ??= new Map(LINES.trim().split('\n').map(entryOf));
  if (field === undefined) return known.get(struct);
  return known.get(`${struct}.${field}`) ?? (KINDS.has(struct) ? COMMON.get(field) : undefined);
}

let known: ReadonlyMap<string, string> | undefined;

function entryOf(line: string): readonly [string, string] {
  const space = line.indexOf(' ');
  return [line.slice(0, space), line.slice(space + 1)];
}

const KINDS = new Set(['Job', 'CronJob']);

/** Fields that every kind has. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ['apiVersion', 'The group and version of the API that this object is written in.'],
  ['kind', 'What kind of object this is. It cannot be changed.'],
  ['metadata', 'Name, namespace, labels, annotations, owners and what else every object has.'],
]);

/** `Struct` or `Struct.field`, then what is said of it. */
export const LINES = `
Job A Job runs pods until enough of them have succeeded, and starts others for those that fail, as far as it is allowed to.
Job.spec What is to be run, how often, how much of it at once, and when to give up.
Job.status What has become of it so far, as the Job controller counts it.
JobSpec.parallelism The most pods that run at once; 1 by default. 0 stops the Job for as long as it stands. It can be changed at any time.
JobSpec.completions How many pods must succeed. Left out with parallelism set: a work queue, which is done when one pod has succeeded and all have ended. It can be changed in an Indexed Job alone, together with parallelism and to the same number.
JobSpec.completionMode NonIndexed (the default): every success counts the same. Indexed: each index from 0 to completions - 1 must succeed once; the pod knows it by JOB_COMPLETION_INDEX, by its hostname, and by the annotation and label batch.kubernetes.io/job-completion-index. It cannot be changed.
JobSpec.backoffLimit How many pods may fail before the whole Job does; 6 by default, and without end where backoffLimitPerIndex is set. With restartPolicy OnFailure restarts of containers count.
JobSpec.backoffLimitPerIndex How many pods of one index may fail before that index does; the other indexes go on. For Indexed Jobs with restartPolicy Never. It cannot be changed.
JobSpec.maxFailedIndexes How many indexes may fail before the whole Job does, and what still runs is ended. Only with backoffLimitPerIndex; without it all indexes are tried.
JobSpec.activeDeadlineSeconds Seconds that the Job may take from its startTime on; then it fails with DeadlineExceeded, and its pods are ended. A Job that is suspended and resumed begins anew.
JobSpec.ttlSecondsAfterFinished Seconds after its end at which the Job is deleted with its pods. Left out: it stays. 0: at once.
JobSpec.suspend True: no pods are made, and those that run are ended; they do not count as failed. False: it goes on. False by default.
JobSpec.podFailurePolicy What follows from a pod's failure, by its exit code or its conditions, instead of always counting it against backoffLimit. For restartPolicy Never. It cannot be changed.
JobSpec.successPolicy When an Indexed Job has succeeded though not every index has; what still runs is ended. It cannot be changed.
JobSpec.podReplacementPolicy When a pod is replaced: TerminatingOrFailed, as soon as it is being deleted or has failed; Failed, only when it has ended. Failed is the default, and the only choice, where a podFailurePolicy is set.
JobSpec.managedBy Which controller looks after this Job; the built-in one is kubernetes.io/job-controller, the default. It cannot be changed.
JobSpec.selector The pods that belong to the Job. The server sets it; it is not to be set by hand but with manualSelector.
JobSpec.manualSelector True: selector and the labels of the pods are one's own affair, and must be unique. Rarely needed.
JobSpec.template The pods to make. restartPolicy must be Never or OnFailure. It cannot be changed, but for scheduling and labels while the Job is suspended.
JobStatus.conditions What is true of the Job: Complete, Failed, Suspended, and before the end FailureTarget or SuccessCriteriaMet, while its last pods are ending. Complete and Failed exclude each other, and never go away.
JobStatus.startTime When the controller began with it; again, when it was resumed.
JobStatus.completionTime When it was complete. A failed Job has none: its Failed condition says when.
JobStatus.active Pods that are pending or running and not being deleted.
JobStatus.ready Active pods whose Ready condition is true.
JobStatus.terminating Pods that are being deleted and have not ended yet.
JobStatus.succeeded Pods that ended in phase Succeeded; in an Indexed Job, indexes that are complete.
JobStatus.failed Pods that ended in phase Failed and were counted. It never goes down.
JobStatus.completedIndexes Indexes that have succeeded, as numbers and ranges: 1,3-5,7.
JobStatus.failedIndexes Indexes that have failed for good, written likewise. Only with backoffLimitPerIndex.
JobStatus.uncountedTerminatedPods Pods that have ended and are about to be counted: each is named here, loses its finalizer, and only then is in the numbers above.
UncountedTerminatedPods Ended pods that are not in the Job's counters yet.
UncountedTerminatedPods.succeeded UIDs of those that succeeded.
UncountedTerminatedPods.failed UIDs of those that failed.
JobCondition One thing that is true, or not, of a Job.
JobCondition.type Complete, Failed, Suspended, FailureTarget or SuccessCriteriaMet.
JobCondition.status True, False or Unknown.
JobCondition.lastProbeTime When it was looked at last.
JobCondition.lastTransitionTime When it became what it is.
JobCondition.reason Why, in a word: BackoffLimitExceeded, DeadlineExceeded, PodFailurePolicy, FailedIndexes, MaxFailedIndexesExceeded, CompletionsReached, SuccessPolicy, …
JobCondition.message Why, for people.
PodFailurePolicy Rules for failed pods.
PodFailurePolicy.rules At most 20, tried in their order; the first that matches decides. A failure that none matches counts against backoffLimit.
PodFailurePolicyRule One rule: what it matches, and what follows. It has either onExitCodes or onPodConditions.
PodFailurePolicyRule.action FailJob: the Job fails, and its pods are ended. FailIndex: the index fails and is not tried again (with backoffLimitPerIndex). Ignore: the pod is replaced and not counted. Count: it counts against backoffLimit, as if there were no rule.
PodFailurePolicyRule.onExitCodes Which exit codes of containers it matches.
PodFailurePolicyRule.onPodConditions Which conditions of the pod it matches, such as DisruptionTarget; one of them is enough.
PodFailurePolicyOnExitCodesRequirement A test of exit codes. Containers that ended with 0 are not looked at.
PodFailurePolicyOnExitCodesRequirement.containerName The container to look at, an init container too; all of them when left out.
PodFailurePolicyOnExitCodesRequirement.operator In: the code is one of values. NotIn: it is none of them.
PodFailurePolicyOnExitCodesRequirement.values 1 to 255 exit codes, ascending, each once. 0 cannot be among those of In.
PodFailurePolicyOnPodConditionsPattern A condition of a pod that is looked for.
PodFailurePolicyOnPodConditionsPattern.type Its type, DisruptionTarget for instance.
PodFailurePolicyOnPodConditionsPattern.status Its status: True (the default), False or Unknown.
SuccessPolicy Rules for when a Job has succeeded early.
SuccessPolicy.rules At most 20, tried in their order; the first that is met ends the Job, with the condition SuccessCriteriaMet.
SuccessPolicyRule One rule. With both fields: so many of these indexes.
SuccessPolicyRule.succeededIndexes The indexes that must all have succeeded (or, with succeededCount, of which so many must): 0,2-4.
SuccessPolicyRule.succeededCount How many indexes must have succeeded.
CronJob A CronJob makes a Job whenever its schedule says so.
CronJob.spec What is to be run, and when.
CronJob.status What it has made, and when.
CronJobSpec.schedule Five fields as of cron (minute, hour, day of the month, month, day of the week), or @hourly, @daily, @weekly, @monthly, @yearly, @every DURATION.
CronJobSpec.timeZone The zone in which the schedule is read, by its name in the IANA database: Europe/Berlin. The controller's own when left out.
CronJobSpec.startingDeadlineSeconds Seconds by which a start may be late; one that is later is missed. Without it, more than 100 missed starts make it stop.
CronJobSpec.concurrencyPolicy What happens when a Job still runs at the next start: Allow (the default): both run. Forbid: the start is left out. Replace: the old one is deleted.
CronJobSpec.suspend True: no Jobs are made; those that run go on. False by default.
CronJobSpec.jobTemplate The Jobs to make.
CronJobSpec.successfulJobsHistoryLimit How many Jobs that succeeded are kept; 3 by default.
CronJobSpec.failedJobsHistoryLimit How many Jobs that failed are kept; 1 by default.
CronJobStatus.active Its Jobs that run.
CronJobStatus.lastScheduleTime The start that a Job was last made for.
CronJobStatus.lastSuccessfulTime When one of its Jobs last succeeded.
JobTemplateSpec.metadata Labels and annotations of the Jobs that are made.
JobTemplateSpec.spec What these Jobs are to do.
`;
