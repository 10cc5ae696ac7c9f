import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type HeldLine,
  LONGEST_LINE,
  type LogBlock,
  lastLine,
  linesFrom,
  linesWhere,
  NOTHING_HELD,
  splitLines,
  stampOf,
  textBounds,
} from '../../src/batch/log-lines.ts';

/** What comes of a stream in these pieces. */
function read(pieces: readonly (Buffer | string)[]): { readonly blocks: readonly LogBlock[]; readonly held: HeldLine } {
  const blocks: LogBlock[] = [];
  let held = NOTHING_HELD;
  for (const piece of pieces) {
    const split = splitLines(held, Buffer.from(piece));
    blocks.push(...split.blocks);
    held = split.held;
  }
  return { blocks, held };
}

function linesOf(block: LogBlock): readonly string[] {
  return block.starts.map((start, i) => block.bytes.toString('latin1', start, block.ends[i]));
}

function textsOf(block: LogBlock): readonly string[] {
  return block.starts.map((_, i) => {
    const { from, to } = textBounds(block, i);
    return block.bytes.toString('latin1', from, to);
  });
}

const T1 = '2026-11-21T17:47:57.117536368Z';
const T2 = '2026-11-21T17:47:57.217536368Z';

describe('splitLines', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[], string])[] = [
    ['whole lines', ['a\nb\n'], ['a\n', 'b\n'], ''],
    ['a line in three pieces', ['a', 'b', 'c\n'], ['abc\n'], ''],
    ['what has not ended is held', ['a\nb'], ['a\n'], 'b'],
    ['empty lines are lines', ['\n\n'], ['\n', '\n'], ''],
    ['CRLF, NUL and what is no UTF-8 are bytes', ['a\r\n\0\xff\n'], ['a\r\n', '\0\xff\n'], ''],
    ['nothing', [''], [], ''],
  ];
  test.each(cases)('%s', (_, pieces, lines, held) => {
    const found = read(pieces.map((piece) => Buffer.from(piece, 'latin1')));
    expect(found.blocks.flatMap(linesOf)).toEqual(lines);
    expect(Buffer.concat(found.held.pieces).toString('latin1')).toBe(held);
  });

  test('bytes in, bytes out, wherever the pieces are cut', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.map((b) => b % 16))));
    fc.assert(
      fc.property(pieces, (cut) => {
        const { blocks, held } = read(cut);
        const lines = blocks.flatMap(linesOf);
        expect(lines.join('') + Buffer.concat(held.pieces).toString('latin1')).toBe(
          Buffer.concat(cut).toString('latin1'),
        );
        expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
      }),
    );
  });

  test('a line too long to be held comes in parts, the same ones however it arrives', () => {
    const long = Buffer.concat([
      Buffer.from(`${T1} `),
      Buffer.alloc(2 * LONGEST_LINE, 'x'),
      Buffer.from(`\n${T2} y\n`),
    ]);
    const whole = read([long]);
    const inPieces = read(
      Array.from({ length: Math.ceil(long.length / 16_000) }, (_, i) => long.subarray(i * 16_000, (i + 1) * 16_000)),
    );
    const shape = (block: LogBlock) => ({
      lengths: block.starts.map((start, i) => (block.ends[i] ?? 0) - start),
      ...{ continued: block.continued, goesOn: block.goesOn, stamps: block.starts.map((_, i) => stampOf(block, i)) },
    });
    const lines = (blocks: readonly LogBlock[]) =>
      blocks.flatMap((block) =>
        block.starts.map((start, i) => ({
          length: (block.ends[i] ?? 0) - start,
          stamp: stampOf(block, i),
          continued: block.continued && i === 0,
          goesOn: block.goesOn && i === block.starts.length - 1,
        })),
      );
    expect(lines(inPieces.blocks)).toEqual(lines(whole.blocks));
    expect(whole.blocks.map(shape)).toEqual([
      { lengths: [LONGEST_LINE], continued: false, goesOn: true, stamps: [T1] },
      { lengths: [LONGEST_LINE], continued: true, goesOn: true, stamps: [T1] },
      { lengths: [32, 33], continued: true, goesOn: false, stamps: [T1, T2] },
    ]);
  });
});

describe('stamps and texts', () => {
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['a stamp is cut off', `${T1} trying\n`, [T1], ['trying']],
    ['a text that begins with a blank keeps it', `${T1}  x\n`, [T1], [' x']],
    ['an empty line', `${T1} \n`, [T1], ['']],
    ['an offset', '2026-11-21T18:47:57.117536368+01:00 x\n', [T1], ['x']],
    ['no fraction', '2026-11-21T17:47:57Z x\n', ['2026-11-21T17:47:57.000000000Z'], ['x']],
    ['a line without a stamp has that of the line before', `${T1} x\ny\n`, [T1, T1], ['x', 'y']],
    ['no stamp at all', 'unable to retrieve\n', [''], ['unable to retrieve']],
    ['what only looks like a stamp', 'abcd-ef-ghTij:kl:mn.opqrstuvwZ x\n', [''], ['abcd-ef-ghTij:kl:mn.opqrstuvwZ x']],
    ['a carriage return is part of the text', `${T1} x\r\n`, [T1], ['x\r']],
  ];
  test.each(cases)('%s', (_, text, stamps, texts) => {
    const [block] = read([text]).blocks;
    expect(block && [block.starts.map((__, i) => stampOf(block, i)), textsOf(block)]).toEqual([stamps, texts]);
  });

  test('what is held at the end is a line too', () => {
    const { held } = read([`${T1} a\n${T2} b`]);
    const block = lastLine(held);
    expect(block && [textsOf(block), stampOf(block, 0)]).toEqual([['b'], T2]);
    expect(lastLine(NOTHING_HELD)).toBeUndefined();
  });

  test('some lines of a block know the stamp before them', () => {
    const [block] = read([`${T1} a\nb\n${T2} c\n`]).blocks;
    const rest = block && linesFrom(block, 1);
    expect(rest && [textsOf(rest), stampOf(rest, 0), stampOf(rest, 1)]).toEqual([['b', 'c'], T1, T2]);
  });

  test('lines are chosen by their text', () => {
    const [block] = read([`${T1} apple\r\n${T1} pear\n${T2} apple pie\n`]).blocks;
    const kept = block && linesWhere(block, (text) => /^apple$|pie/.test(text));
    expect(kept && textsOf(kept)).toEqual(['apple\r', 'apple pie']);
  });
});
