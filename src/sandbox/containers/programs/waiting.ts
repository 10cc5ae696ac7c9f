/** Programs that wait, or run others: sleep, timeout, env, xargs, nohup, … */
import { SIGNALS, signalNumber } from '../processes/signals.ts';
import { execute, findProgram } from './execute.ts';
import { optionsOf, type Program, type ProgramCall, readAll } from './program.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds that a word like `1.5m` means, Infinity for `infinity`; undefined for what is none. */
export function durationMs(word: string): number | undefined {
  if (word === 'infinity' || word === 'inf') return Number.POSITIVE_INFINITY;
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word);
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1000) : undefined;
}

/** `sleep 5`, `sleep 1m 30s`, on the cluster's clock. */
export const sleep: Program = async ({ process, argv }) => {
  const times = argv.slice(1).map(durationMs);
  const bad = times.indexOf(undefined);
  if (times.length === 0 || bad >= 0) {
    await process.write(
      2,
      times.length === 0 ? 'sleep: missing operand\n' : `sleep: invalid time interval '${argv[bad + 1]}'\n`,
    );
    return 1;
  }
  await process.sleep(times.reduce<number>((sum, ms) => sum + (ms ?? 0), 0));
  return 0;
};

/** What holds a pod's namespaces, and does nothing, until it is told to end. */
export const pause: Program = async ({ process }) => {
  await process.sleep(Number.POSITIVE_INFINITY);
  return 0;
};

/** Microseconds. */
export const usleep: Program = async ({ process, argv }) => {
  await process.sleep(Number(argv[1] ?? 0) / 1000 || 0);
  return 0;
};

/** Runs what follows as a process of its own; undefined where there is no such program. */
function start(
  { process, env, cwd }: ProgramCall,
  argv: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const all = { ...env, ...more };
  const program = findProgram(process.system, argv[0] ?? '', { path: all.PATH ?? '', cwd });
  if (program.is !== 'found') return undefined;
  return process.system.spawn({
    parent: process,
    argv,
    main: (child) => execute(child, program, { argv, env: all, cwd }),
  });
}

async function missing({ process, argv }: ProgramCall, name: string | undefined): Promise<number> {
  await process.write(2, `${argv[0]}: can't execute '${name ?? ''}': No such file or directory\n`);
  return 127;
}

/** `timeout [-s SIGNAL] [-k AFTER] TIME COMMAND…`: 124 when time was up. */
export const timeout: Program = async (call) => {
  const { process, argv } = call;
  const { values, rest, flags } = optionsOf(argv.slice(1), 's signal k kill-after t', false);
  const [time, ...command] = values.has('t') ? [values.get('t') ?? '', ...rest] : rest;
  const ms = durationMs(time ?? '');
  const child = ms === undefined ? undefined : start(call, command);
  if (!child || ms === undefined) return ms === undefined ? 125 : await missing(call, command[0]);
  const signal = signalNumber(values.get('s') ?? values.get('signal') ?? 'TERM') ?? SIGNALS.TERM ?? 15;
  const killMs = durationMs(values.get('k') ?? values.get('kill-after') ?? '');
  const { clock } = process.system;
  const isOver = await process.block<boolean>((done) => {
    const stop = child.whenEnded(() => done(false));
    const cancel = ms === Number.POSITIVE_INFINITY ? () => {} : clock.at(clock.now() + ms, () => done(true));
    return () => {
      stop();
      cancel();
    };
  });
  if (!isOver) return child.code ?? 0;
  child.signal(signal);
  const cancelKill =
    killMs === undefined ? () => {} : clock.at(clock.now() + killMs, () => child.signal(SIGNALS.KILL ?? 9));
  const code = await process.block<number>((done) => child.whenEnded(done));
  cancelKill();
  if (code === 128 + (SIGNALS.KILL ?? 9)) return code;
  return flags.has('preserve-status') ? code : 124;
};

