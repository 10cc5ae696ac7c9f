/** A program that only the real image has. It says so, and ends well, or as the scenario says. */
import { SIGNALS } from '../processes/signals.ts';
import type { Program } from './program.ts';

/** What such a program comes to. */
export interface ForeignRun {
  readonly ms: number;
  readonly code: number;
}

/** Those that end when they are asked to, with which exit code; others, as the first process of a container, do not hear SIGTERM. */
const HEEDS_TERM: Readonly<Record<string, number>> = {
  java: 143,
  nginx: 0,
  'redis-server': 0,
  postgres: 0,
  mysqld: 0,
  httpd: 0,
  tini: 143,
};

/** Says that it cannot run, waits, and ends. */
export const unknownProgram: Program = async ({ process, argv }) => {
  const { ms, code } = process.system.foreign;
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  await process.write(
    2,
    `sandbox: ${argv[0]} cannot run here; it is taken to end with exit code ${code} after ${ms / 1000} s\n`,
  );
  process.handlers.set(SIGNALS.TERM ?? 15, 'handle');
  const { clock } = process.system;
  const until = clock.now() + ms;
  for (;;) {
    const waited = await process.interruptible<true>((done) => clock.at(until, () => done(true)));
    if ('value' in waited) return code;
    const heeded = HEEDS_TERM[name] ?? (process.pid === 1 ? undefined : 128 + waited.signal);
    if (heeded !== undefined) return heeded;
  }
};
