/** CronJobs (Kubernetes 1.36, pkg/apis/batch/validation/validation.go, `ValidateCronJobCreate`). */
import { type Fields, fieldAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import {
  type FieldErrors,
  invalid,
  nonNegative,
  notSupported,
  required,
  requiredOneOf,
  when,
} from '../field-errors.ts';
import { validateJobSpec } from '../jobs/job-spec.ts';
import { dnsSubdomain } from '../metadata/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../metadata/object-meta.ts';
import { scheduleError } from './cron-schedule.ts';
import { timeZoneErrors } from './time-zone.ts';

/** A new CronJob, after defaults. */
export function validateCronJob(cronJob: Fields): FieldErrors {
  const name = textAt(cronJob, 'metadata.name');
  return [
    ...validateObjectMeta(objectOf(cronJob.metadata), { namespaced: true, name: dnsSubdomain }),
    ...specErrors(objectOf(cronJob.spec), undefined),
    ...when(name.length > MOST_NAME, invalid('metadata.name', name, `must be no more than ${MOST_NAME} characters`)),
  ];
}

/** A changed CronJob. */
export function validateCronJobUpdate(cronJob: Fields, old: Fields): FieldErrors {
  return [
    ...validateObjectMetaUpdate(objectOf(cronJob.metadata), objectOf(old.metadata)),
    ...specErrors(objectOf(cronJob.spec), objectOf(old.spec)),
  ];
}

/** The controller adds 11 characters for the name of a Job, which may have 63. */
const MOST_NAME = 52;
const CONCURRENCY = ['Allow', 'Forbid', 'Replace'];

function specErrors(spec: Fields, old: Fields | undefined): FieldErrors {
  const schedule = textAt(spec, 'schedule');
  return [
    ...(schedule === '' ? [required('spec.schedule')] : scheduleErrors(schedule, spec, old)),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(old && old.timeZone === spec.timeZone ? [] : timeZoneErrors(spec.timeZone, 'spec.timeZone')),
    ...requiredOneOf(textAt(spec, 'concurrencyPolicy'), 'spec.concurrencyPolicy', CONCURRENCY),
    ...jobTemplateErrors(objectOf(fieldAt(spec, 'jobTemplate.spec')), 'spec.jobTemplate.spec'),
    ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ];
}

/** A zone within the schedule is refused, unless it was there when that was still allowed. */
function scheduleErrors(schedule: string, spec: Fields, old: Fields | undefined): FieldErrors {
  const path = 'spec.schedule';
  const error = scheduleError(schedule);
  const hasZone = schedule.includes('TZ');
  const mayHaveZone = old !== undefined && textAt(old, 'schedule').includes('TZ');
  const both = 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
  const refused = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  return [
    ...(error === undefined ? [] : [invalid(path, schedule, error)]),
    ...when(hasZone && mayHaveZone && spec.timeZone !== undefined, invalid(path, schedule, both)),
    ...when(hasZone && !mayHaveZone, invalid(path, schedule, refused)),
  ];
}

function jobTemplateErrors(spec: Fields, path: string): FieldErrors {
  return [
    ...validateJobSpec(spec, path),
    ...when(
      spec.selector !== undefined,
      invalid(`${path}.selector`, spec.selector, '`selector` will be auto-generated'),
    ),
    ...when(spec.manualSelector === true, notSupported(`${path}.manualSelector`, true, ['nil', 'false'])),
  ];
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
