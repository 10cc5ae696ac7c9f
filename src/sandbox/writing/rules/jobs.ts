/** Writing Jobs (Kubernetes 1.36, pkg/registry/batch/job/strategy.go). */
import { type Fields, mapAt, numberAt, textAt } from '../../api/fields.ts';
import { defaultJob } from '../../defaults/batch.ts';
import { isObject } from '../../schema/decode.ts';
import { validateJob } from '../../validation/jobs/job.ts';
import { validateJobStatusUpdate } from '../../validation/jobs/job-status.ts';
import { validateJobUpdate } from '../../validation/jobs/job-update.ts';
import { jobWarnings } from '../../validation/jobs/job-warnings.ts';
import type { KindRules } from '../kind-rules.ts';

/** Jobs. */
export const jobRules: KindRules = {
  struct: 'Job',
  hasGeneration: true,
  hasStatus: true,
  dependents: 'Orphan',
  defaults: defaultJob,
  prepareCreate: (job) => {
    const isManual = isObject(job.spec) && job.spec.manualSelector === true;
    return { ...(isManual ? job : withSelector(job)), status: {} };
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatus: validateJobStatusUpdate,
  warnings: (job, old) => {
    const isSpecChanged = numberAt(job, 'metadata.generation') !== numberAt(old, 'metadata.generation');
    return old && !isSpecChanged ? [] : jobWarnings(job, old === undefined);
  },
};

/** Labels for the pods and a selector for them. What the user has set is left as it is, for validation to judge. */
function withSelector(job: Fields): Fields {
  const [name, uid] = [textAt(job, 'metadata.name'), textAt(job, 'metadata.uid')];
  const spec = objectOf(job.spec);
  const template = objectOf(spec.template);
  const metadata = objectOf(template.metadata);
  const selector = objectOf(spec.selector);
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
    ...mapAt(metadata, 'labels'),
  };
  const matchLabels = { 'batch.kubernetes.io/controller-uid': uid, ...mapAt(selector, 'matchLabels') };
  return {
    ...job,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels: sorted(matchLabels) },
      template: { ...template, metadata: { ...metadata, labels: sorted(labels) } },
    },
  };
}

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
