/** `head`: the beginning of files, or all but their end. */
import type { Process } from '../processes/process.ts';
import type { Stream } from '../processes/streams.ts';
import { optionsOf, type Program } from './program.ts';
import { opened, PIECE } from './streaming.ts';
import { toolProgram } from './tools.ts';

/** So many lines or bytes; `isAllBut`: all but so many at the end. */
interface Amount {
  readonly count: number;
  readonly isBytes: boolean;
  readonly isAllBut: boolean;
}

/** `head [-n [-]LINES | -c [-]BYTES] [-q | -v] [FILE…]` stops reading when it has enough; a count that is none is the tool's to refuse. */
export const head: Program = async (call) => {
  const { process, argv } = call;
  const words = argv.slice(1).map((word, i, all) => (TAKES_COUNT.test(all[i - 1] ?? '') ? word : numbered(word)));
  const { values, rest, flags } = optionsOf(words, 'n lines c bytes');
  const amount = amountOf(values);
  if (!amount) return await toolProgram({ ...call, argv: [argv[0] ?? '', ...words] });
  const names = rest.length > 0 ? rest : ['-'];
  const hasTitles = (names.length > 1 || flags.has('v')) && !flags.has('q');
  let code = 0;
  let before = '';
  for (const name of names) {
    const stream = await opened(call, name);
    if (!stream) {
      code = 1;
      continue;
    }
    if (hasTitles) await process.write(1, `${before}==> ${name === '-' ? 'standard input' : name} <==\n`);
    before = '\n';
    if (amount.isAllBut) await allBut(process, stream, amount);
    else await firstOf(process, stream, amount);
  }
  return code;
};

const TAKES_COUNT = /^(-[nc]|--lines|--bytes)$/;

/** `-5` is `-n5`. */
function numbered(word: string): string {
  return word.replace(/^-(\d+)$/, '-n$1');
}

function amountOf(values: ReadonlyMap<string, string>): Amount | undefined {
  const bytes = values.get('c') ?? values.get('bytes');
  const text = bytes ?? values.get('n') ?? values.get('lines') ?? '10';
  const count = sizeIn(text.replace(/^-/, ''));
  return count === undefined ? undefined : { count, isBytes: bytes !== undefined, isAllBut: text.startsWith('-') };
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  K: 1024,
  k: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  KB: 1000,
  MB: 1e6,
};

/** `16`, `4K`; undefined for anything else. */
function sizeIn(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)(\w*)$/.exec(text) ?? [];
  const times = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  return digits === undefined || times === undefined ? undefined : Number(digits) * times;
}

async function firstOf(process: Process, from: Stream, { count, isBytes }: Amount): Promise<void> {
  for (let left = count; left > 0; ) {
    const pause = process.step();
    if (pause) await pause;
    const piece = await from.read(process, isBytes ? Math.min(left, PIECE) : PIECE);
    if (!piece) return;
    let at = isBytes ? piece.length : 0;
    if (isBytes) left -= piece.length;
    while (!isBytes && left > 0 && at < piece.length) {
      const end = piece.indexOf(10, at);
      at = end < 0 ? piece.length : end + 1;
      if (end >= 0) left -= 1;
    }
    await process.write(1, piece.subarray(0, at));
  }
}

async function allBut(process: Process, from: Stream, { count, isBytes }: Amount): Promise<void> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const pause = process.step();
    if (pause) await pause;
    const piece = await from.read(process, PIECE);
    if (!piece) break;
    pieces.push(piece);
    process.system.hold(piece.length);
  }
  const all = Buffer.concat(pieces);
  const end = isBytes ? all.length - count : startOfLast(all, count);
  await process.write(1, all.subarray(0, Math.max(0, end)));
  process.system.hold(-all.length);
}

/** Where the last so many lines begin; the very last may have no newline. */
function startOfLast(bytes: Buffer, lines: number): number {
  let start = bytes.length;
  for (let left = lines; left > 0 && start > 0; left -= 1) {
    start = start === 1 ? 0 : bytes.lastIndexOf(10, start - 2) + 1;
  }
  return start;
}
