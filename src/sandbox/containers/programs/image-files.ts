/** What containers find on their disk before anything of theirs runs. */
import { type DirectoryNode, directory, type FileNode, file, type Inode, link } from '../files/inodes.ts';

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
  /** The programs of its image. */
  readonly programs: readonly string[];
}

/** A container's own files. */
export function imageFiles(disk: Disk): DirectoryNode {
  const { nowMs } = disk;
  const folder = (entries: Readonly<Record<string, Inode>>, mode = 0o755) => {
    const made = directory(nowMs, mode);
    for (const [name, node] of Object.entries(entries)) made.entries.set(name, node);
    return made;
  };
  const bin = folder(
    Object.fromEntries(
      disk.programs.map((name): [string, FileNode] => [
        name,
        { kind: 'file', bytes: PROGRAM_BYTES, mode: 0o755, mtimeMs: nowMs },
      ]),
    ),
  );
  const device = (name: 'null' | 'zero' | 'random' | 'full' | 'stdin' | 'stdout' | 'stderr' | 'tty'): Inode => ({
    kind: 'device',
    device: name,
    mode: 0o666,
    mtimeMs: nowMs,
  });
  return folder({
    bin,
    dev: folder({
      null: device('null'),
      zero: device('zero'),
      full: device('full'),
      random: device('random'),
      urandom: device('random'),
      stdin: device('stdin'),
      stdout: device('stdout'),
      stderr: device('stderr'),
      tty: device('tty'),
      shm: folder({}, 0o1777),
      'termination-log': file('', nowMs, 0o666),
    }),
    etc: folder({
      hostname: file(`${disk.hostname}\n`, nowMs),
      hosts: file(disk.hosts, nowMs),
      'resolv.conf': file(disk.resolver, nowMs),
      passwd: file('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n', nowMs),
      group: file('root:x:0:\nnobody:x:65534:\n', nowMs),
    }),
    home: folder({}),
    opt: folder({}),
    proc: folder({
      self: folder({}),
      meminfo: file('MemTotal:       33554432 kB\nMemFree:        16777216 kB\n', nowMs),
      cpuinfo: file('processor\t: 0\n', nowMs),
    }),
    root: folder({}),
    run: folder({}),
    srv: folder({}),
    sys: folder({}),
    tmp: folder({}, 0o1777),
    usr: folder({
      bin: link('/bin', nowMs),
      sbin: link('/bin', nowMs),
      lib: folder({}),
      local: folder({ bin: link('/bin', nowMs) }),
    }),
    sbin: link('/bin', nowMs),
    var: folder({ log: folder({}), run: link('/run', nowMs), tmp: folder({}), lib: folder({}) }),
  });
}
