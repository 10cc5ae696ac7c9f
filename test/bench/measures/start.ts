import { besideKubectl, type Measure } from '../measure.ts';

const limits = { executable: { must: 0.7, aim: 0.45 }, node: { must: 1.5, aim: 1.2 } };
const kubectl = ['version', '--client'];

/** What a start costs. */
export const start: readonly Measure[] = [
  besideKubectl({ name: '--help', jobs: [], ours: ['--help'], kubectl, limits }),
  besideKubectl({ name: '--version', jobs: [], ours: ['--version'], kubectl, limits }),
  besideKubectl({ name: 'version', jobs: [], ours: ['version', '--client'], kubectl, limits }),
];
