import { ApiError } from '../errors.ts';
import type { Call, Scope } from '../port.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import type { Answer, ApiRequest } from '../transport/transport.ts';
import { type ArrivingList, listOf } from './list-body.ts';
import { collectionPath, type ResourceKind, selectors, type Versioned } from './resource-kind.ts';

/** Sends a request, with or without patience. */
export type Send = (request: ApiRequest) => Promise<Answer>;

/** A part of a collection: some objects of a page, to be taken before the next part. */
export interface Part {
  readonly items: Iterable<UnknownRecord>;
  /** The version of the collection as a whole, from which a watch may go on. */
  readonly resourceVersion: string;
  /** Whether the list begins with this part: the first one, and once more after a token expired. */
  readonly isFirst: boolean;
}

/** How many objects a page holds; kubectl's chunk size. */
const PAGE_SIZE = 500;

/**
 * Lists a collection page by page, each in the parts in which it arrives, at least one. A continue token that expired (410) starts the list anew; the third time it is asked for
 * in one piece, as client-go's pager does. Throws ApiError, ConnectionError, or the signal's reason.
 */
export async function* pagesOf<T extends Versioned>(
  from: { readonly send: Send; readonly server: string; readonly kind: ResourceKind<T> },
  scope: Scope,
  call: Call,
): AsyncGenerator<Part, void, void> {
  let token: string | undefined;
  let expired = 0;
  while (true) {
    const query = { ...selectors(scope), limit: expired < 2 ? String(PAGE_SIZE) : undefined, continue: token };
    const path = collectionPath(from.kind, scope.namespace);
    let list: ArrivingList;
    try {
      list = await listOf(await from.send({ path, query, signal: call.signal }), from.server);
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || error.code !== 410) throw error;
      expired += 1;
      token = undefined;
      continue;
    }
    const { metadata } = list;
    let isFirst = token === undefined;
    for await (const items of list.items) {
      yield { items: withKind(items, from.kind), resourceVersion: versionOf(metadata), isFirst };
      isFirst = false;
    }
    token = typeof metadata.continue === 'string' && metadata.continue ? metadata.continue : undefined;
    if (token === undefined) return;
  }
}

/** `metadata.resourceVersion`; empty when absent. */
export function versionOf(metadata: UnknownRecord): string {
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '';
}

/** A list leaves out what its items have in common; each gets it back. */
function* withKind<T extends Versioned>(
  items: Iterable<unknown>,
  { apiVersion, kind }: ResourceKind<T>,
): Generator<UnknownRecord, void, void> {
  for (const item of items) if (isRecord(item)) yield { apiVersion, kind, ...item };
}
