/** The commands of every day beside what one would type without us: processor and wall time of the whole process, and memory. */
import { replaying } from '../../support/replay.ts';
import { PROGRAM } from '../../support/run-cli.ts';
import { type Figure, median, RUNS } from '../measure.ts';
import { type Command, costOf, peakMemoryOf } from '../run.ts';

interface Pair {
  readonly measure: string;
  readonly ours: readonly string[];
  readonly kubectl: readonly string[];
  readonly must: number;
  readonly aim: number;
}

const PAIRS: readonly Pair[] = [
  { measure: '--help', ours: ['--help'], kubectl: ['version', '--client'], must: 0.7, aim: 0.45 },
  { measure: 'list', ours: ['list'], kubectl: ['get', 'jobs'], must: 1, aim: 0.6 },
  {
    measure: 'describe',
    ours: ['describe', 'per-index'],
    kubectl: ['describe', 'job', 'per-index'],
    must: 1,
    aim: 0.7,
  },
];

/** Ours and kubectl's take turns, so that whatever else the machine does befalls both. */
export async function measureEveryday(): Promise<readonly Figure[]> {
  await using cluster = await replaying('per-index', { at: 'end' });
  const figures: Figure[] = [];
  for (const pair of PAIRS) figures.push(...(await measured(pair, cluster.env)));
  return figures;
}

async function measured({ measure, must, aim, ...pair }: Pair, env: Command['env']): Promise<readonly Figure[]> {
  const ours: Command = { program: PROGRAM, words: pair.ours, env };
  const theirs: Command = { program: 'kubectl', words: pair.kubectl, env };
  const ratios = { cpu: [] as number[], wall: [] as number[] };
  await Promise.all([costOf(ours), costOf(theirs)]);
  for (let run = 0; run < RUNS; run += 1) {
    const [a, b] = [await costOf(ours), await costOf(theirs)];
    ratios.cpu.push(a.cpu / b.cpu);
    ratios.wall.push(a.wall / b.wall);
  }
  const memory = await peakMemoryOf(ours);
  return [
    { measure: `${measure}: processor`, value: median(ratios.cpu), unit: 'of kubectl', must, aim },
    { measure: `${measure}: wall`, value: median(ratios.wall), unit: 'of kubectl', must, aim },
    ...(memory === undefined
      ? []
      : [{ measure: `${measure}: peak memory`, value: memory, unit: 'MiB', must: 150, aim: 100 } as const]),
  ];
}
