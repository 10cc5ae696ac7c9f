import type { BigJob } from '../../support/big-job.ts';
import { besideKubectl, type Measure } from '../measure.ts';

/** What kubectl shows of a big Job is the list of its pods. */
function ofBig(
  what: string,
  job: Omit<BigJob, 'name'>,
  limits: Parameters<typeof besideKubectl>[0]['limits'],
): Measure {
  const name = `describe, 10,000 indexes, ${what}`;
  const kubectl = ['get', 'pods', '-l', 'job-name=big'];
  const ours = ['describe', 'big'];
  return besideKubectl({ name, jobs: [{ name: 'big', ...job }], ours, kubectl, limits, serverBound: true });
}

/** Jobs of 10,000 indexes: one that has finished costs what a small one does; of one that runs the pods are read, of one that failed too. */
export const describeBig: readonly Measure[] = [
  ofBig(
    'finished',
    { completions: 10_000, completed: 10_000 },
    { executable: { must: 0.1, aim: 0.03 }, node: { must: 0.1, aim: 0.05 } },
  ),
  ofBig(
    'all active',
    { completions: 10_000, active: 10_000 },
    { executable: { must: 0.3, aim: 0.1 }, node: { must: 0.35, aim: 0.2 } },
  ),
  ofBig(
    'all failed',
    { completions: 10_000, failed: 10_000 },
    { executable: { must: 0.35, aim: 0.1 }, node: { must: 0.4, aim: 0.2 } },
  ),
];
