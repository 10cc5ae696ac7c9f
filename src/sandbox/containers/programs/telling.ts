/** Programs that tell about the container: hostname, id, uname, nproc, ps, free, df, mktemp, … */
import { directory, file } from '../files/inodes.ts';
import { resolvePath } from '../files/paths.ts';
import { plainBuiltin } from '../shell/builtins/all-builtins.ts';
import { loadParser } from '../shell/parse.ts';
import { runToEnd } from '../shell/run.ts';
import { Shell } from '../shell/shell.ts';
import { optionsOf, type Program, type ProgramCall } from './program.ts';

const telling =
  (text: (call: ProgramCall) => string): Program =>
  async (call) => {
    await call.process.write(1, text(call));
    return 0;
  };

const hostname: Program = telling(({ process, argv }) => {
  const { system } = process;
  if (argv.includes('-i') || argv.includes('-I')) return `${system.network.address}\n`;
  return `${system.hostname}\n`;
});

const uname: Program = telling(({ process, argv }) => {
  const parts: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: process.system.hostname,
    r: '6.12.0-sandbox',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'Linux',
  };
  const { flags } = optionsOf(argv.slice(1), '');
  const wanted = flags.has('a') ? ['s', 'n', 'r', 'v', 'm', 'o'] : [...'snrvmo'].filter((letter) => flags.has(letter));
  return `${(wanted.length > 0 ? wanted : ['s']).map((letter) => parts[letter]).join(' ')}\n`;
});

const id: Program = telling(({ process, argv }) => {
  const { uid, gid } = process.system.user;
  if (argv.some((word) => /^-.*u/.test(word)))
    return argv.some((word) => word.includes('n')) ? `${userName(uid)}\n` : `${uid}\n`;
  if (argv.some((word) => /^-.*g/.test(word))) return `${gid}\n`;
  return `uid=${uid}${uid === 0 ? '(root)' : ''} gid=${gid}${gid === 0 ? '(root)' : ''} groups=${gid}${gid === 0 ? '(root)' : ''}\n`;
});

function userName(uid: number): string {
  return uid === 0 ? 'root' : uid === 65_534 ? 'nobody' : String(uid);
}

const whoami: Program = telling(({ process }) => `${userName(process.system.user.uid)}\n`);

const ps: Program = telling(({ process }) => {
  const rows = [...process.system.processes.values()].map(
    ({ pid, argv }) =>
      `${String(pid).padStart(5)} ${userName(process.system.user.uid).padEnd(8)}  0:00 ${argv.join(' ')}`,
  );
  return `${['  PID USER     TIME  COMMAND', ...rows].join('\n')}\n`;
});

const pidof: Program = async ({ process, argv }) => {
  const found = [...process.system.processes.values()].filter((one) => one.argv[0] === argv[1]).map(({ pid }) => pid);
  if (found.length > 0) await process.write(1, `${found.join(' ')}\n`);
  return found.length > 0 ? 0 : 1;
};

const uptime: Program = telling(({ process }) => {
  const minutes = Math.floor((process.system.clock.now() - process.system.startedMs) / 60_000);
  return ` up ${minutes} min,  load average: 0.00, 0.00, 0.00\n`;
});

const free: Program = telling(
  () =>
    '              total        used        free      shared  buff/cache   available\nMem:       33554432    16777216    16777216           0           0    16777216\nSwap:             0           0           0\n',
);

const df: Program = telling(
  () =>
    'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay              102626232  20525246  82100986  20% /\n',
);

const mktemp: Program = async ({ process, argv, env }) => {
  const { flags, values, rest } = optionsOf(argv.slice(1), 'p');
  const template = rest[0] ?? `${values.get('p') ?? env.TMPDIR ?? '/tmp'}/tmp.XXXXXX`;
  const path = template.replace(/X+$/, (marks) => process.system.random.suffix(marks.length));
  const now = process.system.clock.now();
  process.system.files.place(resolvePath('/', path), flags.has('d') ? directory(now, 0o700) : file('', now, 0o600));
  await process.write(1, `${path}\n`);
  return 0;
};

const dd: Program = async (call) => {
  const { process, argv, cwd } = call;
  const words = new Map(
    argv.slice(1).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const size = bytesIn(words.get('bs') ?? '512') * Number(words.get('count') ?? 0);
  const most = 256 * 1024 * 1024;
  const target = words.get('of');
  const bytes = new Uint8Array(Math.min(size, most));
  if (target !== undefined && !target.startsWith('/dev/')) {
    const node = process.system.files.openForWriting(resolvePath(cwd, target));
    if (node.kind === 'file') process.system.files.write(node, bytes);
  } else if (target === undefined) await process.write(1, bytes);
  await process.write(2, `${words.get('count') ?? 0}+0 records in\n${words.get('count') ?? 0}+0 records out\n`);
  return 0;
};

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function bytesIn(word: string): number {
  const [, number, unit = ''] = /^(\d+)([kKMG]?)/.exec(word) ?? [];
  return Number(number ?? 0) * (SIZES[unit] ?? 1);
}

/** A builtin of the shell, as a program of its own. */
function builtinProgram(name: string): Program {
  return async (call) => {
    const shell = new Shell(call.process, {
      parse: await loadParser(),
      name,
      parameters: [],
      cwd: call.cwd,
      env: call.env,
    });
    const builtin = plainBuiltin(name);
    return await runToEnd(
      shell,
      async () =>
        (await builtin?.(shell, call.argv.slice(1), { name, redirected: { restore() {}, keep() {} } })) ?? 127,
    );
  };
}

const quiet: Program = async () => 0;

/** Those that tell, and those that the shell has too. */
export const TELLING: Readonly<Record<string, Program>> = {
  hostname,
  uname,
  id,
  whoami,
  ps,
  pidof,
  uptime,
  free,
  df,
  mktemp,
  dd,
  nproc: telling(() => '1\n'),
  arch: telling(() => 'x86_64\n'),
  tty: async ({ process }) => {
    const isTerminal = process.stream(0)?.isTerminal ?? false;
    await process.write(1, isTerminal ? '/dev/pts/0\n' : 'not a tty\n');
    return isTerminal ? 0 : 1;
  },
  sync: quiet,
  clear: quiet,
  chown: quiet,
  chgrp: quiet,
  stty: quiet,
  logger: quiet,
  ...Object.fromEntries(
    ['echo', 'printf', 'true', 'false', 'test', '[', 'pwd', 'kill'].map((name) => [name, builtinProgram(name)]),
  ),
};
