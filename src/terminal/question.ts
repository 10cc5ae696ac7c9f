/** A question to whoever sits at the terminal. */
import { createInterface } from 'node:readline';
import { sanitise } from './sanitise.ts';

/** Whether somebody is there who could answer: both standard input and standard error are a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Writes a question to standard error and resolves to the line typed, `''` at the end of input. Rejects with the signal's reason when it aborts first. */
export function ask(question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason);
      process.stderr.write('\n');
      lines.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    // In its raw mode the terminal sends no signal by itself.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    lines.once('close', () => resolve(''));
    lines.question(sanitise(question), (answer) => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
      lines.close();
    });
  });
}
