/** Writing CronJobs (Kubernetes 1.36, pkg/registry/batch/cronjob/strategy.go). */
import { numberAt } from '../../api/fields.ts';
import { defaultCronJob } from '../../defaults/batch.ts';
import { validateCronJob, validateCronJobUpdate } from '../../validation/cron-jobs/cron-job.ts';
import { cronJobWarnings } from '../../validation/jobs/job-warnings.ts';
import type { KindRules } from '../kind-rules.ts';

/** CronJobs. */
export const cronJobRules: KindRules = {
  struct: 'CronJob',
  hasGeneration: true,
  hasStatus: true,
  dependents: 'Background',
  defaults: defaultCronJob,
  prepareCreate: (cronJob) => ({ ...cronJob, status: {} }),
  validate: validateCronJob,
  validateUpdate: validateCronJobUpdate,
  warnings: (cronJob, old) => {
    const isSpecChanged = numberAt(cronJob, 'metadata.generation') !== numberAt(old, 'metadata.generation');
    return old && !isSpecChanged ? [] : cronJobWarnings(cronJob, old === undefined);
  },
};
