/** A container's files as the tools of just-bash want them. */
import type { IFileSystem } from 'just-bash';
import { FileError } from './file-error.ts';
import type { FileTree, Found } from './file-tree.ts';
import { bytesOf, file, type Inode, link } from './inodes.ts';
import { baseName, resolvePath } from './paths.ts';

/** The files of whatever container `tree` returns at the time. What they are told of times and owners is ours. */
export function toolFiles(tree: () => FileTree, now: () => number, stdin: () => Uint8Array): IFileSystem {
  const read = (path: string) => readable(tree().get(path), { path, stdin });
  const write = (path: string, bytes: Uint8Array, isAppended: boolean) => {
    const node = tree().openForWriting(path);
    if (node.kind === 'file') tree().write(node, bytes, isAppended ? node.bytes.length : undefined);
  };
  return {
    readFile: async (path, options) => decoded(read(path), encodingOf(options)),
    readFileBuffer: async (path) => read(path),
    writeFile: async (path, content, options) => write(path, encoded(content, encodingOf(options)), false),
    appendFile: async (path, content, options) => write(path, encoded(content, encodingOf(options)), true),
    exists: async (path) => isThere(tree(), path),
    stat: async (path) => statOf(tree().get(path)),
    lstat: async (path) => statOf(tree().get(path, false)),
    mkdir: async (path, options) => tree().makeDirectory(path, options?.recursive ?? false),
    readdir: async (path) => [...tree().list(path)],
    rm: async (path, options) => {
      if (options?.force && !tree().find(path, false)) return;
      tree().remove(path, options?.recursive ?? false);
    },
    cp: async (from, to, options) => copy(tree(), { from, to, now: now() }, options?.recursive ?? false),
    mv: async (from, to) => move(tree(), from, to),
    resolvePath,
    getAllPaths: () => pathsBelow(tree(), '/'),
    chmod: async (path, mode) => {
      const { node } = tree().get(path);
      if (node.kind === 'file' || node.kind === 'directory') node.mode = mode;
    },
    symlink: async (target, path) => tree().place(path, link(target, now())),
    link: async (from, to) => {
      const { node } = tree().get(from);
      if (node.kind === 'directory') throw new FileError('EPERM', from);
      tree().place(to, node);
    },
    readlink: async (path) => {
      const { node } = tree().get(path, false);
      if (node.kind !== 'link') throw new FileError('EINVAL', path);
      return node.target;
    },
    realpath: async (path) => tree().get(path).path,
    utimes: async (path, _, mtime) => {
      tree().get(path).node.mtimeMs = mtime.getTime();
    },
  };
}

function isThere(tree: FileTree, path: string): boolean {
  try {
    return tree.find(path, false) !== undefined;
  } catch {
    return false;
  }
}

function readable(
  { node }: Found,
  { path, stdin }: { readonly path: string; readonly stdin: () => Uint8Array },
): Uint8Array {
  if (node.kind === 'directory') throw new FileError('EISDIR', path);
  if (node.kind === 'device' && node.device === 'stdin') return stdin();
  return node.kind === 'file' ? bytesOf(node) : new Uint8Array();
}

function statOf({ node }: Found) {
  return {
    isFile: node.kind === 'file',
    isDirectory: node.kind === 'directory',
    isSymbolicLink: node.kind === 'link',
    mode: node.mode,
    size: node.kind === 'file' ? bytesOf(node).length : 0,
    mtime: new Date(node.mtimeMs),
  };
}

function copy(
  tree: FileTree,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: number },
  recursive: boolean,
): void {
  const { node } = tree.get(from);
  if (node.kind !== 'directory') {
    const target = tree.openForWriting(to, node.mode);
    if (target.kind === 'file' && node.kind === 'file') tree.write(target, bytesOf(node));
    return;
  }
  if (!recursive) throw new FileError('EISDIR', from);
  tree.makeDirectory(to, true);
  for (const name of node.entries.keys()) copy(tree, { from: `${from}/${name}`, to: `${to}/${name}`, now }, true);
}

function move(tree: FileTree, from: string, to: string): void {
  const { node } = tree.get(from, false);
  const there = tree.find(to);
  const target = there?.node.kind === 'directory' && node.kind !== 'directory' ? `${to}/${baseName(from)}` : to;
  const kept: Inode = node.kind === 'file' ? file(bytesOf(node), node.mtimeMs, node.mode) : node;
  tree.place(target, kept, true);
  tree.remove(from, true);
}

function pathsBelow(tree: FileTree, path: string): string[] {
  const { node } = tree.get(path, false);
  if (node.kind !== 'directory') return [path];
  return [path, ...tree.list(path).flatMap((name) => pathsBelow(tree, path === '/' ? `/${name}` : `${path}/${name}`))];
}

function encodingOf(options: unknown): unknown {
  return typeof options === 'object' && options !== null && 'encoding' in options ? options.encoding : options;
}

const ENCODINGS = ['latin1', 'binary', 'ascii', 'base64', 'hex'] as const;

function known(encoding: unknown): BufferEncoding {
  return ENCODINGS.find((name) => name === encoding) ?? 'utf8';
}

function encoded(content: string | Uint8Array, encoding: unknown): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, known(encoding)) : Uint8Array.from(content);
}

function decoded(bytes: Uint8Array, encoding: unknown): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(known(encoding));
}
