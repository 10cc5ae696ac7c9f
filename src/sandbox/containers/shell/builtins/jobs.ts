/** Builtins about processes: wait, kill, jobs, times. */
import { SIGNALS, signalNumber } from '../../processes/signals.ts';
import type { BackgroundJob, Shell } from '../shell.ts';
import type { Builtin } from './all-builtins.ts';

/** Waits for jobs; a signal that the script handles cuts it short, with 128 and its number. */
const wait: Builtin = async (shell, args) => {
  const names = args.filter((word) => !word.startsWith('-'));
  if (args.includes('-n')) return await waitForAny(shell);
  if (names.length === 0) {
    for (const job of shell.jobs) {
      const code = await waitFor(shell, job);
      if (code.isCut) return code.code;
    }
    shell.jobs.splice(0);
    return 0;
  }
  let last = 0;
  for (const name of names) {
    const job = jobNamed(shell, name);
    if (!job) {
      await shell.complain(`wait: pid ${name} is not a child of this shell`);
      last = 127;
      continue;
    }
    const { code, isCut } = await waitFor(shell, job);
    if (isCut) return code;
    last = code;
  }
  return last;
};

async function waitFor(shell: Shell, job: BackgroundJob): Promise<{ readonly code: number; readonly isCut: boolean }> {
  if (job.code !== undefined) return { code: job.code, isCut: false };
  const waited = await shell.process.interruptible<number>((done) => job.process.whenEnded(done));
  return 'signal' in waited ? { code: 128 + waited.signal, isCut: true } : { code: waited.value, isCut: false };
}

async function waitForAny(shell: Shell): Promise<number> {
  if (shell.jobs.length === 0) return 127;
  const waited = await shell.process.interruptible<BackgroundJob>((done) => {
    const stops = shell.jobs.map((job) => job.process.whenEnded(() => done(job)));
    return () => {
      for (const stop of stops) stop();
    };
  });
  if ('signal' in waited) return 128 + waited.signal;
  shell.jobs.splice(shell.jobs.indexOf(waited.value), 1);
  return waited.value.process.code ?? 0;
}

function jobNamed(shell: Shell, name: string): BackgroundJob | undefined {
  if (name.startsWith('%')) {
    const which = name.slice(1);
    return /^\d+$/.test(which) ? shell.jobs[Number(which) - 1] : shell.jobs.at(-1);
  }
  return shell.jobs.find(({ process }) => String(process.pid) === name);
}

const kill: Builtin = async (shell, args) => {
  if (args[0] === '-l') {
    await shell.process.write(1, `${Object.keys(SIGNALS).join(' ')}\n`);
    return 0;
  }
  const { signal, targets } = aimed(args);
  if (signal === undefined) {
    await shell.complain(`kill: ${args[0]}: invalid signal specification`);
    return 1;
  }
  let code = 0;
  for (const target of targets) {
    const pid = target.startsWith('%') ? jobNamed(shell, target)?.process.pid : Number(target);
    const all = pid === undefined ? [] : reached(shell, pid);
    if (all.length === 0) {
      await shell.complain(`kill: (${target}) - No such process`);
      code = 1;
    }
    for (const process of all) process.signal(signal);
  }
  return code;
};

function aimed(args: readonly string[]): { readonly signal: number | undefined; readonly targets: readonly string[] } {
  const [first = '', second = '', ...rest] = args;
  if (first === '-s' || first === '-n') return { signal: signalNumber(second), targets: rest };
  if (/^-./.test(first) && first !== '--') return { signal: signalNumber(first.slice(1)), targets: args.slice(1) };
  return { signal: SIGNALS.TERM, targets: first === '--' ? args.slice(1) : args };
}

/** A negative number or 0 is the group, which here is everything that the shell has started. */
function reached(shell: Shell, pid: number) {
  const { processes } = shell.process.system;
  if (pid > 0) return [...processes.values()].filter((process) => process.pid === pid);
  return [...processes.values()].filter((process) => process !== shell.process && process.pid !== 1);
}

const jobs: Builtin = async (shell, args) => {
  for (const [i, { process, code }] of shell.jobs.entries()) {
    if (args.includes('-p')) await shell.process.write(1, `${process.pid}\n`);
    else
      await shell.process.write(
        1,
        `[${i + 1}]  ${code === undefined ? 'Running' : 'Done   '}                 ${process.argv.join(' ')} &\n`,
      );
  }
  return 0;
};

const times: Builtin = async (shell) => {
  await shell.process.write(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

/** Those about processes. */
export const JOB_CONTROL: Readonly<Record<string, Builtin>> = {
  wait,
  kill,
  jobs,
  times,
  disown: () => 0,
  fg: wait,
  bg: () => 0,
};
