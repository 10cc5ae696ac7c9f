/** Archives whose bytes depend on nothing but what is in them: entries sorted, one time for all, nobody's user id. */
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, gzip } from 'node:zlib';

/** One file of an archive. */
export interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

const BLOCK = 512;

/** The time of every entry: the earliest that zip archives know, 1980-01-01T00:00:00Z, in seconds. */
const TIME = 315_532_800;

/** A `.tar.gz` (POSIX ustar). Names may be up to 100 bytes long. */
export async function tarGz(entries: readonly Entry[]): Promise<Buffer> {
  const parts = sorted(entries).flatMap((entry) => [tarHeader(entry), entry.bytes, padding(entry.bytes.length)]);
  const packed = await promisify(gzip)(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), BEST);
  // The system that it was packed on: «unknown».
  packed[9] = 255;
  return packed;
}

/** A `.zip`. */
export async function zip(entries: readonly Entry[]): Promise<Buffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of sorted(entries)) {
    const packed = await promisify(deflateRaw)(entry.bytes, BEST);
    const file = Buffer.concat([zipLocalHeader(entry, packed.length), packed]);
    files.push(file);
    directory.push(zipDirectoryEntry(entry, packed.length, offset));
    offset += file.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, size],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...files, ...directory, end]);
}

const BEST = { level: constants.Z_BEST_COMPRESSION };

function sorted(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function modeOf({ executable }: Entry): number {
  return executable ? 0o755 : 0o644;
}

function tarHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
  if (Buffer.byteLength(entry.name) > 100) throw new Error(`${entry.name} is too long a name for an archive`);
  header.write(entry.name, 0);
  octal(modeOf(entry), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.bytes.length, 124, 12);
  octal(TIME, 136, 12);
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

/** 1980-01-01 in MS-DOS's way: time, then date. */
const DOS_TIME: readonly Field[] = [
  [2, 0],
  [2, 0x21],
];
const DEFLATED = 8;
const NAMES_ARE_UTF8 = 0x800;
/** Version 2.0 of the format, made on Unix: modes are Unix's. */
const MADE_BY = 0x0314;
const NEEDED = 20;
const REGULAR_FILE = 0o100000;

function zipLocalHeader(entry: Entry, packed: number): Buffer {
  return Buffer.concat([numbers([4, 0x04034b50], ...zipFacts(entry, packed)), Buffer.from(entry.name)]);
}

function zipDirectoryEntry(entry: Entry, packed: number, offset: number): Buffer {
  const place: readonly Field[] = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, ((REGULAR_FILE | modeOf(entry)) << 16) >>> 0],
    [4, offset],
  ];
  const fixed = numbers([4, 0x02014b50], [2, MADE_BY], ...zipFacts(entry, packed), ...place);
  return Buffer.concat([fixed, Buffer.from(entry.name)]);
}

/** What the header of a file and its entry in the directory have in common, in the format's order. */
function zipFacts({ name, bytes }: Entry, packed: number): readonly Field[] {
  const sizes: readonly Field[] = [
    [4, crc32(bytes)],
    [4, packed],
    [4, bytes.length],
    [2, Buffer.byteLength(name)],
    [2, 0],
  ];
  return [[2, NEEDED], [2, NAMES_ARE_UTF8], [2, DEFLATED], ...DOS_TIME, ...sizes];
}

type Field = readonly [bytes: 2 | 4, value: number];

/** Numbers one after the other, little-endian. */
function numbers(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
