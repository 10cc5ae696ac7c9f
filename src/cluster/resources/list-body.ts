/** Lists as they arrive: a page of 500 pods is 3 MB, and five times that once it is parsed, so that only a few are held at a time. */
import type { UnknownRecord } from '../record.ts';
import { failureOf, isKubernetesObject, notKubernetes } from '../transport/read-answer.ts';
import type { Answer } from '../transport/transport.ts';

/** A list, of which maybe only the beginning has arrived. */
export interface ArrivingList {
  readonly metadata: UnknownRecord;
  /** Its items, some at a time, and be it none. To be read to the end, or left by `break`. */
  readonly items: AsyncIterable<readonly unknown[]>;
}

/**
 * The list that a server answered. API servers write its metadata first, and each item's too; a list that is written otherwise is read
 * whole. Throws like `objectOf`; so do the items.
 */
export async function listOf(answer: Answer, server: string): Promise<ArrivingList> {
  if (answer.code !== 200) throw await failureOf(answer, server);
  const texts = decoded(answer.body);
  const read: string[] = [];
  for (let next = await texts.next(); !next.done; next = await texts.next()) {
    read.push(next.value);
    const head = read.length > PIECES_OF_HEAD ? undefined : headOf(read.join(''));
    if (head) return { ...head, items: arriving(head.rest, texts, () => notKubernetes(answer, server, '')) };
  }
  const text = read.join('');
  const list = parsed(text);
  if (!isKubernetesObject(list)) throw notKubernetes(answer, server, text);
  return { metadata: list.metadata, items: whole(Array.isArray(list.items) ? list.items : []) };
}

/** Takes the text of a list apart, from its first item on. */
export class ItemSplitter {
  #text = '';
  /** Up to here the text has no boundary. */
  #searched = 0;

  /** The items that are complete with this text. */
  take(text: string): readonly unknown[] {
    this.#text += text;
    const items: unknown[] = [];
    let begin = 0;
    for (let at = this.#next(this.#searched); at >= 0; at = this.#next(at + 1)) {
      const text = this.#text.slice(begin, at + 1);
      const item = parsed(withoutManagedFields(text)) ?? parsed(text);
      // What looks like a boundary may stand inside an item.
      if (item === undefined) continue;
      items.push(item);
      begin = at + 2;
    }
    this.#text = this.#text.slice(begin);
    this.#searched = Math.max(0, this.#text.length - BOUNDARY.length + 1);
    return items;
  }

  /** The items in what is left, to which the end of the list belongs. Throws SyntaxError. */
  end(): readonly unknown[] {
    const { items }: { readonly items: readonly unknown[] } = JSON.parse(`{"items":[${this.#text}`);
    return items;
  }

  #next(from: number): number {
    return this.#text.indexOf(BOUNDARY, from);
  }
}

/** The end of an item and the beginning of the next. */
const BOUNDARY = '},{"metadata":{';

/**
 * A third of a pod, and nobody reads them: kubectl hides them too. They stand last in the metadata; a quotation mark without a backslash
 * cannot stand in a text, so what is found is no part of one.
 */
function withoutManagedFields(item: string): string {
  const begin = item.indexOf(',"managedFields":[{');
  const end = begin < 0 ? -1 : item.indexOf('}]},"', begin);
  return end < 0 ? item : item.slice(0, begin) + item.slice(end + 2);
}

/** The end of a list's own metadata and the beginning of its items. */
const BEGINNING = ',"items":[';

/** What stands before the items is short. */
const PIECES_OF_HEAD = 4;

function headOf(text: string): { readonly metadata: UnknownRecord; readonly rest: string } | undefined {
  const end = text.indexOf(BEGINNING);
  const head = end < 0 ? undefined : parsed(`${text.slice(0, end)}}`);
  return isKubernetesObject(head) ? { metadata: head.metadata, rest: text.slice(end + BEGINNING.length) } : undefined;
}

async function* arriving(
  begun: string,
  more: AsyncGenerator<string, void, void>,
  broken: () => Error,
): AsyncGenerator<readonly unknown[], void, void> {
  const splitter = new ItemSplitter();
  try {
    yield splitter.take(begun);
    for await (const text of more) yield splitter.take(text);
    yield splitter.end();
  } catch (error) {
    throw error instanceof SyntaxError ? broken() : error;
  } finally {
    await more.return();
  }
}

async function* whole(items: readonly unknown[]): AsyncGenerator<readonly unknown[], void, void> {
  yield items;
}

async function* decoded(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  for await (const bytes of body) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
