/**
 * What the server warns of when a Job or a CronJob is written (Kubernetes 1.36, pkg/api/job/warnings.go, pkg/api/pod/warnings.go,
 * pkg/registry/batch).
 */
import { type Fields, fieldAt, numberAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { dnsLabel } from '../metadata/names.ts';
import { podWarnings } from '../pods/pod-warnings.ts';

/** Warnings about a Job. `isNew`: its name is new, too. */
export function jobWarnings(job: Fields, isNew: boolean): readonly string[] {
  return [...(isNew ? nameWarnings(job) : []), ...jobSpecWarnings(objectOf(job.spec), 'spec')];
}

/** Warnings about a CronJob. */
export function cronJobWarnings(cronJob: Fields, isNew: boolean): readonly string[] {
  const schedule = textAt(cronJob, 'spec.schedule');
  const zoned = schedule.includes('TZ');
  return [
    ...(isNew ? nameWarnings(cronJob) : []),
    ...jobSpecWarnings(objectOf(fieldAt(cronJob, 'spec.jobTemplate.spec')), 'spec.jobTemplate.spec'),
    ...(zoned
      ? [
          'spec.schedule: CRON_TZ or TZ used in schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
        ]
      : []),
  ];
}

/** What is said when a Job is deleted without a word about its pods. */
export const ORPHAN_WARNING =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

const MANY_COMPLETIONS = 100_000;
const MUCH_PARALLELISM = 10_000;

function jobSpecWarnings(spec: Fields, path: string): readonly string[] {
  const isLarge =
    spec.completionMode === 'Indexed' &&
    (numberAt(spec, 'completions') ?? 0) > MANY_COMPLETIONS &&
    (numberAt(spec, 'parallelism') ?? 0) > MUCH_PARALLELISM;
  const large =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [...(isLarge ? [`${path}: ${large}`] : []), ...podWarnings(objectOf(spec.template), `${path}.template`)];
}

function nameWarnings(object: Fields): readonly string[] {
  const complaints = dnsLabel(textAt(object, 'metadata.name'));
  const name =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return complaints.length === 0 ? [] : [`${name}: [${complaints.join(' ')}]`];
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
