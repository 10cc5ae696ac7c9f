/** Programs through which bytes flow as they come: cat, tee, tail, yes. */
import { FileError } from '../files/file-error.ts';
import { bytesOf, type FileNode } from '../files/inodes.ts';
import { resolvePath } from '../files/paths.ts';
import type { Process } from '../processes/process.ts';
import { fileStream, type Stream } from '../processes/streams.ts';
import { deviceStream } from '../shell/redirect.ts';
import { optionsOf, type Program, type ProgramCall } from './program.ts';
import { toolProgram } from './tools.ts';

/** So much is read at once. */
export const PIECE = 65_536;

/** The stream of a file that is to be read, `-` being stdin; says what is wrong and returns undefined where there is none. */
export async function opened({ process, argv, cwd }: ProgramCall, name: string): Promise<Stream | undefined> {
  if (name === '-') return process.stream(0);
  try {
    const { node } = process.system.files.get(resolvePath(cwd, name));
    if (node.kind === 'directory') throw new FileError('EISDIR', name);
    return node.kind === 'device'
      ? deviceStream({ process }, node.device)
      : fileStream(process.system.files, node as FileNode);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await process.write(2, `${argv[0]}: ${name}: ${error.text}\n`);
    return undefined;
  }
}

async function flow(process: Process, from: Stream, to: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for (;;) {
    const pause = process.step();
    if (pause) await pause;
    const piece = await from.read(process, PIECE);
    if (!piece) return;
    await to(piece);
  }
}

/** `cat`; with flags, the tool's. */
export const cat: Program = async (call) => {
  const { process, argv } = call;
  const names = argv.slice(1).filter((word) => word !== '-u' && word !== '--');
  if (names.some((word) => /^-./.test(word))) return await toolProgram(call);
  let code = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    const stream = await opened(call, name);
    if (stream) await flow(process, stream, (bytes) => process.write(1, bytes));
    else code = 1;
  }
  return code;
};

/** `tee [-a] FILE…`. */
export const tee: Program = async ({ process, argv, cwd }) => {
  const { flags, rest } = optionsOf(argv.slice(1), '');
  const { files } = process.system;
  const targets = rest.map((name) => {
    const node = files.openForWriting(resolvePath(cwd, name));
    if (node.kind !== 'file') return node.kind === 'device' ? deviceStream({ process }, node.device) : undefined;
    if (!flags.has('a')) files.write(node, new Uint8Array());
    return fileStream(files, node, true);
  });
  const input = process.stream(0);
  if (!input) return 0;
  await flow(process, input, async (bytes) => {
    await process.write(1, bytes);
    for (const target of targets) await target?.write(process, bytes);
  });
  return 0;
};

const POLL_MS = 1000;

/** `tail`; with `-f` it goes on with what is added to the file. */
export const tail: Program = async (call) => {
  const { process, argv, cwd } = call;
  const { flags, rest, values } = optionsOf(argv.slice(1), 'n c s');
  if (!flags.has('f') && !flags.has('F') && !flags.has('follow')) return await toolProgram(call);
  const [name = '-'] = rest;
  const found = process.system.files.find(resolvePath(cwd, name));
  if (!found && !flags.has('F')) {
    await process.write(2, `tail: can't open '${name}': No such file or directory\n`);
    return 1;
  }
  if (found && found.node.kind !== 'file') for (;;) await process.sleep(3_600_000);
  let at = found?.node.kind === 'file' ? startOfTail(bytesOf(found.node), Number(values.get('n') ?? 10)) : 0;
  for (;;) {
    const node = process.system.files.find(resolvePath(cwd, name))?.node;
    const bytes = node?.kind === 'file' ? bytesOf(node) : new Uint8Array();
    if (bytes.length > at) await process.write(1, bytes.subarray(at));
    at = bytes.length;
    await process.sleep(POLL_MS);
  }
};

function startOfTail(bytes: Uint8Array, lines: number): number {
  let at = bytes.length - 1;
  for (let left = lines; at > 0 && left > 0; left -= 1) at = bytes.lastIndexOf(10, at - 1);
  return Math.max(0, at < 0 ? 0 : at === bytes.length - 1 && lines === 0 ? bytes.length : at + (at === 0 ? 0 : 1));
}

/** So much is written at once. */
const AT_ONCE = 4096;

/** `yes [TEXT]`. */
export const yes: Program = async ({ process, argv }) => {
  const line = `${argv.slice(1).join(' ') || 'y'}\n`;
  const lines = Buffer.from(line.repeat(Math.ceil(AT_ONCE / line.length)));
  for (;;) {
    const pause = process.step();
    if (pause) await pause;
    await process.write(1, lines);
  }
};
