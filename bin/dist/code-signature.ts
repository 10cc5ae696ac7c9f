/**
 * Signs a program for macOS «ad hoc»: no name stands behind it, but the kernel can tell that no page of it was changed, and without
 * that it does not run it on Apple's own processors. The structures are those of xnu's bsd/sys/codesign.h, in the shape that linkers
 * write: one CodeDirectory of SHA-256 sums. Numbers are big-endian.
 */
import { createHash } from 'node:crypto';
import { readMachO, resizeSignature } from './mach-o.ts';

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** The first version that says where the executable segment is. */
const VERSION = 0x20400;
/** CS_ADHOC and CS_LINKER_SIGNED. */
const FLAGS = 0x20002;
const SHA256 = 2;
const SHA256_SIZE = 32;
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
/** CS_EXECSEG_MAIN_BINARY. */
const MAIN_BINARY = 1n;

const SUPER_BLOB_SIZE = 20;
const DIRECTORY_SIZE = 88;

/** The file with whatever signature it had replaced by a new one. Throws for what is no signed 64-bit Mach-O file. */
export function signAdHoc(file: Buffer, identifier: string): Buffer {
  const machO = readMachO(file);
  const end = machO.signature.offset;
  const signed = Buffer.from(file.subarray(0, end));
  const pages = Math.ceil(end / PAGE);
  const hashes = DIRECTORY_SIZE + identifier.length + 1;
  const size = SUPER_BLOB_SIZE + hashes + pages * SHA256_SIZE;
  resizeSignature(signed, machO, size);
  const signature = Buffer.alloc(size);
  writeNumbers(signature, 0, [EMBEDDED_SIGNATURE, size, 1, 0, SUPER_BLOB_SIZE]);
  const directory = signature.subarray(SUPER_BLOB_SIZE);
  const numbers = [CODE_DIRECTORY, directory.length, VERSION, FLAGS, hashes, DIRECTORY_SIZE, 0, pages, end];
  writeNumbers(directory, 0, numbers);
  directory.set([SHA256_SIZE, SHA256, 0, PAGE_BITS], 36);
  directory.writeBigUInt64BE(BigInt(machO.text.offset), 64);
  directory.writeBigUInt64BE(BigInt(machO.text.size), 72);
  directory.writeBigUInt64BE(MAIN_BINARY, 80);
  directory.write(`${identifier}\0`, DIRECTORY_SIZE, 'latin1');
  for (let page = 0; page < pages; page += 1) {
    const bytes = signed.subarray(page * PAGE, (page + 1) * PAGE);
    directory.set(createHash('sha256').update(bytes).digest(), hashes + page * SHA256_SIZE);
  }
  return Buffer.concat([signed, signature]);
}

function writeNumbers(to: Buffer, offset: number, numbers: readonly number[]): void {
  for (const [i, value] of numbers.entries()) to.writeUInt32BE(value, offset + 4 * i);
}
