import { ApiError } from '../errors.ts';
import type { Call, Scope } from '../port.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import { objectOf } from '../transport/read-answer.ts';
import type { Answer, ApiRequest } from '../transport/transport.ts';
import { collectionPath, type ResourceKind, selectors, type Versioned } from './resource-kind.ts';

/** Sends a request, with or without patience. */
export type Send = (request: ApiRequest) => Promise<Answer>;

/** A part of a collection. */
export interface Page {
  readonly items: readonly UnknownRecord[];
  /** The version of the collection as a whole, from which a watch may go on. */
  readonly resourceVersion: string;
  /** Whether the list begins with this page: the first one, and once more after a token expired. */
  readonly isFirst: boolean;
}

/** How many objects a page holds; kubectl's chunk size. */
const PAGE_SIZE = 500;

/**
 * Lists a collection page by page. A continue token that expired (410) starts the list anew; the third time it is asked for
 * in one piece, as client-go's pager does. Throws ApiError, ConnectionError, or the signal's reason.
 */
export async function* pagesOf<T extends Versioned>(
  from: { readonly send: Send; readonly server: string; readonly kind: ResourceKind<T> },
  scope: Scope,
  call: Call,
): AsyncGenerator<Page, void, void> {
  let token: string | undefined;
  let expired = 0;
  do {
    const query = { ...selectors(scope), limit: expired < 2 ? String(PAGE_SIZE) : undefined, continue: token };
    const path = collectionPath(from.kind, scope.namespace);
    let list: UnknownRecord;
    try {
      list = await objectOf(await from.send({ path, query, signal: call.signal }), from.server);
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || error.code !== 410) throw error;
      expired += 1;
      token = undefined;
      continue;
    }
    const metadata = isRecord(list.metadata) ? list.metadata : {};
    yield { items: itemsOf(list, from.kind), resourceVersion: versionOf(metadata), isFirst: token === undefined };
    token = typeof metadata.continue === 'string' && metadata.continue ? metadata.continue : undefined;
    if (token === undefined) return;
  } while (true);
}

/** `metadata.resourceVersion`; empty when absent. */
export function versionOf(metadata: UnknownRecord): string {
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '';
}

/** A list leaves out what its items have in common; each gets it back. */
function itemsOf<T extends Versioned>(
  list: UnknownRecord,
  { apiVersion, kind }: ResourceKind<T>,
): readonly UnknownRecord[] {
  const items = Array.isArray(list.items) ? list.items : [];
  return items.filter(isRecord).map((item) => ({ apiVersion, kind, ...item }));
}
