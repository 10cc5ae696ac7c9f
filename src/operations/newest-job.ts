/** The Jobs of a CronJob. */
import type { CronJob, Job } from '../batch/objects.ts';
import type { Call, Cluster } from '../cluster/port.ts';

/** A CronJob, and the Jobs that it owns, newest first; none if it has not made any, or keeps none. */
export interface CronJobRuns {
  readonly cronJob: CronJob;
  readonly jobs: readonly Job[];
}

/**
 * Finds the Jobs of a CronJob by their owner reference, those made by hand with `kubectl create job --from` included: two requests. Throws `ApiError` (404 when there is no such CronJob), `ConnectionError`, or the signal's reason.
 */
export async function runsOfCronJob(
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  call: Call,
): Promise<CronJobRuns> {
  const cronJob = await cluster.cronJobs.get(name, namespace, call);
  const runs: Job[] = [];
  for await (const job of cluster.jobs.list({ namespace }, call)) if (isRunOf(cronJob, job)) runs.push(job);
  return { cronJob, jobs: newestFirst(runs) };
}

/** Whether a CronJob owns a Job. */
export function isRunOf({ metadata: { uid } }: CronJob, job: Job): boolean {
  return job.metadata.ownerReferences.some((owner) => owner.kind === 'CronJob' && owner.uid === uid);
}

/** By creation; those of the same second by name, which ends with the scheduled time. */
export function newestFirst(jobs: readonly Job[]): readonly Job[] {
  const key = ({ metadata }: Job) => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
  return [...jobs].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}
