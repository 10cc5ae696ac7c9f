/** A scenario: how pods run that do not run as their commands have it, and what goes wrong when. */
import type { Intervals } from '../../batch/indexes.ts';
import type { Fault } from '../faults/fault.ts';
import type { PodOverride } from './pod-override.ts';

/** A scenario, read and checked. */
export interface Scenario {
  /** The first that fits a pod, field by field: what it leaves open, the next one may say. */
  readonly jobs: readonly JobRule[];
  readonly faults: readonly TimedFault[];
  /** What programs come to that cannot run here. */
  readonly unknownProgram: NonNullable<PodOverride['unknownProgram']>;
}

/** What happens to the pods of some Jobs. */
export interface JobRule {
  /** The Job's name; `*` and `?` stand for what they stand for in file names. */
  readonly job: string;
  /** Undefined: any. */
  readonly namespace: string | undefined;
  readonly indexes: Intervals | undefined;
  /** Of an index, or of a Job without indexes; the first is 1. */
  readonly attempts: Intervals | undefined;
  readonly override: PodOverride;
}

/** A fault, so many milliseconds of the cluster's time after its start. */
export interface TimedFault {
  readonly atMs: number;
  readonly fault: Fault;
}

/** A scenario that cannot be used. */
export class ScenarioError extends Error {
  readonly kind = 'ScenarioError';
  /** What is wrong, a sentence each, each after its place: `jobs[0].runTime: …`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}
