/** What a scenario says about one pod: how it runs instead of how its command would. */

/** What is left out is as without a scenario. Times in milliseconds. */
export interface PodOverride {
  /** How long its node takes until it has its network. */
  readonly setupMs?: number;
  /** How long its images take to pull. */
  readonly pullMs?: number;
  /** By how much later than usual its node tells of the end of its containers. */
  readonly endToldMs?: number;
  /** Why its images cannot be pulled. */
  readonly pullFailure?: string;
  /** Its containers run so long instead of running their commands. */
  readonly runMs?: number;
  /** Lines they write, spread over their time. */
  readonly output?: readonly string[];
  readonly exitCode?: number;
  /** What SIGTERM does to them: nothing, or they exit with a code after a while. */
  readonly onTerm?: 'ignore' | { readonly exitCode: number; readonly afterMs: number };
  /** They end as having held too much memory. */
  readonly isOutOfMemory?: boolean;
  /** Being deleted, it never goes. */
  readonly isStuckTerminating?: boolean;
  /** What programs come to that cannot run here. */
  readonly unknownProgram?: { readonly ms: number; readonly code: number };
}

/** Whether the containers' commands do not run. */
export function replacesRun({ runMs, output, exitCode, isOutOfMemory }: PodOverride): boolean {
  return runMs !== undefined || output !== undefined || exitCode !== undefined || isOutOfMemory === true;
}
