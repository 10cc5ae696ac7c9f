/** What the commands that start an embedded cluster share: how fast its time runs, its scenario, and what is said of a port that cannot be had. */
import { readFile } from 'node:fs/promises';
import { UserError, usageError } from './user-error.ts';

/** Reads the value of `--speed`. Throws a `UserError`. */
export function parseSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(speed))
    throw usageError(`invalid argument "${text}" for "--speed" flag: it must be a number`, 'Such as 10, or 0.5.');
  return speed;
}

/** A failed start in words that say what to do, where it was the port's fault; any other error as it is. */
export function mendedStart(error: unknown, port: number | undefined): unknown {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) return error;
  return new UserError(`cannot listen on port ${port}: ${error.message}`, {
    remedy: 'Leave out --port to get a free one.',
  });
}

/** The text of a scenario's file. Throws a `UserError` for one that cannot be read. */
export async function scenarioText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(`--scenario: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is wrong with a scenario, in words that say where; any other error as it is. */
export function mendedScenario(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'kind' in error && error.kind === 'ScenarioError')) return error;
  const problems = error.message.split('\n');
  const [only = '', ...others] = problems;
  const what = others.length === 0 ? `: ${only}` : `:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  return usageError(
    `the scenario "${path}" cannot be used${what}`,
    'All its fields: https://github.com/kubectl-job/kubectl-job/blob/main/docs/scenarios.md',
  );
}

/** The minor version of `--kubernetes-version`, which `playable` finds in what can be played. Throws a `UserError`; undefined: it was not given. */
export function posedMinor(
  version: string | undefined,
  playable: (version: string) => number | undefined,
): number | undefined {
  if (version === undefined) return undefined;
  const minor = playable(version);
  if (minor !== undefined) return minor;
  const message = `invalid argument "${version}" for "--kubernetes-version" flag`;
  throw usageError(message, 'It is a version from 1.24 to 1.36, such as 1.27.');
}
