/** Reads archives: `.tar.gz` with the machine's own `tar`, `.zip` from its directory (PKWARE's APPNOTE.TXT). */
import { inflateRawSync } from 'node:zlib';
import { run } from './run-cli.ts';

/** What an archive says of one of its files. */
export interface Listed {
  readonly name: string;
  /** As in `rwxr-xr-x`. */
  readonly mode: string;
  readonly bytes: number;
  /** As in `1980-01-01 00:00`. */
  readonly time: string;
}

/** The files of a `.tar.gz`, in order. */
export async function listTar(path: string): Promise<readonly Listed[]> {
  const words = ['--numeric-owner', '--full-time', '-tvzf', path];
  const { stdout, stderr, code } = await run('tar', words, { env: { TZ: 'UTC' } });
  if (code !== 0) throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [mode = '', owner, size = '', date, hour = '', name = ''] = line.split(/\s+/);
      if (owner !== '0/0') throw new Error(`${name} belongs to ${owner}`);
      return { name, mode: mode.slice(1), bytes: Number(size), time: `${date} ${hour.slice(0, 5)}` };
    });
}

/** The files of a `.zip`, in order, with what is in them. */
export function readZip(archive: Buffer): readonly (Listed & { readonly content: Buffer })[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = archive.readUInt16LE(end + 10);
  const files = [];
  for (let at = archive.readUInt32LE(end + 16), i = 0; i < count; i += 1) {
    const [packed, bytes, length] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + length);
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = inflateRawSync(archive.subarray(from, from + packed));
    const mode = modeText(archive.readUInt32LE(at + 38) >>> 16);
    files.push({
      name,
      mode,
      bytes,
      time: dosTime(archive.readUInt16LE(at + 14), archive.readUInt16LE(at + 12)),
      content,
    });
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function modeText(mode: number): string {
  return [...'rwxrwxrwx'].map((letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-')).join('');
}

function dosTime(date: number, time: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${1980 + (date >> 9)}-${two((date >> 5) & 15)}-${two(date & 31)} ${two(time >> 11)}:${two((time >> 5) & 63)}`;
}
