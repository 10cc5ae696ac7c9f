/** Redirections (POSIX, 2.7). */
import { FileError } from '../files/file-error.ts';
import {
  FULL_STREAM,
  fileStream,
  NULL_STREAM,
  OpenFile,
  type Stream,
  source,
  ZERO_STREAM,
} from '../processes/streams.ts';
import type { Redirection, WordNode } from './ast.ts';
import { expandText } from './expand.ts';
import { ShellFault } from './flow.ts';
import type { Shell } from './shell.ts';

/** Redirections that have been carried out. */
export interface Redirected {
  /** Puts the descriptors back as they were. */
  readonly restore: () => void;
  /** They are to stay: `exec >file`. */
  readonly keep: () => void;
}

/** What a process may have open (the runtime's RLIMIT_NOFILE). */
const MOST_DESCRIPTORS = 1024;

/** Carries out redirections in the shell's own process. Throws a `ShellFault` for a file that cannot be opened; nothing is left changed then. */
export async function redirect(shell: Shell, redirections: readonly Redirection[]): Promise<Redirected> {
  const before = new Map<number, OpenFile | undefined>();
  const restore = () => {
    for (const [descriptor, open] of before) shell.process.setDescriptor(descriptor, open);
    before.clear();
  };
  const change = (descriptor: number, open: OpenFile | undefined) => {
    const { descriptors } = shell.process;
    if (open && !descriptors.has(descriptor) && descriptors.size >= MOST_DESCRIPTORS) {
      open.release();
      throw new ShellFault('Too many open files');
    }
    if (!before.has(descriptor)) before.set(descriptor, shell.process.descriptors.get(descriptor)?.retain());
    shell.process.setDescriptor(descriptor, open);
  };
  try {
    for (const redirection of redirections) await apply(shell, redirection, change);
  } catch (error) {
    restore();
    throw error;
  }
  return {
    restore,
    keep: () => {
      for (const open of before.values()) open?.release();
      before.clear();
    },
  };
}

async function apply(
  shell: Shell,
  redirection: Redirection,
  change: (descriptor: number, open: OpenFile | undefined) => void,
): Promise<void> {
  const { operator, target } = redirection;
  const text = await expandText(shell, target.type === 'HereDoc' ? hereText(target) : target);
  const descriptor = await descriptorOf(shell, redirection);
  switch (operator) {
    case '<<':
    case '<<-':
      return change(descriptor ?? 0, new OpenFile(source(Buffer.from(text))));
    case '<<<':
      return change(descriptor ?? 0, new OpenFile(source(Buffer.from(`${text}\n`))));
    case '<':
      return change(descriptor ?? 0, opened(shell, text, 'read'));
    case '<>':
      return change(descriptor ?? 0, opened(shell, text, 'both'));
    case '>':
    case '>|':
      return change(descriptor ?? 1, opened(shell, text, 'write'));
    case '>>':
      return change(descriptor ?? 1, opened(shell, text, 'append'));
    case '&>':
    case '&>>': {
      const open = opened(shell, text, operator === '&>' ? 'write' : 'append');
      change(1, open);
      return change(2, open.retain());
    }
    case '>&':
    case '<&':
      return duplicate(
        shell,
        { text, descriptor: descriptor ?? (operator === '>&' ? 1 : 0), isBare: descriptor === undefined },
        change,
      );
  }
}

/** `<<-` takes the tabs away at the beginnings of lines. */
function hereText({ content, stripTabs }: Extract<Redirection['target'], { readonly type: 'HereDoc' }>): WordNode {
  if (!stripTabs) return content;
  const stripped = (text: string, isFirst: boolean) =>
    (isFirst ? text.replace(/^\t+/, '') : text).replace(/\n\t+/g, '\n');
  const parts = content.parts.map((part, i) =>
    part.type === 'Literal' || part.type === 'SingleQuoted' ? { ...part, value: stripped(part.value, i === 0) } : part,
  );
  return { ...content, parts };
}

