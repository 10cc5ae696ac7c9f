/** The files that one container sees: its own, with volumes mounted over them. Everything is in memory and at once. */
import { FileError } from './file-error.ts';
import { type DirectoryNode, directory, type FileNode, file, type Inode, sizeBelow } from './inodes.ts';
import { baseName, directoryName, resolvePath } from './paths.ts';

/** A volume, or a file of one, at a path of the container. */
export interface Mount {
  readonly path: string;
  readonly node: DirectoryNode | FileNode;
  readonly isReadOnly: boolean;
}

/** What a path leads to. */
export interface Found {
  readonly node: Inode;
  /** The path without links. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** A container's files. */
export class FileTree {
  readonly #root: DirectoryNode;
  readonly #mounts: ReadonlyMap<string, Mount>;
  readonly #isReadOnly: boolean;
  readonly #now: () => number;
  /** Bytes that may still be written, so that no script fills the memory. */
  #left = MOST_BYTES;

  constructor(
    root: DirectoryNode,
    mounts: readonly Mount[],
    options: { readonly now: () => number; readonly isReadOnly?: boolean },
  ) {
    this.#root = root;
    this.#now = options.now;
    this.#isReadOnly = options.isReadOnly ?? false;
    for (const mount of mounts) this.#makeMountPoint(mount);
    this.#mounts = new Map(mounts.map((mount) => [mount.path, mount]));
  }

  /** What a path leads to; undefined where nothing is. `follow`: through a link at its end too. Throws where it leads through what is no directory. */
  find(path: string, follow = true): Found | undefined {
    return this.#walk(resolvePath('/', path), follow, 0);
  }

  /** The same. Throws where nothing is. */
  get(path: string, follow = true): Found {
    const found = this.find(path, follow);
    if (!found) throw new FileError('ENOENT', path);
    return found;
  }

