/** Where in a manifest's text a change belongs, and what is to be written there. */
import type { Document, Node, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Edit, EditPath, Json } from '../batch/peers/edits.ts';

/** What of the package is needed here; it is loaded by whoever reads manifests. */
export type Yaml = Pick<typeof import('yaml'), 'isAlias' | 'isMap' | 'isScalar' | 'isSeq' | 'stringify' | 'visit'>;

/** Text to be put in the place of what stands from `from` to `to`. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A change that cannot be made in the text as it is written: through an alias, or into an anchored part that is used elsewhere too. */
export class SharedPart extends Error {
  readonly path: EditPath;

  constructor(path: EditPath) {
    super(`${path.join('.')} is shared`);
    this.path = path;
  }
}

/**
 * The one change of the text by which an edit is made in a document. Undefined where it is written in a way that this does not know. Throws
 * `SharedPart`.
 */
export function placeOf(yaml: Yaml, { text, document }: Written, edit: Edit): Splice | undefined {
  const style = styleOf(yaml, document, text);
  return new Place({ yaml, text, style, aliased: aliasedAnchors(yaml, document) }, edit).find(document.contents);
}

/** A document in the text that it was parsed from. */
export interface Written {
  readonly text: string;
  readonly document: Document.Parsed;
}

interface Style {
  readonly indent: number;
  readonly indentSeq: boolean;
  readonly newline: string;
}

interface Surroundings {
  readonly yaml: Yaml;
  readonly text: string;
  readonly style: Style;
  readonly aliased: ReadonlySet<string>;
}

class Place {
  readonly #in: Surroundings;
  readonly #edit: Edit;

  constructor(surroundings: Surroundings, edit: Edit) {
    this.#in = surroundings;
    this.#edit = edit;
  }

  find(contents: ParsedNode | null): Splice | undefined {
    const { yaml } = this.#in;
    const { path } = this.#edit;
    let node: Node | null = contents;
    for (const [depth, step] of path.entries()) {
      this.#refuseShared(node, path.slice(0, depth));
      if (yaml.isMap(node) && typeof step === 'string') {
        const pair = pairOf(node, step);
        if (!pair) return this.#intoMap(node, step, path.slice(depth + 1));
        if (isEmpty(yaml, pair.value)) {
          const value = this.#valueBelow(path.slice(depth + 1));
          return node.flow ? this.#forNothing(pair, value) : this.#behindKey(pair, value);
        }
        node = pair.value as Node;
      } else if (yaml.isSeq(node) && typeof step === 'number') node = (node.items[step] as Node | undefined) ?? null;
      else return undefined;
    }
    this.#refuseShared(node, path);
    if (this.#edit.kind === 'append') return yaml.isSeq(node) ? this.#intoSeq(node) : undefined;
    return yaml.isScalar(node) ? this.#inPlaceOf(node) : undefined;
  }

  #refuseShared(node: Node | null, path: EditPath): void {
    const { yaml, aliased } = this.#in;
    const anchor = node && 'anchor' in node ? node.anchor : undefined;
    if (yaml.isAlias(node) || (anchor !== undefined && aliased.has(anchor))) throw new SharedPart(path);
  }

