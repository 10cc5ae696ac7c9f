/** What is wrong with a Job object itself: fields that are not what their API promises, and figures that contradict each other. */
import { withActivePods } from '../../batch/active-pods.ts';
import type { Attempt } from '../../batch/attempts.ts';
import { counted } from '../../batch/counted.ts';
import { countIndexes, intersectIndexes, parseIndexes, printIndexes } from '../../batch/indexes.ts';
import type { Job } from '../../batch/objects.ts';
import type { Finding } from '../describe-result.ts';

/** All findings about a Job, fields first, contradictions last; usually none. */
export function findingsOf(job: Job, attempts: readonly Attempt[]): readonly Finding[] {
  return [
    ...job.junk.map(({ path, found }) => ({ path, text: `not what the API promises: ${found}` })),
    ...indexFindings(job),
    ...activeFinding(job, attempts),
  ];
}

function indexFindings(job: Job): readonly Finding[] {
  if (job.spec.completionMode !== 'Indexed') return [];
  const { completions } = job.spec;
  const completed = parseIndexes(job.status.completedIndexes, completions);
  const failed = parseIndexes(job.status.failedIndexes ?? '', completions);
  const both = intersectIndexes(completed.intervals, failed.intervals);
  return [
    ...completed.junk.map((text) => ({ path: 'status.completedIndexes', text: `ignored: ${JSON.stringify(text)}` })),
    ...failed.junk.map((text) => ({ path: 'status.failedIndexes', text: `ignored: ${JSON.stringify(text)}` })),
    ...(countIndexes(both) > 0
      ? [{ path: 'status', text: `indexes both completed and failed: ${printIndexes(both)}` }]
      : []),
    ...succeededFinding(job, countIndexes(completed.intervals)),
  ];
}

/** The controller writes both in one update (Kubernetes 1.36, pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers). */
function succeededFinding({ status, junk }: Job, completed: number): readonly Finding[] {
  const unread = junk.some(({ path }) => path === 'status.succeeded' || path === 'status.completedIndexes');
  const beforeShrinking = countIndexes(parseIndexes(status.completedIndexes).intervals);
  if (unread || status.succeeded === completed || status.succeeded === beforeShrinking) return [];
  const indexes = counted(completed, 'index is', 'indexes are');
  return [{ path: 'status.succeeded', text: `says ${status.succeeded}, but ${indexes} in completedIndexes` }];
}

/** Kubernetes 1.36.2 reports `active: 0` while it backs off although pods run (pkg/controller/job/job_controller.go; mended later). */
function activeFinding(job: Job, attempts: readonly Attempt[]): readonly Finding[] {
  const { active } = withActivePods(job, attempts).status;
  if (active === job.status.active || job.status.failed === 0) return [];
  const pods = active === 1 ? '1 pod is' : `${active} pods are`;
  return [{ path: 'status.active', text: `says 0, but ${pods} active (the controller reports 0 while it backs off)` }];
}
