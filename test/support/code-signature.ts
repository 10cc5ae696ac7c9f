/**
 * Reads the code signature of a Mach-O file again and holds it against the file, as xnu does page by page (bsd/kern/ubc_subr.c). Written from
 * Apple's headers, not from what signs.
 */
import { createHash } from 'node:crypto';

/** What a signature says, and where it is wrong. */
export interface CheckedSignature {
  readonly identifier: string;
  readonly isAdHoc: boolean;
  /** How many pages were compared. */
  readonly pages: number;
  /** A sentence for each thing that a kernel would not accept. */
  readonly objections: readonly string[];
}

/** Checks it. Throws when there is none. */
export function checkSignature(file: Buffer): CheckedSignature {
  const commands = loadCommands(file);
  const [signature] = commands.filter(({ kind }) => kind === 0x1d);
  if (!signature) throw new Error('there is no LC_CODE_SIGNATURE');
  const offset = file.readUInt32LE(signature.at + 8);
  const size = file.readUInt32LE(signature.at + 12);
  const directory = codeDirectory(file.subarray(offset, offset + size));
  const codeLimit = directory.readUInt32BE(32);
  const bad = badPages(file, directory);
  const objections = [
    ...(bad.length > 0 ? [`${bad.length} pages were changed after they were signed, the first is ${bad[0]}`] : []),
    ...(codeLimit === offset ? [] : [`${codeLimit} bytes are signed, the signature begins at ${offset}`]),
    ...(file.length === offset + size
      ? []
      : [`the file is ${file.length} bytes long, the signature ends at ${offset + size}`]),
    ...linkEditObjections(file, commands),
  ];
  const isAdHoc = (directory.readUInt32BE(12) & 2) !== 0;
  return { identifier: textAt(directory, directory.readUInt32BE(20)), isAdHoc, pages: pagesOf(directory), objections };
}

function loadCommands(file: Buffer): readonly { readonly kind: number; readonly at: number }[] {
  const commands = [];
  for (let at = 32, left = file.readUInt32LE(16); left > 0; left -= 1) {
    commands.push({ kind: file.readUInt32LE(at), at });
    at += file.readUInt32LE(at + 4);
  }
  return commands;
}

/** The CodeDirectory (slot 0) of an embedded signature. */
function codeDirectory(blob: Buffer): Buffer {
  if (blob.readUInt32BE(0) !== 0xfade0cc0) throw new Error('the signature has another magic number');
  for (let i = 0; i < blob.readUInt32BE(8); i += 1) {
    const at = blob.readUInt32BE(12 + 8 * i + 4);
    if (blob.readUInt32BE(12 + 8 * i) === 0) return blob.subarray(at, at + blob.readUInt32BE(at + 4));
  }
  throw new Error('the signature has no CodeDirectory');
}

function pagesOf(directory: Buffer): number {
  return directory.readUInt32BE(28);
}

function badPages(file: Buffer, directory: Buffer): readonly number[] {
  const [hashSize = 0, hashType, , pageBits = 0] = directory.subarray(36, 40);
  if (hashType !== 2) throw new Error(`hash type ${hashType} is not SHA-256`);
  const [hashes, limit, page] = [directory.readUInt32BE(16), directory.readUInt32BE(32), 2 ** pageBits];
  const numbers = Array.from({ length: Math.max(pagesOf(directory), Math.ceil(limit / page)) }, (_, i) => i);
  return numbers.filter((i) => {
    const sum = createHash('sha256')
      .update(file.subarray(i * page, Math.min((i + 1) * page, limit)))
      .digest();
    return !sum.subarray(0, hashSize).equals(directory.subarray(hashes + i * hashSize, hashes + (i + 1) * hashSize));
  });
}

/** The last segment must reach to the end of the file, in memory too. */
function linkEditObjections(file: Buffer, commands: ReturnType<typeof loadCommands>): readonly string[] {
  const linkEdit = commands.find(({ kind, at }) => kind === 0x19 && textAt(file, at + 8) === '__LINKEDIT');
  if (!linkEdit) return ['there is no __LINKEDIT'];
  const [inMemory, from, size] = [32, 40, 48].map((field) => Number(file.readBigUInt64LE(linkEdit.at + field)));
  if (inMemory === undefined || from === undefined || size === undefined) return ['__LINKEDIT is cut short'];
  return from + size === file.length && inMemory >= size ? [] : ['__LINKEDIT does not end where the file does'];
}

function textAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}