  /** The file at a path, made where there is none. Throws for a directory. */
  openForWriting(path: string, mode = 0o644): FileNode | Exclude<Inode, FileNode | DirectoryNode> {
    const found = this.find(path);
    if (found?.node.kind === 'directory') throw new FileError('EISDIR', path);
    if (found) {
      if (found.isReadOnly && found.node.kind === 'file') throw new FileError('EROFS', path);
      return found.node;
    }
    const made = file('', this.#now(), mode);
    this.#put(path, made);
    return made;
  }

  /** Replaces what a file holds, or adds to it. What no longer fits is left out, and then it throws: the disk is full to the last byte. */
  write(node: FileNode, bytes: Uint8Array, at?: number): void {
    const before = at === undefined ? new Uint8Array() : node.bytes.subarray(0, at);
    const after = at === undefined ? new Uint8Array() : node.bytes.subarray(at + bytes.length);
    const grown = before.length + bytes.length + after.length - node.bytes.length;
    if (grown > this.#left) {
      const fits = bytes.length - (grown - this.#left);
      if (fits > 0) this.write(node, bytes.subarray(0, fits), at);
      throw new FileError('ENOSPC', '');
    }
    this.#left -= grown;
    if (at === node.bytes.length && at > 0) extend(node, bytes);
    else {
      node.bytes = before.length + after.length === 0 ? bytes : Buffer.concat([before, bytes, after]);
      delete node.room;
    }
    node.mtimeMs = this.#now();
  }

  /** Makes a directory. Throws where something is already, unless `parents`. */
  makeDirectory(path: string, parents = false): void {
    const whole = resolvePath('/', path);
    const found = this.find(whole);
    if (found) {
      if (parents && found.node.kind === 'directory') return;
      throw new FileError('EEXIST', path);
    }
    if (parents) this.makeDirectory(directoryName(whole), true);
    this.#put(whole, directory(this.#now()));
  }

  /** Puts a file, a directory or a link at a path where nothing is; `over`: or in the place of what is there. */
  place(path: string, node: Inode, over = false): void {
    if (!over && this.find(path, false)) throw new FileError('EEXIST', path);
    this.#put(resolvePath('/', path), node);
  }

  /** Takes a name away. Throws for a directory that is not empty, unless `all`. */
  remove(path: string, all = false): void {
    const found = this.get(path, false);
    const { parent, name } = this.#parentOf(resolvePath('/', path));
    if (this.#mounts.has(found.path)) throw new FileError('EBUSY', path);
    if (found.node.kind === 'directory' && found.node.entries.size > 0 && !all) throw new FileError('ENOTEMPTY', path);
    this.#left += sizeBelow(found.node);
    parent.entries.delete(name);
    parent.mtimeMs = this.#now();
  }

  /** The names in a directory, sorted, those of volumes mounted there among them. */
  list(path: string): readonly string[] {
    const { node } = this.get(path);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    return [...node.entries.keys()].sort();
  }

  #walk(path: string, follow: boolean, links: number): Found | undefined {
    if (links > MOST_LINKS) throw new FileError('ELOOP', path);
    if (path.length >= MOST_PATH) throw new FileError('ENAMETOOLONG', path);
    let found: Found = this.#mounted('/') ?? { node: this.#root, path: '/', isReadOnly: this.#isReadOnly };
    const parts = path.split('/').filter((part) => part !== '');
    for (const [i, part] of parts.entries()) {
      if (found.node.kind !== 'directory') throw new FileError('ENOTDIR', path);
      const here: string = found.path === '/' ? `/${part}` : `${found.path}/${part}`;
      if (part.length > MOST_NAME) throw new FileError('ENAMETOOLONG', path);
      const node = found.node.entries.get(part);
      const next: Found | undefined =
        this.#mounted(here) ?? (node ? { node, path: here, isReadOnly: found.isReadOnly } : undefined);
      if (!next) return undefined;
      const isLast = i === parts.length - 1;
      if (next.node.kind === 'link' && (follow || !isLast)) {
        const target = resolvePath(found.path, next.node.target);
        return this.#walk([target, ...parts.slice(i + 1)].join('/'), follow, links + 1);
      }
      found = next;
    }
    return found;
  }

  #mounted(path: string): Found | undefined {
    const mount = this.#mounts?.get(path);
    return mount && { node: mount.node, path, isReadOnly: mount.isReadOnly };
  }

  #parentOf(path: string): { readonly parent: DirectoryNode; readonly name: string } {
    const { node, isReadOnly } = this.get(directoryName(path));
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    if (isReadOnly) throw new FileError('EROFS', path);
    return { parent: node, name: baseName(path) };
  }

  #put(path: string, node: Inode): void {
    const { parent, name } = this.#parentOf(path);
    if (name === '') throw new FileError('EINVAL', path);
    const before = parent.entries.get(name);
    const grown = sizeBelow(node) - (before ? sizeBelow(before) : 0);
    if (grown > this.#left) throw new FileError('ENOSPC', path);
    this.#left -= grown;
    parent.entries.set(name, node);
    parent.mtimeMs = this.#now();
  }

  /** A runtime makes the directories that volumes are mounted at. */
  #makeMountPoint({ path, node }: Mount): void {
    const parts = path.split('/').filter((part) => part !== '');
    let at = this.#root;
    for (const [i, part] of parts.entries()) {
      const isFile = i === parts.length - 1 && node.kind === 'file';
      const next = at.entries.get(part) ?? (isFile ? file('', this.#now()) : directory(this.#now()));
      at.entries.set(part, next);
      if (next.kind !== 'directory') return;
      at = next;
    }
  }
}

/** Adds bytes at the end. Room is made twice as large each time, so that many small pieces cost no more than a large one. */
function extend(node: FileNode, bytes: Uint8Array): void {
  const length = node.bytes.length + bytes.length;
  if (!node.room || node.room.length < length) {
    node.room = new Uint8Array(Math.max(64, length * 2));
    node.room.set(node.bytes);
  }
  node.room.set(bytes, node.bytes.length);
  node.bytes = node.room.subarray(0, length);
}

/** What a container may write, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_LINKS = 40;
/** The lengths of a path and of a name in it (limits.h). */
const MOST_PATH = 4096;
const MOST_NAME = 255;
