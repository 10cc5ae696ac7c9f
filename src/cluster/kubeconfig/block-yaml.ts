/**
 * The YAML that kubectl writes its configurations in, read without a YAML library, which takes longer to load than the rest of a
 * kubeconfig takes: block mappings and lists of plain words, quoted text without escapes, `{}` and `[]`.
 */
import type { UnknownRecord } from '../record.ts';

/** What such a text says; undefined for a text that has anything else in it, right or wrong. What it gives is what a YAML library gives. */
export function parseBlocks(text: string): UnknownRecord | undefined {
  if (/[^\x20-\x7e\n]/.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => !/^ *(?:#|$)/.test(line));
  try {
    const blocks = new Blocks(lines);
    const content = blocks.mapping(0);
    return blocks.isAtEnd ? content : undefined;
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** There is something in the text that is not for here. */
class NotSimple extends Error {}

const ENTRY = /^([A-Za-z][\w.-]*):(?: (.+))?$/;

class Blocks {
  readonly #lines: string[];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = [...lines];
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  /** A mapping whose keys stand behind so many blanks; it has at least one. */
  mapping(indent: number): UnknownRecord {
    const fields = new Map<string, unknown>();
    do {
      const [, key = '', value] = ENTRY.exec(this.#take(indent)) ?? [];
      if (key === '' || fields.has(key) || OTHER_THAN_TEXT.test(key)) throw new NotSimple();
      fields.set(key, value === undefined ? this.#below(indent) : scalar(value));
    } while (this.#indent === indent);
    this.#checkEnd(indent);
    return Object.fromEntries(fields);
  }

  /** A list whose dashes stand behind so many blanks. */
  #list(indent: number): readonly unknown[] {
    const items: unknown[] = [];
    while (this.#indent === indent && this.#isItem) {
      const rest = this.#take(indent).slice(2);
      if (!ENTRY.test(rest)) items.push(scalar(rest));
      else {
        this.#at -= 1;
        this.#lines[this.#at] = ' '.repeat(indent + 2) + rest;
        items.push(this.mapping(indent + 2));
      }
    }
    return items;
  }

  /** What belongs to a key that has nothing behind it. */
  #below(indent: number): unknown {
    if (this.#indent < indent || (this.#indent === indent && !this.#isItem)) throw new NotSimple();
    const inner = this.#indent;
    const content = this.#isItem ? this.#list(inner) : this.mapping(inner);
    this.#checkEnd(inner);
    return content;
  }

  /** A block ends where a line stands further left, never where one stands further right. */
  #checkEnd(indent: number): void {
    if (this.#indent > indent) throw new NotSimple();
  }

  #take(indent: number): string {
    if (this.#indent !== indent) throw new NotSimple();
    this.#at += 1;
    return (this.#lines[this.#at - 1] ?? '').slice(indent);
  }

  /** Of the next line; less than any at the end. */
  get #indent(): number {
    return this.#lines[this.#at]?.search(/[^ ]/) ?? -1;
  }

  get #isItem(): boolean {
    return /^ *- /.test(this.#lines[this.#at] ?? '');
  }
}

/** Words that YAML takes for something else than text. */
const OTHER_THAN_TEXT = /^(?:true|false|null)$/i;

function scalar(text: string): unknown {
  if (text === '{}') return {};
  if (text === '[]') return [];
  if (text === 'true' || text === 'false') return text === 'true';
  const [, quoted] = /^"([^"\\]*)"$/.exec(text) ?? /^'([^']*)'$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  if (!/^[A-Za-z/_][\w./:@+=~%-]*$/.test(text) || text.endsWith(':') || OTHER_THAN_TEXT.test(text))
    throw new NotSimple();
  return text;
}
