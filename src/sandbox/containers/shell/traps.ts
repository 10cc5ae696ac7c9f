/** `trap`: what a script does about signals. */
import { signalName, signalNumber } from '../processes/signals.ts';
import { runStatements } from './run.ts';
import type { Shell } from './shell.ts';

/** Runs the traps of the signals that have come; `$?` stays. */
export async function runPendingTraps(shell: Shell): Promise<void> {
  while (shell.process.pending.length > 0 && !shell.isInTrap) {
    const number = shell.process.pending.shift();
    if (number !== undefined) await runTrap(shell, signalName(number));
  }
}

/** Runs a trap, if there is one. */
export async function runTrap(shell: Shell, name: string): Promise<void> {
  const command = shell.traps.get(name);
  if (!command || shell.isInTrap) return;
  const { status } = shell;
  shell.isInTrap = true;
  try {
    await runStatements(shell, shell.parse(command).statements);
  } finally {
    shell.isInTrap = false;
  }
  shell.status = status;
}

/** Sets what is done about a signal: a command, '' to ignore it, undefined for its default. False where there is no such signal. */
export function setTrap(shell: Shell, word: string, command: string | undefined): boolean {
  const name = word === '0' ? 'EXIT' : word.toUpperCase().replace(/^SIG/, '');
  const isOwn = ['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(name);
  const number = isOwn ? undefined : signalNumber(word);
  if (!isOwn && number === undefined) return false;
  const key = number === undefined ? name : signalName(number);
  if (command === undefined) shell.traps.delete(key);
  else shell.traps.set(key, command);
  if (number === undefined) return true;
  if (command === undefined) shell.process.handlers.delete(number);
  else shell.process.handlers.set(number, command === '' ? 'ignore' : 'handle');
  return true;
}
