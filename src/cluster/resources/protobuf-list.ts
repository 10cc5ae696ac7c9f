import { type ListMeta, ListReader } from '../protobuf/list.ts';
import { WireError } from '../protobuf/wire.ts';
import type { Answer } from '../transport/api-request.ts';
import { notKubernetes } from '../transport/read-answer.ts';

/** A list of which maybe only the beginning has arrived, each item made by `read`, which may throw a `WireError`. */
export interface ProtobufList<T> {
  readonly metadata: ListMeta;
  /** Some at a time. To be read to the end, or left by `break`. Throws ConnectionError, or the signal's reason. */
  readonly items: AsyncIterable<readonly T[]>;
}

/** The list that a server answered as protobuf. Throws like its items. */
export async function protobufListOf<T>(
  answer: Answer,
  server: string,
  read: (bytes: Uint8Array) => T,
): Promise<ProtobufList<T>> {
  const parts = partsOf(answer, server, read);
  const { value: first } = await parts.next();
  return {
    metadata: first?.metadata ?? { resourceVersion: '', continue: '' },
    items: itemsOf(first?.items ?? [], parts),
  };
}

/** What arrived at once: of a list the metadata first, then whole items. */
interface ArrivedPart<T> {
  readonly metadata: ListMeta | undefined;
  readonly items: readonly T[];
}

async function* partsOf<T>(
  answer: Answer,
  server: string,
  read: (bytes: Uint8Array) => T,
): AsyncGenerator<ArrivedPart<T>, void, void> {
  const reader = new ListReader();
  try {
    for await (const bytes of answer.body) {
      let metadata: ListMeta | undefined;
      const items: T[] = [];
      for (const piece of reader.take(bytes)) {
        if ('item' in piece) items.push(read(piece.item));
        else metadata = piece.metadata;
      }
      if (metadata || items.length > 0) yield { metadata, items };
    }
    reader.end();
  } catch (error) {
    throw error instanceof WireError ? notKubernetes(answer, server, '') : error;
  }
}

async function* itemsOf<T>(
  begun: readonly T[],
  more: AsyncGenerator<ArrivedPart<T>, void, void>,
): AsyncGenerator<readonly T[], void, void> {
  try {
    yield begun;
    for await (const { items } of more) yield items;
  } finally {
    await more.return();
  }
}
