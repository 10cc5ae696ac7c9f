/** What the pods say where the Job's own counter of them cannot be believed. */
import { type Attempt, isActive } from './attempts.ts';
import type { Job } from './objects.ts';

/**
 * The Job with `status.active` counted from its pods where the status says 0 and some are active: Kubernetes up to 1.36.2 writes 0 while it
 * backs off, whatever runs (pkg/controller/job/job_controller.go, syncJob; mended later). What else reads the Job then sees it run.
 */
export function withActivePods(job: Job, attempts: readonly Attempt[]): Job {
  const active = job.status.active > 0 ? 0 : attempts.filter(isActive).length;
  return active === 0 ? job : { ...job, status: { ...job.status, active } };
}
