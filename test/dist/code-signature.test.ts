import { expect, test } from 'vitest';
import { signAdHoc } from '../../bin/dist/code-signature.ts';
import { checkSignature } from '../support/code-signature.ts';

/** A Mach-O file of so many bytes before its signature, which is a stale one of `signature` bytes. */
function aMachO({ code = 10_000, signature = 64 } = {}): Buffer {
  const text = Buffer.alloc(72);
  const linkEdit = Buffer.alloc(72);
  for (const [segment, name, from, size] of [
    [text, '__TEXT', 0, 4096],
    [linkEdit, '__LINKEDIT', 4096, code + signature - 4096],
  ] as const) {
    segment.writeUInt32LE(0x19, 0);
    segment.writeUInt32LE(segment.length, 4);
    segment.write(name, 8);
    for (const [field, value] of [
      [32, 4096],
      [40, from],
      [48, size],
    ] as const)
      segment.writeBigUInt64LE(BigInt(value), field);
  }
  const command = Buffer.alloc(16);
  for (const [i, value] of [0x1d, 16, code, signature].entries()) command.writeUInt32LE(value, 4 * i);
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(3, 16);
  const commands = Buffer.concat([header, text, linkEdit, command]);
  return Buffer.concat([commands, Buffer.alloc(code - commands.length, 'code'), Buffer.alloc(signature, 'stale')]);
}

test.each([
  ['whole pages', 8192],
  ['a last page that is not full', 10_000],
  ['one byte more than a page', 8193],
])('%s: every page is signed, and nothing but them', (_, code) => {
  const checked = checkSignature(signAdHoc(aMachO({ code }), 'kubectl-job'));
  expect(checked).toEqual({ identifier: 'kubectl-job', isAdHoc: true, pages: Math.ceil(code / 4096), objections: [] });
});

test('a signature that is longer than the new one leaves nothing behind', () => {
  const checked = checkSignature(signAdHoc(aMachO({ signature: 100_000 }), 'kubectl-job'));
  expect(checked.objections).toEqual([]);
});

test('the code itself stays as it is, and signing again changes nothing', () => {
  const signed = signAdHoc(aMachO(), 'kubectl-job');
  expect(signed.subarray(300, 10_000)).toEqual(aMachO().subarray(300, 10_000));
  expect(signAdHoc(signed, 'kubectl-job')).toEqual(signed);
});

test('the check sees a page that was changed afterwards, and a file that was cut', () => {
  const signed = signAdHoc(aMachO(), 'kubectl-job');
  signed[5000] = 0;
  expect(checkSignature(signed).objections).toEqual(['1 pages were changed after they were signed, the first is 1']);
  expect(checkSignature(signed.subarray(0, -1)).objections).toContain('__LINKEDIT does not end where the file does');
});

test('what is no program for macOS is refused', () => {
  expect(() => signAdHoc(Buffer.from('#!/bin/sh\necho hello there, all of you'), 'x')).toThrow(
    'not a 64-bit Mach-O file',
  );
});
