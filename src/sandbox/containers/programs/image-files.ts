/** What containers find on their disk before anything of theirs runs. */
import {
  type DeviceNode,
  type DirectoryNode,
  directory,
  type FileNode,
  file,
  type Inode,
  link,
} from '../files/inodes.ts';

const PROGRAM_BYTES = Buffer.from('\x7fELF');

/** Whether a file stands for a program. */
export function isProgramFile(node: Inode): boolean {
  return node.kind === 'file' && node.bytes === PROGRAM_BYTES;
}

/** What differs from container to container. */
export interface Disk {
  readonly nowMs: number;
  readonly hostname: string;
  readonly hosts: string;
  readonly resolver: string;
}

/** The directory of an image's programs. All containers of the image share it, so it is to be mounted read-only. */
export function programFolder(programs: readonly string[]): DirectoryNode {
  const program: FileNode = { kind: 'file', bytes: PROGRAM_BYTES, mode: 0o755, mtimeMs: 0 };
  return folder(0, Object.fromEntries(programs.map((name) => [name, program])));
}

/** A container's own files; those of its programs are mounted at /bin. */
export function imageFiles(disk: Disk): DirectoryNode {
  const { nowMs } = disk;
  const empty = () => folder(nowMs, {});
  const toBin = () => link('/bin', nowMs);
  return folder(nowMs, {
    bin: empty(),
    dev: devices(nowMs),
    etc: settings(disk),
    ...Object.fromEntries(['home', 'opt', 'root', 'run', 'srv', 'sys'].map((name) => [name, empty()])),
    proc: folder(nowMs, {
      meminfo: file('MemTotal:       33554432 kB\nMemFree:        16777216 kB\n', nowMs),
      cpuinfo: file('processor\t: 0\n', nowMs),
    }),
    sbin: toBin(),
    tmp: folder(nowMs, {}, 0o1777),
    usr: folder(nowMs, { bin: toBin(), sbin: toBin(), lib: empty(), local: folder(nowMs, { bin: empty() }) }),
    var: folder(nowMs, { log: empty(), run: link('/run', nowMs), tmp: empty(), lib: empty() }),
  });
}

function folder(nowMs: number, entries: Readonly<Record<string, Inode>>, mode = 0o755): DirectoryNode {
  const made = directory(nowMs, mode);
  for (const [name, node] of Object.entries(entries)) made.entries.set(name, node);
  return made;
}

/** Names in /dev, and which device each is. */
const DEVICES: Readonly<Record<string, DeviceNode['device']>> = {
  null: 'null',
  zero: 'zero',
  full: 'full',
  random: 'random',
  urandom: 'random',
  stdin: 'stdin',
  stdout: 'stdout',
  stderr: 'stderr',
  tty: 'tty',
};

function devices(mtimeMs: number): DirectoryNode {
  const entries = Object.entries(DEVICES).map(([name, device]): [string, Inode] => [
    name,
    { kind: 'device', device, mode: 0o666, mtimeMs },
  ]);
  return folder(mtimeMs, {
    ...Object.fromEntries(entries),
    shm: folder(mtimeMs, {}, 0o1777),
    'termination-log': file('', mtimeMs, 0o666),
  });
}

function settings({ nowMs, hostname, hosts, resolver }: Disk): DirectoryNode {
  return folder(nowMs, {
    hostname: file(`${hostname}\n`, nowMs),
    hosts: file(hosts, nowMs),
    'resolv.conf': file(resolver, nowMs),
    passwd: file('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n', nowMs),
    group: file('root:x:0:\nnobody:x:65534:\n', nowMs),
  });
}
