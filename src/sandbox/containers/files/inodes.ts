/** What the file systems of containers are made of. A volume is a directory that several containers have at some path. */

/** A regular file. `bytes` must not be altered in place: whoever writes replaces them. */
export interface FileNode {
  readonly kind: 'file';
  bytes: Uint8Array;
  mode: number;
  mtimeMs: number;
  /** Computed at each reading instead of `bytes`: what is below /proc. */
  readonly live?: () => Uint8Array;
  /** Memory that `bytes` lie at the beginning of, with room for more. */
  room?: Uint8Array;
}

/** A directory. */
export interface DirectoryNode {
  readonly kind: 'directory';
  readonly entries: Map<string, Inode>;
  mode: number;
  mtimeMs: number;
}

/** A symbolic link. */
export interface LinkNode {
  readonly kind: 'link';
  readonly target: string;
  readonly mode: number;
  mtimeMs: number;
}

/** A device of /dev. */
export interface DeviceNode {
  readonly kind: 'device';
  readonly device: 'null' | 'zero' | 'random' | 'full' | 'stdin' | 'stdout' | 'stderr' | 'tty';
  readonly mode: number;
  mtimeMs: number;
}

/** Whatever a name in a directory stands for. */
export type Inode = FileNode | DirectoryNode | LinkNode | DeviceNode;

/** An empty directory. */
export function directory(mtimeMs: number, mode = 0o755): DirectoryNode {
  return { kind: 'directory', entries: new Map(), mode, mtimeMs };
}

/** A file with this text or these bytes. */
export function file(content: string | Uint8Array, mtimeMs: number, mode = 0o644): FileNode {
  return { kind: 'file', bytes: typeof content === 'string' ? Buffer.from(content) : content, mode, mtimeMs };
}

/** A symbolic link. */
export function link(target: string, mtimeMs: number): LinkNode {
  return { kind: 'link', target, mode: 0o777, mtimeMs };
}

/** What a file holds now. */
export function bytesOf(node: FileNode): Uint8Array {
  return node.live ? node.live() : node.bytes;
}

/** What a name in a directory takes by itself, in bytes. */
export const NAME_BYTES = 512;

/** What a name takes, with all that is kept below it, in bytes. */
export function sizeBelow(node: Inode): number {
  if (node.kind === 'file') return NAME_BYTES + node.bytes.length;
  let sum = NAME_BYTES;
  if (node.kind !== 'directory') return sum;
  for (const entry of node.entries.values()) sum += sizeBelow(entry);
  return sum;
}
