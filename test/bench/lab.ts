/** Where measures are taken: a big cluster, our program and kubectl, run in turns. */
import { type BigCluster, startBigCluster } from '../support/big-cluster.ts';
import type { BigJob } from '../support/big-job.ts';
import { PROGRAM } from '../support/run-cli.ts';
import { median } from './figure.ts';
import { type Command, type Cost, costOf, peakMemoryOf } from './run.ts';

/** What to measure, and how often. */
export interface Setup {
  readonly kubectl: string;
  /** Runs of each command. */
  readonly rounds: number;
}

/** A command's middle costs, in milliseconds, and their ratio to those of the first command, which are taken round by round. */
export interface Compared {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly cpuRatio: number;
  readonly wallRatio: number;
}

/** A running cluster with what can be asked of it. `await using` ends it. */
export class Lab implements AsyncDisposable {
  readonly #setup: Setup;
  readonly #cluster: BigCluster;

  private constructor(setup: Setup, cluster: BigCluster) {
    this.#setup = setup;
    this.#cluster = cluster;
  }

  /** Starts a cluster with these Jobs. */
  static async open(setup: Setup, jobs: readonly BigJob[]): Promise<Lab> {
    return new Lab(setup, await startBigCluster(jobs));
  }

  /** How often each command is to be run. */
  get rounds(): number {
    return this.#setup.rounds;
  }

  /** What leads a program to the cluster. */
  get env(): Readonly<Record<string, string>> {
    return this.#cluster.env;
  }

  ours(...words: readonly string[]): Command {
    return { program: PROGRAM, words, env: this.env };
  }

  kubectl(...words: readonly string[]): Command {
    return { program: this.#setup.kubectl, words, env: this.env };
  }

  /** Runs the commands in turns, each turn in the other direction, so that a busy machine is unfair to none. */
  async compare(commands: readonly Command[]): Promise<readonly Compared[]> {
    for (const command of commands) await costOf(command);
    const rounds: Cost[][] = [];
    for (let round = 0; round < this.rounds; round += 1) {
      const order = commands.map((command, i) => ({ command, i }));
      const costs: Cost[] = [];
      for (const { command, i } of round % 2 === 0 ? order : order.reverse()) costs[i] = await costOf(command);
      rounds.push(costs);
    }
    const middle = (of: (costs: readonly Cost[]) => number) => median(rounds.map(of));
    const nothing: Cost = { cpu: Number.NaN, wall: Number.NaN };
    return commands.map((_, i) => ({
      cpuMs: 1000 * middle((costs) => (costs[i] ?? nothing).cpu),
      wallMs: 1000 * middle((costs) => (costs[i] ?? nothing).wall),
      cpuRatio: middle((costs) => (costs[i] ?? nothing).cpu / (costs[0] ?? nothing).cpu),
      wallRatio: middle((costs) => (costs[i] ?? nothing).wall / (costs[0] ?? nothing).wall),
    }));
  }

  /** The middle of a few runs, in MiB; undefined where it cannot be known. */
  async peakMemory(command: Command): Promise<number | undefined> {
    const peaks: (number | undefined)[] = [];
    for (let round = 0; round < MEMORY_ROUNDS; round += 1) peaks.push(await peakMemoryOf(command));
    const known = peaks.filter((peak) => peak !== undefined);
    return known.length === 0 ? undefined : median(known);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }
}

const MEMORY_ROUNDS = 5;
