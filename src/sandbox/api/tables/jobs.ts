/** `kubectl get jobs`. */

import { humanDuration, msBetween } from '../../../batch/durations.ts';
import type { StoredObject } from '../../store.ts';
import { isConditionTrue, numberAt, textAt } from '../fields.ts';
import { age, containerImages, containerNames, labelSelector } from './cells.ts';
import { AGE, NAME, type Printer, text, wide } from './column.ts';

/** NAME STATUS COMPLETIONS DURATION AGE, wide: CONTAINERS IMAGES SELECTOR */
export const jobs: Printer = {
  columns: [
    NAME,
    text('Status', 'Status of the job.'),
    text('Completions', 'Pods that succeeded, of how many are wanted.'),
    text('Duration', 'Time required to complete the job.'),
    AGE,
    wide('Containers', 'Names of each container in the template.'),
    wide('Images', 'Images referenced by each container in the template.'),
    wide('Selector', 'The label query over the pods.'),
  ],
  cells: (job, now) => [
    job.metadata.name,
    statusOf(job),
    completions(job),
    duration(job, now),
    age(job, now),
    containerNames(job, 'spec.template.spec.containers'),
    containerImages(job, 'spec.template.spec.containers'),
    labelSelector(job, 'spec.selector'),
  ],
};

function statusOf(job: StoredObject): string {
  if (isConditionTrue(job, 'Complete')) return 'Complete';
  if (isConditionTrue(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (isConditionTrue(job, 'Suspended')) return 'Suspended';
  if (isConditionTrue(job, 'FailureTarget')) return 'FailureTarget';
  return isConditionTrue(job, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

/** `3/5`; without `completions`, one success is wanted of as many pods as run at once: `1/1 of 3`. */
function completions(job: StoredObject): string {
  const succeeded = numberAt(job, 'status.succeeded') ?? 0;
  const wanted = numberAt(job, 'spec.completions');
  if (wanted !== undefined) return `${succeeded}/${wanted}`;
  const parallelism = numberAt(job, 'spec.parallelism') ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

/** A failed Job has no completion time, so its duration goes on: a real server prints it so. */
function duration(job: StoredObject, now: number): string {
  const end = textAt(job, 'status.completionTime') || now;
  const ms = msBetween(textAt(job, 'status.startTime') || undefined, end);
  return ms === undefined ? '' : humanDuration(ms);
}
