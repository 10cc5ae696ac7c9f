/** Runs the text tools of just-bash (sed, awk, sort, …), one at a time, in a container's own files. */
import type { Bash } from 'just-bash';
import type { Clock } from '../clock.ts';
import { FileTree } from './files/file-tree.ts';
import { directory } from './files/inodes.ts';
import { toolFiles } from './files/tool-files.ts';
import type { ToolCall, ToolResult, Tools } from './processes/system.ts';

/** The tools that are taken; everything else of just-bash (its network, Python, JavaScript, SQLite) is never loaded. */
const NAMES = [
  'awk',
  'base64',
  'basename',
  'chmod',
  'column',
  'comm',
  'cp',
  'cut',
  'diff',
  'dirname',
  'du',
  'egrep',
  'expand',
  'expr',
  'fgrep',
  'file',
  'find',
  'fold',
  'grep',
  'gunzip',
  'gzip',
  'jq',
  'join',
  'ln',
  'ls',
  'md5sum',
  'mkdir',
  'mv',
  'nl',
  'od',
  'paste',
  'printenv',
  'readlink',
  'rev',
  'rm',
  'rmdir',
  'sed',
  'seq',
  'sha1sum',
  'sha256sum',
  'sort',
  'split',
  'stat',
  'strings',
  'tac',
  'touch',
  'tr',
  'tree',
  'unexpand',
  'uniq',
  'wc',
  'which',
  'zcat',
  // Those that are ours in a shell, for what a tool runs itself: `find -exec`, awk's system().
  'cat',
  'echo',
  'false',
  'head',
  'printf',
  'pwd',
  'tail',
  'tee',
  'true',
] as const;

/** What no script gets beyond. */
const LIMITS = {
  maxExecutionTimeMs: 10_000,
  maxWorkUnits: 20_000_000,
  maxAwkIterations: 5_000_000,
  maxSedIterations: 1_000_000,
  maxJqIterations: 1_000_000,
  maxLiveBytes: 64 * 1024 * 1024,
  maxInputBytes: 64 * 1024 * 1024,
  maxOutputSize: 32 * 1024 * 1024,
  maxStringLength: 64 * 1024 * 1024,
} as const;

/** The exit code of a tool that our own fault ends. */
const FAULT = 125;

/** Tools for all containers of a cluster. While one runs, the clock stands still. */
export function toolRunner(clock: Clock): Tools {
  let files = new FileTree(directory(0), [], { now: () => clock.now() });
  let stdin: Uint8Array = new Uint8Array();
  let loading: Promise<Bash> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const bash = () => {
    loading ??= import('just-bash').then(
      (loaded) =>
        new loaded.Bash({
          fs: toolFiles(
            () => files,
            () => clock.now(),
            () => stdin,
          ),
          commands: [...NAMES],
          cwd: '/',
          env: {},
          defenseInDepth: false,
          executionLimits: LIMITS,
          sleep: async () => {},
        }),
    );
    return loading;
  };
  const run = async (call: ToolCall): Promise<ToolResult> => {
    const tool = await bash();
    files = call.files;
    stdin = call.stdin;
    try {
      return await runIn(tool, call);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { code: FAULT, stdout: new Uint8Array(), stderr: Buffer.from(`${call.argv[0]}: ${why}\n`) };
    }
  };
  return {
    names: new Set(NAMES),
    run(call) {
      const release = clock.hold();
      const result = turn
        .then(() => run(call))
        .finally(breath)
        .finally(release);
      turn = result.catch(() => {});
      return result;
    },
  };
}

/** Others get their turn: a tool is one piece of work, and a script may have thousands of them. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function runIn(bash: Bash, { argv, env, cwd, stdin }: ToolCall): Promise<ToolResult> {
  const [name = '', ...args] = argv;
  const input = Buffer.from(stdin.buffer, stdin.byteOffset, stdin.length).toString('latin1');
  const { exitCode, stdout, stderr } = await bash.exec(name, {
    args: [...args],
    env: { ...env, PATH: '/bin' },
    replaceEnv: true,
    cwd,
    stdin: input,
    stdinKind: 'bytes',
    rawScript: true,
  });
  // What is text comes decoded; what gzip packs is no text.
  const isBytes = name === 'gzip' && !args.some((word) => /^(-[a-z]*[dl]|--decompress|--list)/.test(word));
  return {
    code: exitCode,
    stdout: Buffer.from(stdout, isBytes ? 'latin1' : 'utf8'),
    stderr: Buffer.from(stderr.replace(/^bash: /gm, '')),
  };
}
