/** Terminal output with colour codes (SGR), read into lines of pieces that look the same. */

/** A piece of a line. */
export interface Span {
  readonly text: string;
  /** The place of its first character, counted in characters. */
  readonly column: number;
  /** One of the eight names, or undefined for the terminal's own colour. */
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

/** The names of SGR 30 to 37. */
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

type Look = Omit<Span, 'text' | 'column'>;

const PLAIN: Look = { colour: undefined, bold: false, dim: false, inverse: false };

/** The lines of a text; looks go on over line ends. Throws for a control sequence that is no colour code. */
export function spansOf(text: string): readonly (readonly Span[])[] {
  let look = PLAIN;
  return text.split('\n').map((line) => {
    const spans: Span[] = [];
    let column = 0;
    for (const piece of line.split(/(\x1b\[[\d;]*m)/)) {
      const codes = /^\x1b\[([\d;]*)m$/.exec(piece)?.[1];
      if (codes !== undefined) look = codes.split(';').map(Number).reduce(changed, look);
      else if (/[\0-\x08\x0b-\x1f]/.test(piece)) throw new Error(`no colour code: ${JSON.stringify(piece)}`);
      else if (piece !== '') {
        spans.push({ ...look, text: piece, column });
        column += Array.from(piece).length;
      }
    }
    return spans;
  });
}

function changed(look: Look, code: number): Look {
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { ...look, bold: true };
    case 2:
      return { ...look, dim: true };
    case 7:
      return { ...look, inverse: true };
    case 22:
      return { ...look, bold: false, dim: false };
    case 27:
      return { ...look, inverse: false };
    case 39:
      return { ...look, colour: undefined };
    default:
      if (code >= 30 && code <= 37) return { ...look, colour: COLOURS[code - 30] };
      throw new Error(`colour code ${code} is not known`);
  }
}
