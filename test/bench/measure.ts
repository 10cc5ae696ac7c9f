/** What a measure is, and the kind that most are of: a command of ours beside one of kubectl's. */
import type { BigJob } from '../support/big-job.ts';
import type { Figure, Limits } from './figure.ts';
import type { Lab } from './lab.ts';

/** Something that is measured on a cluster of its own. */
export interface Measure {
  readonly name: string;
  readonly jobs: readonly BigJob[];
  /** At most so many runs of each command, where each takes long. */
  readonly rounds?: number;
  take(lab: Lab): Promise<readonly Figure[]>;
}

/** The most that any command may hold. */
export const MEMORY: Limits = { executable: { must: 150, aim: 100 }, node: { must: 150, aim: 100 } };

/** What a command costs beside one of kubectl's that tells the same or less: time of the processors and of the clock, and memory. */
export function besideKubectl(what: {
  readonly name: string;
  readonly jobs: readonly BigJob[];
  readonly ours: readonly string[];
  readonly kubectl: readonly string[];
  readonly limits: Limits;
  readonly rounds?: number;
  /** The embedded cluster works longer on the answers than who asked: the clock on the wall is told, not judged. */
  readonly serverBound?: boolean;
  /** kubectl does so much less that its time of the processors is told, not judged. */
  readonly unequal?: boolean;
}): Measure {
  const { name, jobs, limits, rounds = Number.POSITIVE_INFINITY } = what;
  return {
    name,
    jobs,
    rounds,
    async take(lab) {
      const ours = lab.ours(...what.ours);
      const [theirs, own] = await lab.compare([lab.kubectl(...what.kubectl), ours]);
      if (!theirs || !own) throw new Error('nothing was compared');
      const ms = (a: number, b: number) => `${a.toFixed(0)} ms : ${b.toFixed(0)} ms`;
      return [
        {
          name: `${name}: CPU`,
          value: own.cpuRatio,
          unit: '×',
          from: ms(own.cpuMs, theirs.cpuMs),
          limits: what.unequal ? undefined : limits,
        },
        {
          name: `${name}: wall clock`,
          value: own.wallRatio,
          unit: '×',
          from: ms(own.wallMs, theirs.wallMs),
          limits: what.serverBound ? undefined : limits,
        },
        ...(await memoryOf(name, lab, ours)),
      ];
    },
  };
}

/** The memory that a command of ours holds; nothing where that cannot be known. */
export async function memoryOf(name: string, lab: Lab, command: ReturnType<Lab['ours']>): Promise<readonly Figure[]> {
  const peak = await lab.peakMemory(command);
  if (peak === undefined) return [];
  return [{ name: `${name}: memory`, value: peak, unit: 'MiB', from: command.words.join(' '), limits: MEMORY }];
}
