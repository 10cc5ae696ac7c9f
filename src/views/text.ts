/**
 * Text that came from a cluster, made safe to paint. A name, a message or a log line may hold anything: an escape sequence
 * that clears the screen, a carriage return that hides what stood before it, a bidi override that turns a name round.
 */

/** One line without anything a terminal would act on. Newlines, tabs and other white space become single blanks. */
export function plain(text: string): string {
  return harmless(text)
    .replace(/[\n\t]+/g, ' ')
    .trim();
}

/** The same as `plain`, with the line breaks kept: one element a line. */
export function plainLines(text: string): readonly string[] {
  return harmless(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').trimEnd());
}

/** The text with newlines and tabs kept and everything else that a terminal would act on taken out. */
export function harmless(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(SEQUENCES, '')
    .replace(INVISIBLE, '');
}

/** Whether a text holds nothing that `harmless` takes out. */
export function isHarmless(text: string): boolean {
  return !UNSAFE.test(text);
}

/** The text with each character that `harmless` takes out as `\uXXXX`: the same text to whoever reads JSON or quoted YAML. */
export function escapeUnsafe(text: string): string {
  return text.replace(INVISIBLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** C0 except tab and newline, DEL, C1, line separators, bidi controls, the byte order mark, and halves of surrogate pairs. */
const UNSAFE =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const INVISIBLE = new RegExp(UNSAFE, 'g');

/** Whole escape sequences (ECMA-48): strings such as titles and links up to their end, CSI with its parameters, the rest. */
const SEQUENCES = new RegExp(
  [
    '(?:\\x1b[PX^_\\]]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?',
    '\\x1b[ -/]*[0-Z\\\\^-~]',
  ].join('|'),
  'g',
);

/** Columns that a line takes on a terminal: colour codes and combining marks none, East Asian wide characters and emoji two. */
export function displayWidth(line: string): number {
  const bare = line.includes('\x1b') ? line.replace(/\x1b\[[\d;]*m/g, '') : line;
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  return Array.from(bare).reduce((sum, character) => sum + characterWidth(character), 0);
}

/** As much of a line as fits into so many columns, with a mark where it was cut; its colour codes are all kept. */
export function cutLine(line: string, width: number, mark: string): string {
  if (displayWidth(line) <= width) return line;
  const room = width - displayWidth(mark);
  let used = 0;
  let kept = '';
  let end = mark;
  for (const part of line.match(/\x1b\[[\d;]*m|./gu) ?? []) {
    used += displayWidth(part);
    if (part.startsWith('\x1b') || used <= room) kept += part;
    else {
      kept += end;
      end = '';
    }
  }
  return kept;
}

function characterWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Unicode's East Asian Width W and F, by block (UAX #11), and what is shown as an emoji by default. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])$/u;
