/**
 * In what shape a client wants its answer: objects, a Table, or metadata alone
 * (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go).
 */

import type { StoredObject } from '../store.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { StatusError } from './status.ts';
import { tableOf } from './tables/table.ts';

/** What a Table carries beside its cells: each row's metadata, whole object, or nothing. */
export type IncludeObject = 'Metadata' | 'Object' | 'None';

/** The shape asked for. */
export type Representation =
  /** Whole, as protobuf where it can be had. */
  | { readonly as: 'object'; readonly protobuf?: true }
  | { readonly as: 'metadata' }
  | { readonly as: 'table'; readonly include: IncludeObject };

/** How to show: the shape, and the cluster's time that ages are counted from. */
export interface Showing {
  readonly representation: Representation;
  readonly now: number;
  /** In a watch only the first Table says what its columns are. */
  readonly withoutColumns?: boolean;
}

/** A list's own metadata. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** The metadata of a bookmark: how far the watch has come. */
export interface BookmarkMeta {
  readonly resourceVersion: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The first shape in the Accept header that can be had. Throws a StatusError 406 when nothing fits, 400 for an unknown includeObject. */
export function representationFor(request: Pick<ApiRequest, 'headers' | 'query'>): Representation {
  const accept = request.headers.accept;
  if (accept === undefined || accept.trim() === '') return { as: 'object' };
  for (const clause of accept.split(',')) {
    const [mediaType = '', ...parameters] = clause.split(';').map((part) => part.trim());
    if (!MEDIA_TYPES.has(mediaType.toLowerCase())) continue;
    const wanted = new Map(
      parameters.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
    );
    const as = wanted.get('as');
    if (as === undefined) return mediaType === PROTOBUF ? { as: 'object', protobuf: true } : { as: 'object' };
    if (wanted.get('g') !== 'meta.k8s.io' || wanted.get('v') !== 'v1') continue;
    if (as === 'Table') return { as: 'table', include: includeObject(request.query) };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { as: 'metadata' };
  }
  throw new StatusError(406, 'NotAcceptable', {
    message: 'only the following media types are accepted: application/json',
  });
}

/** One object in the shape asked for. */
export function shownObject(object: StoredObject, resource: Resource, showing: Showing): unknown {
  const { representation, now } = showing;
  switch (representation.as) {
    case 'object':
      return whole(object, resource);
    case 'metadata':
      return partial(object);
    case 'table': {
      const table = tableOf(resource, [object], now);
      const { resourceVersion = '' } = object.metadata;
      const rows = tableRows(table.rows, [object], { resource, include: representation.include });
      const columns = showing.withoutColumns ? null : table.columnDefinitions;
      return { ...TABLE_TYPE, metadata: { resourceVersion }, columnDefinitions: columns, rows };
    }
  }
}

/** A bookmark in the shape asked for: an object, or a row, with metadata alone. */
export function shownBookmark(metadata: BookmarkMeta, resource: Resource, showing: Showing): unknown {
  const { representation } = showing;
  const typed = { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata };
  if (representation.as === 'object') return typed;
  const meta = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  if (representation.as === 'metadata') return meta;
  const { columnDefinitions } = tableOf(resource, [], showing.now);
  const { include } = representation;
  const object = include === 'None' ? null : include === 'Object' ? typed : meta;
  return {
    ...TABLE_TYPE,
    metadata: { resourceVersion: metadata.resourceVersion },
    columnDefinitions: showing.withoutColumns ? null : columnDefinitions,
    rows: [{ cells: columnDefinitions.map(() => ''), object }],
  };
}

/** A list in the shape asked for. */
export function shownList(
  objects: readonly StoredObject[],
  resource: Resource,
  showing: Showing & { readonly metadata: ListMeta },
): unknown {
  const { representation, now, metadata } = showing;
  switch (representation.as) {
    case 'object': {
      const items = objects.map(({ kind: _, apiVersion: __, ...rest }) => rest);
      return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items };
    }
    case 'metadata':
      return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: objects.map(partial) };
    case 'table': {
      const table = tableOf(resource, objects, now);
      const rows = tableRows(table.rows, objects, { resource, include: representation.include });
      return { ...TABLE_TYPE, metadata, columnDefinitions: table.columnDefinitions, rows };
    }
  }
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const MEDIA_TYPES = new Set(['application/json', PROTOBUF, 'application/*', '*/*']);
const TABLE_TYPE = { kind: 'Table', apiVersion: 'meta.k8s.io/v1' };

function includeObject(query: URLSearchParams): IncludeObject {
  const value = query.get('includeObject') ?? '';
  if (value === '' || value === 'Metadata') return 'Metadata';
  if (value === 'Object' || value === 'None') return value;
  throw StatusError.badRequest(`unrecognized includeObject value: ${JSON.stringify(value)}`);
}

function whole(object: StoredObject, resource: Resource): StoredObject {
  const { kind: _, apiVersion: __, ...rest } = object;
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), ...rest };
}

function partial(object: StoredObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function tableRows(
  rows: readonly object[],
  objects: readonly StoredObject[],
  options: { readonly resource: Resource; readonly include: IncludeObject },
): readonly unknown[] {
  return rows.map((row, i) => {
    const object = objects[i];
    if (!object || options.include === 'None') return { ...row, object: null };
    return { ...row, object: options.include === 'Object' ? whole(object, options.resource) : partial(object) };
  });
}
