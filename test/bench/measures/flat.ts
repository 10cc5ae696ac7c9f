import { type Measure, memoryOf } from '../measure.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const limits = { executable: { must: 1.2, aim: 1.05 }, node: { must: 1.2, aim: 1.05 } };
const finished = (completions: number) => ({
  name: `of-${completions}`,
  completions,
  completed: completions,
  completedPods: 0,
});

/** A finished Job is described in the same time, however many indexes it has. */
export const flat: Measure = {
  name: 'describe, finished, by size',
  jobs: SIZES.map(finished),
  async take(lab) {
    const commands = SIZES.map((size) => lab.ours('describe', finished(size).name));
    const [first, ...bigger] = await lab.compare(commands);
    const figures = bigger.map(({ cpuRatio, cpuMs }, i) => ({
      name: `describe, finished: ${SIZES[i + 1]} indexes beside ${SIZES[0]}`,
      value: cpuRatio,
      unit: '×' as const,
      from: `${cpuMs.toFixed(0)} ms : ${first?.cpuMs.toFixed(0)} ms`,
      limits,
    }));
    const biggest = commands.at(-1);
    return biggest ? [...figures, ...(await memoryOf('describe, finished, the biggest', lab, biggest))] : figures;
  },
};
