import type { Call, TabledKind, TableRow } from '../port.ts';
import { isRecord } from '../record.ts';
import { objectOf } from '../transport/read-answer.ts';
import type { Transport } from '../transport/transport.ts';
import { collectionPath } from './resource-kind.ts';

/** Which table. */
export interface TableAsked {
  readonly kind: TabledKind;
  /** Undefined for all, and for what lies in none. */
  readonly namespace: string | undefined;
}

/** What a server without tables of the kind answers is a plain list: its names are had all the same. */
const ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** The first page of a kind's table (Kubernetes' API concepts, «Receiving resources as Tables»). Throws like `Resource.get`. */
export async function tableRows(
  transport: Pick<Transport, 'send' | 'server'>,
  { kind, namespace }: TableAsked,
  { signal }: Call,
): Promise<readonly TableRow[]> {
  const path = collectionPath({ apiVersion: kind.endsWith('jobs') ? 'batch/v1' : 'v1', plural: kind }, namespace);
  const query = { includeObject: 'None', limit: '500' };
  const answer = await objectOf(await transport.send({ path, query, signal, accept: ACCEPT }), transport.server);
  if (answer.kind !== 'Table') return records(answer.items).flatMap(({ metadata }) => nameOnly(metadata));
  const columns = records(answer.columnDefinitions).map(({ name }) => String(name));
  return records(answer.rows).flatMap(({ cells }) => rowOf(columns, Array.isArray(cells) ? cells : []));
}

function rowOf(columns: readonly string[], cells: readonly unknown[]): readonly TableRow[] {
  const named = Object.fromEntries(columns.map((column, i) => [column, String(cells[i] ?? '')]));
  return named.Name ? [{ name: named.Name, cells: named }] : [];
}

function nameOnly(metadata: unknown): readonly TableRow[] {
  return isRecord(metadata) && typeof metadata.name === 'string' ? [{ name: metadata.name, cells: {} }] : [];
}

function records(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
