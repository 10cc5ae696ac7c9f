import { ApiError } from '../errors.ts';
import type { Call, Scope } from '../port.ts';
import { isRecord } from '../record.ts';
import type { Answer, ApiRequest } from '../transport/api-request.ts';
import { isProtobuf, PROTOBUF } from '../transport/read-answer.ts';
import { listOf } from './list-body.ts';
import { collectionPath, type ResourceKind, selectors, type Versioned } from './resource-kind.ts';

/** Sends a request, with or without patience. */
export type Send = (request: ApiRequest) => Promise<Answer>;

/** A part of a collection: some objects of a page, to be taken before the next part. */
export interface Part<T> {
  readonly items: Iterable<T>;
  /** The version of the collection as a whole, from which a watch may go on. */
  readonly resourceVersion: string;
  /** Whether the list begins with this part: the first one, and once more after a token expired. */
  readonly isFirst: boolean;
}

/** What is listed, and where. */
export interface ListedKind<T extends Versioned> {
  readonly send: Send;
  readonly server: string;
  readonly kind: ResourceKind<T>;
}

/** How many objects a page holds; kubectl's chunk size. */
const PAGE_SIZE = 500;

/**
 * Lists a collection page by page, each in the parts in which it arrives, at least one. A continue token that expired (410) starts the list anew; the third time it is asked for
 * in one piece, as client-go's pager does. Throws ApiError, ConnectionError, or the signal's reason.
 */
export async function* pagesOf<T extends Versioned>(
  from: ListedKind<T>,
  scope: Scope,
  call: Call,
): AsyncGenerator<Part<T>, void, void> {
  const { pageSize = PAGE_SIZE } = scope;
  let token: string | undefined;
  let expired = 0;
  while (true) {
    const query = {
      ...selectors(scope),
      limit: expired < 2 && pageSize > 0 ? String(pageSize) : undefined,
      continue: token,
    };
    const path = collectionPath(from.kind, scope.namespace);
    let page: Page<T>;
    try {
      page = await pageOf(from, { path, query, signal: call.signal });
    } catch (error) {
      if (token === undefined || !(error instanceof ApiError) || error.code !== 410) throw error;
      expired += 1;
      token = undefined;
      continue;
    }
    const { metadata } = page;
    let isFirst = token === undefined;
    for await (const items of page.items) {
      yield { items, resourceVersion: versionOf(metadata), isFirst };
      isFirst = false;
    }
    token = typeof metadata.continue === 'string' && metadata.continue ? metadata.continue : undefined;
    if (token === undefined) return;
  }
}

/** A page that arrives. */
interface Page<T> {
  readonly metadata: { readonly resourceVersion?: unknown; readonly continue?: unknown };
  readonly items: AsyncIterable<Iterable<T>>;
}

/** As protobuf, if the kind is read so and the server has it; JSON is accepted too, and asked for alone where there is no choice. */
async function pageOf<T extends Versioned>(
  { send, server, kind }: ListedKind<T>,
  request: ApiRequest,
): Promise<Page<T>> {
  const inJson = async (answer: Answer) => {
    const { metadata, items } = await listOf(answer, server);
    return { metadata, items: normalised(items, kind) };
  };
  if (!kind.protobuf) return inJson(await send(request));
  const answer = await send({ ...request, accept: `${PROTOBUF},application/json` });
  if (answer.code === NOT_ACCEPTABLE) {
    answer.discard();
    return inJson(await send(request));
  }
  if (answer.code !== 200 || !isProtobuf(answer)) return inJson(answer);
  const [{ protobufListOf }, read] = await Promise.all([import('./protobuf-list.ts'), kind.protobuf()]);
  return protobufListOf(answer, server, read);
}

const NOT_ACCEPTABLE = 406;

/** `metadata.resourceVersion`; empty when absent. */
export function versionOf(metadata: { readonly resourceVersion?: unknown }): string {
  return typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '';
}

async function* normalised<T extends Versioned>(
  parts: AsyncIterable<Iterable<unknown>>,
  kind: ResourceKind<T>,
): AsyncGenerator<Iterable<T>, void, void> {
  for await (const items of parts) yield objectsOf(items, kind);
}

/** A list leaves out what its items have in common; each gets it back. */
function* objectsOf<T extends Versioned>(items: Iterable<unknown>, of: ResourceKind<T>): Generator<T, void, void> {
  const { apiVersion, kind } = of;
  for (const item of items) if (isRecord(item)) yield of.normalise({ apiVersion, kind, ...item });
}