  /** The value of the first field that is missing, made of the steps that are left. */
  #valueBelow(rest: EditPath): Json {
    const value: Json = this.#edit.kind === 'append' ? [this.#edit.value] : this.#edit.value;
    return rest.reduceRight<Json>((inner, step) => ({ [step]: inner }), value);
  }

  #intoMap(map: YAMLMap, key: string, rest: EditPath): Splice | undefined {
    const added = { [key]: this.#valueBelow(rest) };
    if (map.flow) return this.#intoFlow(map, added);
    const first = map.items[0];
    const start = rangeOf(first?.key)?.[0];
    if (start === undefined) return undefined;
    const sibling = this.#siblingFor(map);
    const end = sibling ? rangeOf(sibling.value)?.[1] : lastEnd(this.#in.yaml, map);
    return end === undefined ? undefined : this.#lineAfter(end, this.#block(added, column(this.#in.text, start)));
  }

  /** A field on one line behind which a new one is best read; undefined: at the end. */
  #siblingFor(map: YAMLMap): Pair | undefined {
    const { behind = [] } = this.#edit;
    const short = map.items.filter((pair) => this.#isShort(pair));
    const wanted = short.findLast(({ key }) => behind.includes(String(this.#in.yaml.isScalar(key) ? key.value : '')));
    return wanted ?? short.at(-1);
  }

  #isShort({ value }: Pair): boolean {
    const range = rangeOf(value);
    if (!this.#in.yaml.isScalar(value) || !range) return false;
    return range[1] > range[0] && !this.#in.text.slice(range[0], range[1]).includes('\n');
  }

  /** `key:` without a value gets one below it. */
  #behindKey(pair: Pair, value: Json): Splice | undefined {
    const start = rangeOf(pair.key)?.[0];
    const end = rangeOf(pair.key)?.[1];
    if (start === undefined || end === undefined) return undefined;
    const colon = this.#in.text.indexOf(':', end);
    const lineEnd = lineEndFrom(this.#in.text, colon);
    // `key: null`, `key: ~`, `key: {}`: what is there goes.
    const rendered = this.#block({ x: value }, column(this.#in.text, start));
    const comment = /\s+#.*$/.exec(this.#in.text.slice(colon + 1, lineEnd))?.[0] ?? '';
    const text = rendered.slice(rendered.indexOf(':') + 1);
    const [head = '', ...below] = text.split(this.#in.style.newline);
    return {
      from: colon + 1,
      to: lineEnd,
      text: [`${head}${comment}`, ...below].join(this.#in.style.newline).trimEnd(),
    };
  }

  /** `{key: null}`, `{key:}`: the value stands there instead. */
  #forNothing({ key, value }: Pair, wanted: Json): Splice | undefined {
    const { text } = this.#in;
    const [keyStart, keyEnd] = rangeOf(key) ?? [];
    const [start, end] = rangeOf(value) ?? [];
    if (keyStart === undefined || keyEnd === undefined || start === undefined || end === undefined) return undefined;
    const colon = text.indexOf(':', keyEnd);
    if (colon < 0 || colon >= start) return undefined;
    const rendered = this.#flow(wanted, text[keyStart] === '"');
    return { from: start, to: end, text: /\s/.test(text[start - 1] ?? '') ? rendered : ` ${rendered}` };
  }

  #intoSeq(seq: YAMLSeq): Splice | undefined {
    if (seq.flow) return this.#intoFlow(seq, this.#edit.value);
    const start = rangeOf(seq.items[0])?.[0];
    const end = lastEnd(this.#in.yaml, seq);
    if (start === undefined || end === undefined) return undefined;
    const dash = this.#in.text.lastIndexOf('-', start - 1);
    return this.#lineAfter(end, this.#block([this.#edit.value], column(this.#in.text, dash)));
  }

  #intoFlow(collection: YAMLMap | YAMLSeq, added: Json): Splice | undefined {
    const { yaml, text } = this.#in;
    const range = collection.range;
    if (!range) return undefined;
    const isJson = /^\{\s*"/.test(text.slice(range[0])) || /^\s*\{\s*"/.test(text);
    const rendered = this.#flow(added, isJson);
    const inner = yaml.isMap(collection) ? rendered.slice(1, -1).trim() : rendered;
    const last = collection.items.at(-1);
    if (last === undefined) return { from: range[1] - 1, to: range[1] - 1, text: inner };
    const end = lastEnd(yaml, collection);
    const lastStart = rangeOf('key' in (last as object) ? (last as Pair).key : last)?.[0];
    if (end === undefined || lastStart === undefined) return undefined;
    const isOwnLine = /^\s*$/.test(text.slice(text.lastIndexOf('\n', lastStart - 1) + 1, lastStart));
    const gap = isOwnLine ? `,${this.#in.style.newline}${' '.repeat(column(text, lastStart))}` : ', ';
    return { from: end, to: end, text: gap + inner };
  }

  /** On one line. */
  #flow(value: Json, isJson: boolean): string {
    if (isJson) return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
    const options = { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false } as const;
    return this.#in.yaml.stringify(value, options).trimEnd();
  }

  #inPlaceOf(scalar: Scalar): Splice | undefined {
    const { range, type } = scalar;
    if (!range || type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL' || typeof this.#edit.value === 'object')
      return undefined;
    const value = this.#edit.value;
    const text = type === 'QUOTE_DOUBLE' ? JSON.stringify(value) : this.#in.yaml.stringify(value).trimEnd();
    return { from: range[0], to: range[1], text };
  }

  #block(value: Json, indent: number): string {
    const { style, yaml } = this.#in;
    const lines = yaml
      .stringify(value, { ...style, lineWidth: 0 })
      .trimEnd()
      .split('\n');
    return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join(style.newline);
  }

  #lineAfter(end: number, block: string): Splice {
    const { text, style } = this.#in;
    const isLineStart = text[end - 1] === '\n';
    const at = isLineStart ? end : lineEndFrom(text, end);
    if (isLineStart) return { from: at, to: at, text: `${block}${style.newline}` };
    return { from: at, to: at, text: `${style.newline}${block}` };
  }
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => (pair.key as Scalar | null)?.value === key);
}

function isEmpty(yaml: Yaml, value: unknown): boolean {
  return value === null || (yaml.isScalar(value) && value.value === null);
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return typeof node === 'object' && node !== null && 'range' in node
    ? ((node.range as [number, number, number]) ?? undefined)
    : undefined;
}

/** Where the last thing in a collection ends, comments behind it left out. */
function lastEnd(yaml: Yaml, node: unknown): number | undefined {
  if ((yaml.isMap(node) || yaml.isSeq(node)) && node.items.length > 0) {
    const last: unknown = node.items.at(-1);
    const value = yaml.isMap(node) ? ((last as Pair).value ?? (last as Pair).key) : last;
    const isClosed = (yaml.isMap(value) || yaml.isSeq(value)) && value.flow;
    return isClosed ? rangeOf(value)?.[1] : lastEnd(yaml, value);
  }
  return rangeOf(node)?.[1];
}

function column(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The end of the line, before its newline. */
function lineEndFrom(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Anchors that something refers to. */
function aliasedAnchors(yaml: Yaml, document: Document.Parsed): ReadonlySet<string> {
  const sources = new Set<string>();
  yaml.visit(document, { Alias: (_, alias) => void sources.add(alias.source) });
  return sources;
}

/** How the document is written: steps of indentation, and whether lists stand further in than their field. */
function styleOf(yaml: Yaml, document: Document.Parsed, text: string): Style {
  const steps: number[] = [];
  const lists: number[] = [];
  yaml.visit(document, {
    Pair: (_, { key, value }) => {
      const [outer, inner] = [rangeOf(key)?.[0], rangeOf(value)?.[0]];
      if (outer === undefined || inner === undefined) return;
      if (yaml.isMap(value) && !value.flow) steps.push(column(text, inner) - column(text, outer));
      if (yaml.isSeq(value) && !value.flow) lists.push(column(text, inner) - column(text, outer));
    },
  });
  const indent = steps.find((step) => step > 0) ?? 2;
  return { indent, indentSeq: (lists[0] ?? 0) > 0, newline: text.includes('\r\n') ? '\r\n' : '\n' };
}
