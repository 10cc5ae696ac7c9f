import { expect, test } from 'vitest';
import { fieldAt, listAt } from '../../../../src/sandbox/api/fields.ts';
import { serving, wire, wireStore } from '../serving.ts';

const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

test.each([
  ['/api/v1/namespaces/wire/pods', 'pods.table.json', '2026-11-21T17:58:06Z'],
  ['/api/v1/namespaces/wire/pods?includeObject=None', 'pods.table-none.json', '2026-11-21T17:58:07Z'],
  ['/apis/batch/v1/namespaces/wire/jobs', 'jobs.table.json', '2026-11-21T17:58:11Z'],
])('%s as a Table is what a real server sent (%s)', async (path, file, at) => {
  await using cluster = await serving(wireStore(), { at });
  const table = await cluster.json(path, { accept: TABLE });
  const real = wire(file);
  expect(listAt(table, 'rows').map(comparable)).toEqual(listAt(real, 'rows').map(comparable));
  const columns = (of: unknown) =>
    listAt(of, 'columnDefinitions').map(({ name, type, format, priority }) => ({ name, type, format, priority }));
  expect(columns(table)).toEqual(columns(real));
  expect(fieldAt(table, 'apiVersion')).toBe('meta.k8s.io/v1');
});

/** A row without what a store numbers anew. */
function comparable(row: unknown): unknown {
  const { cells, conditions, object } = {
    cells: fieldAt(row, 'cells'),
    conditions: fieldAt(row, 'conditions'),
    object: fieldAt(row, 'object'),
  };
  const metadata = object === null ? null : { ...Object(fieldAt(object, 'metadata')), resourceVersion: '' };
  return {
    cells,
    conditions,
    type: object === null ? null : [fieldAt(object, 'kind'), fieldAt(object, 'apiVersion')],
    metadata,
  };
}

test('includeObject=Object sends whole objects, an unknown one is refused', async () => {
  await using cluster = await serving(wireStore());
  const path = '/apis/batch/v1/namespaces/wire/jobs?includeObject=';
  const [row] = listAt(await cluster.json(`${path}Object`, { accept: TABLE }), 'rows');
  expect(fieldAt(row, 'object.spec.completions')).toBe(120);
  expect(await cluster.json(`${path}Some`, { accept: TABLE })).toMatchObject({ code: 400 });
});

test('one object is a Table of one row', async () => {
  await using cluster = await serving(wireStore());
  const table = await cluster.json('/apis/batch/v1/namespaces/wire/jobs/sweep', { accept: TABLE });
  expect(listAt(table, 'rows')).toHaveLength(1);
});
