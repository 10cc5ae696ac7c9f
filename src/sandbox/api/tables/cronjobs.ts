/** `kubectl get cronjobs`. */

import { fieldAt, listAt, textAt } from '../fields.ts';
import { age, containerImages, containerNames, labelSelector, NONE, orNone, since } from './cells.ts';
import { AGE, NAME, type Printer, text, wide } from './column.ts';

const CONTAINERS = 'spec.jobTemplate.spec.template.spec.containers';

/** NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE, wide: CONTAINERS IMAGES SELECTOR */
export const cronJobs: Printer = {
  columns: [
    NAME,
    text('Schedule', 'When, in Cron format.'),
    text('Timezone', 'The time zone of the schedule.'),
    { name: 'Suspend', type: 'boolean', description: 'Whether executions are suspended.' },
    { name: 'Active', type: 'integer', description: 'How many Jobs run now.' },
    text('Last Schedule', 'Time since a Job was last scheduled.'),
    AGE,
    wide('Containers', 'Names of each container in the template.'),
    wide('Images', 'Images referenced by each container in the template.'),
    wide('Selector', 'The label query over the pods.'),
  ],
  cells: (cronJob, now) => [
    cronJob.metadata.name,
    textAt(cronJob, 'spec.schedule'),
    orNone(textAt(cronJob, 'spec.timeZone')),
    capitalised(fieldAt(cronJob, 'spec.suspend')),
    listAt(cronJob, 'status.active').length,
    textAt(cronJob, 'status.lastScheduleTime') === '' ? NONE : since(cronJob, 'status.lastScheduleTime', now),
    age(cronJob, now),
    containerNames(cronJob, CONTAINERS),
    containerImages(cronJob, CONTAINERS),
    labelSelector(cronJob, 'spec.jobTemplate.spec.selector'),
  ],
};

function capitalised(value: unknown): string {
  if (typeof value !== 'boolean') return '<unset>';
  return value ? 'True' : 'False';
}