const FIRST_OWN = 10;

async function descriptorOf(
  shell: Shell,
  { fd, fdVariable, operator, target }: Redirection,
): Promise<number | undefined> {
  if (fdVariable === undefined) return fd ?? undefined;
  const isClosing = target.type === 'Word' && operator.endsWith('&') && (await expandText(shell, target)) === '-';
  if (isClosing) return Number(shell.variables.text(fdVariable) ?? 0);
  let free = FIRST_OWN;
  while (shell.process.descriptors.has(free)) free += 1;
  shell.variables.set(fdVariable, String(free));
  return free;
}

function duplicate(
  shell: Shell,
  { text, descriptor, isBare }: { readonly text: string; readonly descriptor: number; readonly isBare: boolean },
  change: (descriptor: number, open: OpenFile | undefined) => void,
): void {
  if (text === '-') {
    change(descriptor, undefined);
    return;
  }
  if (!/^\d+$/.test(text)) {
    if (!isBare || descriptor !== 1) throw new ShellFault(`${text}: ambiguous redirect`);
    const open = opened(shell, text, 'write');
    change(1, open);
    change(2, open.retain());
    return;
  }
  const open = shell.process.descriptors.get(Number(text));
  if (!open) throw new ShellFault(`${text}: Bad file descriptor`);
  change(descriptor, open.retain());
}

/** What a file is opened for; `both`: made where there is none, and nothing of it is lost. */
type Opening = 'read' | 'write' | 'append' | 'both';

function opened(shell: Shell, path: string, how: Opening): OpenFile {
  const own = /^\/dev\/(stdin|stdout|stderr|fd\/(\d))$/.exec(path);
  if (own) {
    const number = own[2] ?? { stdin: '0', stdout: '1', stderr: '2' }[own[1] ?? ''];
    const open = shell.process.descriptors.get(Number(number));
    if (open) return open.retain();
  }
  try {
    return new OpenFile(streamAt(shell, path, how));
  } catch (error) {
    if (error instanceof FileError) throw new ShellFault(`${path}: ${error.text}`);
    throw error;
  }
}

function streamAt(shell: Shell, path: string, how: Opening): Stream {
  const { files, network } = shell.process.system;
  const port = /^\/dev\/tcp\/([^/]+)\/(\d+)$/.exec(path);
  if (port?.[1] !== undefined) return portStream(network, port[1], Number(port[2]));
  const node = how === 'read' ? files.get(shell.path(path)).node : files.openForWriting(shell.path(path));
  if (node.kind === 'directory') throw new FileError('EISDIR', path);
  if (node.kind === 'device') return deviceStream(shell, node.device);
  if (node.kind !== 'file') throw new FileError('ELOOP', path);
  if (how === 'write') files.write(node, new Uint8Array());
  return fileStream(files, node, how === 'append');
}

/** bash's own way to try a port. */
function portStream(network: Shell['process']['system']['network'], host: string, port: number): Stream {
  const resolution = network.resolve(host);
  if (resolution.is !== 'found') throw new ShellFault(`${host}: Name or service not known`);
  const connection = network.connect(resolution.addresses[0] ?? '', port);
  if (connection !== 'open')
    throw new ShellFault(`connect: ${connection === 'refused' ? 'Connection refused' : 'No route to host'}`);
  return NULL_STREAM;
}

/** What a device gives and takes. */
export function deviceStream({ process }: Pick<Shell, 'process'>, device: string): Stream {
  if (device === 'zero') return ZERO_STREAM;
  if (device === 'full') return FULL_STREAM;
  if (device === 'random') {
    const { random } = process.system;
    return {
      read: (_, most) => Uint8Array.from({ length: Math.min(most, 256) }, () => random.below(256)),
      write: () => {},
    };
  }
  const number = { stdin: 0, stdout: 1, stderr: 2 }[device];
  return (number === undefined ? undefined : process.stream(number)) ?? NULL_STREAM;
}
