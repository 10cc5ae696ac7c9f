import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ENDING = fileURLToPath(new URL('../../src/terminal/ending.ts', import.meta.url));

/** Runs a program that waits for its end, sends it signals one after the other, and tells how it ended. */
function ended(program: string, signals: readonly NodeJS.Signals[]): Promise<string> {
  const code = `import { endingSignal } from ${JSON.stringify(ENDING)}; const { signal } = endingSignal(); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting = [...signals];
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const next = waiting.shift();
    if (next) child.kill(next);
  });
  return new Promise((resolve) => child.on('close', (status, killed) => resolve(`${said.trim()} ${killed ?? status}`)));
}

const tellAndExit = `setInterval(() => {}, 1000); signal.addEventListener('abort', () => { process.stdout.write(signal.reason.signal); process.exitCode = 7; process.exit(); }); process.stdout.write('ready ');`;
const tellAndStay = `setInterval(() => {}, 1000); signal.addEventListener('abort', () => setTimeout(() => process.stdout.write('staying'), 1500)); process.stdout.write('ready ');`;
const echoed = `setInterval(() => {}, 1000); signal.addEventListener('abort', () => setTimeout(() => { process.stdout.write(signal.reason.signal); process.exit(7); }, 50)); process.kill(process.pid, 'SIGINT'); process.kill(process.pid, 'SIGTERM'); process.kill(process.pid, 'SIGINT');`;

describe('signals', () => {
  const check = (name: string, program: string, signals: readonly NodeJS.Signals[], expected: string) =>
    test(name, async () => expect(await ended(program, signals)).toBe(expected));

  check('Ctrl-C aborts, and says with what', tellAndExit, ['SIGINT'], 'ready SIGINT 7');
  check('SIGTERM too', tellAndExit, ['SIGTERM'], 'ready SIGTERM 7');
  check('a terminal that is closed too', tellAndExit, ['SIGHUP'], 'ready SIGHUP 7');
  check('what is passed on of the same Ctrl-C does no more', echoed, [], 'SIGINT 7');
  check('a second Ctrl-C kills', tellAndStay, ['SIGINT', 'SIGINT'], 'ready staying SIGINT');
});
