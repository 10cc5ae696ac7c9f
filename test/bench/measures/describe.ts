import { besideKubectl } from '../measure.ts';

/** A Job of ten indexes that runs, one of which failed. */
export const describe = besideKubectl({
  name: 'describe, 10 indexes',
  jobs: [{ name: 'small', completions: 10, completed: 6, failed: 1, active: 2 }],
  ours: ['describe', 'small'],
  kubectl: ['describe', 'job', 'small'],
  limits: { executable: { must: 1, aim: 0.7 }, node: { must: 2.5, aim: 2 } },
});
