/** A program that a command runs for its user: `… -- PROGRAM ARGUMENT…`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Terminal } from '../terminal/streams.ts';
import { UserError } from './user-error.ts';

/** The words before the first `--`, which are the command's own, and the program behind it. */
export function splitAtDashes(argv: readonly string[]): {
  readonly own: string[];
  readonly program: readonly string[];
} {
  const dashes = argv.indexOf('--');
  return dashes < 0 ? { own: [...argv], program: [] } : { own: argv.slice(0, dashes), program: argv.slice(dashes + 1) };
}

/** Runs a program with KUBECONFIG set, as a shell would: its exit code, or 128 and the number of the signal that ended it. Throws a `UserError`. */
export async function runProgram(
  [file = '', ...words]: readonly string[],
  { kubeconfig }: { readonly kubeconfig: string },
  terminal: Terminal,
): Promise<number> {
  const child = spawn(file, words, { stdio: 'inherit', env: { ...process.env, KUBECONFIG: kubeconfig } });
  const end = () => child.kill(signalOf(terminal.signal.reason));
  terminal.signal.addEventListener('abort', end, { once: true });
  try {
    const [code, signal] = await once(child, 'exit');
    if (typeof code === 'number') return code;
    const { constants } = await import('node:os');
    return 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
  } catch (error) {
    throw new UserError(`cannot run ${file}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    terminal.signal.removeEventListener('abort', end);
  }
}

/**
 * Starts this program anew, with these words, and lets it go on when we have ended; resolves to the first line that it prints. Throws a
 * `UserError` with what it said if it ends before that.
 */
export async function detached(words: readonly string[]): Promise<string> {
  // The executable is the program itself; Node is told which file it is.
  const [file = '', main = ''] = process.argv;
  const self = process.versions.bun ? [process.execPath] : [file, main];
  const child = spawn(self[0] ?? '', [...self.slice(1), ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const ended = once(child, 'exit').then(() => {
    throw new UserError(said.err.trim().replace(/^error: /, '') || 'it ended at once');
  });
  const line = new Promise<string>((resolve) => {
    child.stderr.on('data', (piece: Buffer) => {
      said.err += piece.toString('utf8');
    });
    child.stdout.on('data', (piece: Buffer) => {
      said.out += piece.toString('utf8');
      const end = said.out.indexOf('\n');
      if (end >= 0) resolve(said.out.slice(0, end));
    });
  });
  const first = await Promise.race([line, ended]);
  ended.catch(() => {});
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  return first;
}

/** The program is told what we were told; a second signal ends it and us as if nobody listened. */
function signalOf(reason: unknown): NodeJS.Signals {
  return reason instanceof Error && 'signal' in reason && reason.signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
}
