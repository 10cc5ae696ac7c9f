/** What words become: fields, each of pieces that are quoted or not. */
import { ShellFault } from './flow.ts';
import type { PatternPiece } from './pattern.ts';

/** What a command may be given at most, so that no script fills the memory by splitting a word. */
const MOST_FIELDS = 500_000;

/** Throws a `ShellFault` for more fields than a command can have. */
export function checkFieldCount(count: number): void {
  if (count > MOST_FIELDS) throw new ShellFault('Argument list too long');
}

/** Collects the fields of a word as its parts are expanded. */
export class FieldBuilder {
  readonly fields: PatternPiece[][] = [];
  #open: PatternPiece[] | undefined;

  /** Text that is not split. */
  add(text: string, isQuoted: boolean): void {
    this.#open ??= [];
    this.#open.push({ text, isQuoted });
  }

  /** The field ends here, if one has begun. */
  cut(): void {
    if (!this.#open) return;
    this.fields.push(this.#open);
    this.#open = undefined;
    checkFieldCount(this.fields.length);
  }

  /** The unquoted result of an expansion, which IFS splits. */
  split(text: string, ifs: string): void {
    if (ifs === '' || text === '') {
      if (text !== '') this.add(text, false);
      return;
    }
    let word = '';
    const flush = () => {
      if (word !== '') this.add(word, false);
      word = '';
    };
    for (let i = 0; i < text.length; i += 1) {
      const char = text.charAt(i);
      if (!ifs.includes(char)) {
        word += char;
      } else if (' \t\n'.includes(char)) {
        flush();
        this.cut();
      } else {
        if (word === '' && !this.#open) this.add('', true);
        flush();
        this.cut();
      }
    }
    flush();
  }

  done(): readonly (readonly PatternPiece[])[] {
    this.cut();
    return this.fields;
  }
}

/** A field as text. */
export function textOf(pieces: readonly PatternPiece[]): string {
  return pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map(({ text }) => text).join('');
}
