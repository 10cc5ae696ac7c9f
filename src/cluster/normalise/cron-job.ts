import type { CronJob } from '../../batch/objects.ts';
import { Fields, sourceOf } from './fields.ts';
import { readMeta } from './meta.ts';

/** A CronJob (batch/v1) as the API sent it → `CronJob`. Never throws: whatever is of the wrong type is left out. */
export function normaliseCronJob(object: unknown): CronJob {
  const fields = Fields.of(object);
  const spec = fields.object('spec');
  const status = fields.object('status');
  return {
    metadata: readMeta(fields),
    schedule: spec.text('schedule') ?? '',
    timeZone: spec.text('timeZone'),
    suspend: spec.flag('suspend') ?? false,
    active: status.objects('active').map((job) => job.text('name') ?? ''),
    lastScheduleTime: status.time('lastScheduleTime'),
    lastSuccessfulTime: status.time('lastSuccessfulTime'),
    source: sourceOf(object),
  };
}
