import { besideKubectl } from '../measure.ts';

const FEW = Array.from({ length: 8 }, (_, i) => ({ name: `job-${i}`, completions: 10, completed: i, active: 2 }));
const MANY = Array.from({ length: 5000 }, (_, i) => ({
  name: `job-${String(i).padStart(4, '0')}`,
  completions: 20,
  completed: i % 21,
  completedPods: 0,
}));

/** A few Jobs, as most namespaces have them. */
export const list = besideKubectl({
  name: 'list',
  jobs: FEW,
  ours: ['list'],
  kubectl: ['get', 'jobs'],
  limits: { executable: { must: 1, aim: 0.6 }, node: { must: 2.4, aim: 2 } },
});

/** More Jobs than fit a page. */
export const listOfMany = besideKubectl({
  name: 'list of 5,000 Jobs',
  jobs: MANY,
  ours: ['list'],
  kubectl: ['get', 'jobs'],
  limits: { executable: { must: 1, aim: 0.6 }, node: { must: 1, aim: 0.8 } },
});