/** `env [-i] [NAME=value…] [COMMAND…]`. */
export const env: Program = async (call) => {
  const { flags, values, rest } = optionsOf(call.argv.slice(1), 'u', false);
  const at = rest.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const set = Object.fromEntries(
    rest
      .slice(0, at < 0 ? rest.length : at)
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const { [values.get('u') ?? '']: _, ...kept } = call.env;
  const all = { ...(flags.has('i') ? {} : kept), ...set };
  const command = at < 0 ? [] : rest.slice(at);
  if (command.length === 0) {
    for (const [name, value] of Object.entries(all)) await call.process.write(1, `${name}=${value}\n`);
    return 0;
  }
  return await become({ ...call, env: all }, command);
};

/** The process goes on as another program. */
async function become(call: ProgramCall, argv: readonly string[]): Promise<number> {
  const program = findProgram(call.process.system, argv[0] ?? '', { path: call.env.PATH ?? '', cwd: call.cwd });
  if (program.is !== 'found') return await missing(call, argv[0]);
  call.process.argv = argv;
  return await program.program({ ...call, argv });
}

/** `nohup`, `nice`, `exec`-like programs that only run what follows their own flags. */
export const wrapper: Program = async (call) => {
  const { rest } = optionsOf(call.argv.slice(1), 'n', false);
  return await become(call, rest);
};

/** tini and dumb-init: the command is a child, which signals are passed on to, so that it is not the first process. */
export const init: Program = async (call) => {
  const { process, argv } = call;
  const { rest } = optionsOf(argv.slice(1), 'p e', false);
  const child = start(call, rest);
  if (!child) return await missing(call, rest[0]);
  for (const name of ['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2']) process.handlers.set(SIGNALS[name] ?? 0, 'handle');
  for (;;) {
    const waited = await process.interruptible<number>((done) => child.whenEnded(done));
    if ('value' in waited) return waited.value;
    child.signal(process.pending.shift() ?? waited.signal);
  }
};

/** `xargs [-n N] [-I MARK] [-0] [-r] COMMAND…`. */
export const xargs: Program = async (call) => {
  const { process } = call;
  const { flags, values, rest } = optionsOf(call.argv.slice(1), 'n I P L d s', false);
  const text = Buffer.from(await readAll(process)).toString();
  const mark = values.get('I');
  const separator = flags.has('0') ? '\0' : (values.get('d') ?? undefined);
  const items = (
    separator !== undefined
      ? text.split(separator)
      : mark === undefined && !values.has('L')
        ? text.split(/\s+/)
        : text.split('\n')
  ).filter((item) => item !== '');
  const command = rest.length > 0 ? rest : ['echo'];
  if (items.length === 0 && (flags.has('r') || mark !== undefined)) return 0;
  const size = mark === undefined ? Number(values.get('n') ?? values.get('L') ?? Math.max(1, items.length)) : 1;
  let code = 0;
  for (let i = 0; i < Math.max(1, items.length); i += size) {
    const batch = items.slice(i, i + size);
    const argv =
      mark === undefined ? [...command, ...batch] : command.map((word) => word.replaceAll(mark, batch[0] ?? ''));
    const child = start(call, argv);
    if (!child) return await missing(call, argv[0]);
    const ended = await process.block<number>((done) => child.whenEnded(done));
    if (ended !== 0) code = ended === 255 ? 124 : 123;
  }
  return code;
};

/** `time COMMAND…`. */
export const time: Program = async (call) => {
  const { process, argv } = call;
  const begun = process.system.clock.now();
  const child = start(call, argv.slice(1));
  if (!child) return await missing(call, argv[1]);
  const code = await process.block<number>((done) => child.whenEnded(done));
  const ms = process.system.clock.now() - begun;
  await process.write(
    2,
    `real\t${Math.floor(ms / 60_000)}m ${((ms % 60_000) / 1000).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`,
  );
  return code;
};
