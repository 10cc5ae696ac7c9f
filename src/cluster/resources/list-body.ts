/** Lists as they arrive: a page of 500 pods is 3 MB, and five times that once it is parsed, so that only a few are held at a time. */
import type { UnknownRecord } from '../record.ts';
import type { Answer } from '../transport/api-request.ts';
import { failureOf, isKubernetesObject, notKubernetes } from '../transport/read-answer.ts';

/** A list, of which maybe only the beginning has arrived. */
export interface ArrivingList {
  readonly metadata: UnknownRecord;
  /** Its items, some at a time, and be it none; each is parsed when it is taken. To be read to the end, or left by `break`. */
  readonly items: AsyncIterable<Iterable<unknown>>;
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

  /** The items that are complete with this text. To be taken before the next text comes. */
  *take(text: string): Generator<unknown, void, void> {
    this.#text += text;
    let begin = 0;
    for (let at = this.#next(this.#searched); at >= 0; at = this.#next(at + 1)) {
      const item = parsedItem(this.#text.slice(begin, at + 1));
      // What looks like a boundary may stand inside an item.
      if (item === undefined) continue;
      begin = at + 2;
      yield item;
    }
    this.#text = this.#text.slice(begin);
    this.#searched = Math.max(0, this.#text.length - BOUNDARY.length + 1);
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
): AsyncGenerator<Iterable<unknown>, void, void> {
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

async function* whole(items: readonly unknown[]): AsyncGenerator<Iterable<unknown>, void, void> {
  yield items;
}

/** As much as Node hands on at once; Bun hands on eight times that, of which memory would be full before it is cleared. */
const PIECE = 64 * 1024;

async function* decoded(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    for (let i = 0; i < bytes.length; i += PIECE) yield decoder.decode(bytes.subarray(i, i + PIECE), { stream: true });
  }
  yield decoder.decode();
}

function parsedItem(text: string): unknown {
  return parsed(withoutManagedFields(text)) ?? parsed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
