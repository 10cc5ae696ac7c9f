/** sh, bash, ash and dash as programs. */
import { bytesOf } from '../files/inodes.ts';
import { resolvePath } from '../files/paths.ts';
import { setOption } from '../shell/builtins/settings.ts';
import { loadParser } from '../shell/parse.ts';
import { runStatements, runToEnd } from '../shell/run.ts';
import { Shell } from '../shell/shell.ts';
import { type Program, type ProgramCall, readAll } from './program.ts';

const LETTERS: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  a: 'allexport',
};

interface Invocation {
  readonly script: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly options: readonly (readonly [name: string, isOn: boolean])[];
}

/** Runs a script: of `-c`, of a file, or of stdin. */
export const shell: Program = async (call) => {
  const invocation = await invocationOf(call);
  if (typeof invocation === 'number') return invocation;
  const { script, name, parameters, options } = invocation;
  const running = new Shell(call.process, {
    parse: await parserFor(call),
    name,
    parameters,
    cwd: call.cwd,
    env: call.env,
  });
  for (const [option, isOn] of options) setOption(running, option, isOn);
  return await runToEnd(running, async () => await runStatements(running, running.parse(script).statements));
};

/** The parser comes from a file of ours: the cluster's time must not go on meanwhile. */
async function parserFor({ process }: ProgramCall) {
  const release = process.system.clock.hold();
  try {
    return await loadParser();
  } finally {
    release();
  }
}

async function invocationOf({ process, argv, cwd }: ProgramCall): Promise<Invocation | number> {
  const options: [string, boolean][] = [];
  let isCommand = false;
  let isFromInput = false;
  let at = 1;
  for (; /^[-+]./.test(argv[at] ?? '') && argv[at] !== '--'; at += 1) {
    const word = argv[at] ?? '';
    if (word.startsWith('--')) continue;
    for (const letter of word.slice(1)) {
      if (letter === 'c') isCommand = true;
      else if (letter === 's') isFromInput = true;
      else if (letter === 'o' || letter === 'O') {
        at += 1;
        options.push([argv[at] ?? '', word.startsWith('-')]);
      } else if (LETTERS[letter] !== undefined) options.push([LETTERS[letter], word.startsWith('-')]);
    }
  }
  if (argv[at] === '--') at += 1;
  const [first, ...rest] = argv.slice(at);
  const own = argv[0] ?? 'sh';
  if (isCommand) {
    if (first === undefined) {
      await process.write(2, `${own}: -c: option requires an argument\n`);
      return 2;
    }
    return { script: first, name: rest[0] ?? own, parameters: rest.slice(1), options };
  }
  if (first === undefined || isFromInput)
    return {
      script: Buffer.from(await readAll(process)).toString(),
      name: own,
      parameters: isFromInput ? argv.slice(at) : [],
      options,
    };
  const found = process.system.files.find(resolvePath(cwd, first));
  if (found?.node.kind !== 'file') {
    await process.write(2, `${own}: ${first}: ${found ? 'Is a directory' : 'No such file or directory'}\n`);
    return found ? 126 : 127;
  }
  return { script: Buffer.from(bytesOf(found.node)).toString(), name: first, parameters: rest, options };
}
