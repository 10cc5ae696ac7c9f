/** The few things of a 64-bit Mach-O file (Apple's mach-o/loader.h) that its signature depends on. Offsets and sizes are in bytes. */

/** A segment, and where its load command stands. */
export interface Segment {
  readonly command: number;
  readonly offset: number;
  readonly size: number;
}

/** Where things are in the file. */
export interface MachO {
  readonly text: Segment;
  readonly linkEdit: Segment;
  /** LC_CODE_SIGNATURE, and the data that it points at. */
  readonly signature: Segment;
}

const MAGIC_64 = 0xfeedfacf;
const HEADER = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;

/** Finds them. Throws for a file that is no 64-bit Mach-O with a signature to be replaced. */
export function readMachO(file: Buffer): MachO {
  if (file.readUInt32LE(0) !== MAGIC_64) throw new Error('not a 64-bit Mach-O file');
  const segments = new Map<string, Segment>();
  let at = HEADER;
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    const kind = file.readUInt32LE(at);
    if (kind === LC_SEGMENT_64) segments.set(segmentName(file, at), segmentAt(file, at));
    if (kind === LC_CODE_SIGNATURE) segments.set('signature', signatureAt(file, at));
    at += file.readUInt32LE(at + 4);
  }
  const need = (name: string) => {
    const found = segments.get(name);
    if (!found) throw new Error(`the Mach-O file has no ${name}`);
    return found;
  };
  return { text: need('__TEXT'), linkEdit: need('__LINKEDIT'), signature: need('signature') };
}

/** Makes __LINKEDIT end with a signature of this size, and the file's commands say so. */
export function resizeSignature(file: Buffer, { linkEdit, signature }: MachO, size: number): void {
  const linkEditSize = signature.offset + size - linkEdit.offset;
  const pages = Math.ceil(linkEditSize / PAGE) * PAGE;
  file.writeUInt32LE(size, signature.command + 12);
  file.writeBigUInt64LE(BigInt(pages), linkEdit.command + 32);
  file.writeBigUInt64LE(BigInt(linkEditSize), linkEdit.command + 48);
}

/** Pages of memory on Apple's own processors; Intel's are smaller and divide them. */
const PAGE = 0x4000;

function segmentName(file: Buffer, at: number): string {
  return file.toString('latin1', at + 8, at + 24).replace(/\0+$/, '');
}

function segmentAt(file: Buffer, at: number): Segment {
  return { command: at, offset: Number(file.readBigUInt64LE(at + 40)), size: Number(file.readBigUInt64LE(at + 48)) };
}

function signatureAt(file: Buffer, at: number): Segment {
  return { command: at, offset: file.readUInt32LE(at + 8), size: file.readUInt32LE(at + 12) };
}
