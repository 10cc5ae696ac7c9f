import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ItemSplitter, listOf } from '../../../src/cluster/resources/list-body.ts';
import type { Answer } from '../../../src/cluster/transport/api-request.ts';

const METADATA = { resourceVersion: '7' };

/** A list of Kubernetes, with whatever else is in it. */
interface List {
  readonly items: readonly unknown[];
  readonly [field: string]: unknown;
}

/** An answer whose body arrives in these pieces. */
function answered(...pieces: readonly (string | Uint8Array)[]): Answer {
  async function* body() {
    for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
  }
  const headers = { 'content-type': 'application/json' };
  const text = () => Promise.resolve(Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString());
  return { code: 200, headers, attempt: 'GET /', body: body(), text, discard: () => {} };
}

async function read(answer: Answer): Promise<{ readonly metadata: unknown; readonly items: readonly unknown[] }> {
  const { metadata, items } = await listOf(answer, 'https://server');
  return { metadata, items: await itemsOf(items) };
}

async function itemsOf(parts: AsyncIterable<Iterable<unknown>>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const part of parts) items.push(...part);
  return items;
}

describe('a list', () => {
  const check = (name: string, list: List, text = JSON.stringify(list)) =>
    test(name, async () => {
      const expected = { metadata: METADATA, items: list.items };
      expect(await read(answered(text))).toEqual(expected);
      expect(await read(answered(...Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))))).toEqual(expected);
    });
  const list = (...items: readonly unknown[]) => ({ kind: 'JobList', metadata: METADATA, items });
  const item = (name: string, rest: object = {}) => ({ metadata: { name }, ...rest });

  check('without items has none', list());
  check('of one item', list(item('a')));
  check('of several', list(item('a', { spec: { n: 1 } }), item('b'), item('c')));
  check('of letters that take several bytes', list(item('日本'), item('👍', { text: '},{"metadata":{' })));
  check('whose items hold what looks like the end of one', list(item('a', { of: [item('b'), item('c')] }), item('d')));
  check('whose items do not begin with their metadata', list({ spec: {}, metadata: {} }, { spec: {}, metadata: {} }));
  check('whose items are none', list(1, 'x', null));
  check('with its keys in order of the alphabet', {
    apiVersion: 'v1',
    items: [item('a'), item('b')],
    metadata: METADATA,
  });
  check('written for people', list(item('a'), item('b')), JSON.stringify(list(item('a'), item('b')), null, 2));
  check('with something behind its items', { metadata: METADATA, items: [item('a')], kind: 'JobList' });
  check('with an end of line', list(item('a'), item('b')), `${JSON.stringify(list(item('a'), item('b')))}\n`);

  test('with null for items has none', async () => {
    expect(await read(answered('{"metadata":{},"items":null}'))).toEqual({ metadata: {}, items: [] });
  });

  test('comes item by item, before its end is there', async () => {
    const { items } = await listOf(
      answered('{"metadata":{},"items":[{"metadata":{"name":"a"}},{"metadata":{', '}}]}'),
      '',
    );
    for await (const first of items) {
      expect([...first]).toEqual([item('a')]);
      break;
    }
  });
});

test('managedFields are left out of all items but the last, whatever they hold', async () => {
  const managed = (managedFields: unknown) => ({ metadata: { name: 'x', managedFields }, spec: { n: 1 } });
  const fields = [
    { manager: 'kubectl', fieldsV1: { 'f:spec': { 'k:{"name":"a}]},"}': {} } } },
    { subresource: 'status' },
  ];
  const text = '},"spec":{"n":2}},{"metadata":{,"managedFields":[{"a":1}]},"';
  const items = [
    managed(fields),
    managed([]),
    managed('text'),
    { metadata: { text }, spec: { text } },
    managed(fields),
  ];
  const found = await read(answered(JSON.stringify({ metadata: {}, items })));
  const left = { metadata: { name: 'x' }, spec: { n: 1 } };
  expect(found.items).toEqual([left, ...items.slice(1)]);
});

test('what looks like managedFields and is none costs nothing but a second look', async () => {
  const items = [{ metadata: { of: 1, managedFields: [{ a: { b: [{}] }, c: 1 }] }, spec: {} }, { metadata: {} }];
  expect((await read(answered(JSON.stringify({ metadata: {}, items })))).items).toEqual(items);
});

const NO_LIST: readonly (readonly [what: string, text: string])[] = [
  ['a page for people', '<html><title>Log in</title></html>'],
  ['a Status', '{"kind":"Status","metadata":{},"status":"Failure"}'],
  ['a list', '["a"]'],
  ['cut in the midst of an item', '{"metadata":{},"items":[{"metadata":{}},{"metadata":{"na'],
  ['without an end', '{"metadata":{},"items":[{"metadata":{}}'],
  ['followed by something else', '{"metadata":{},"items":[]}<html>'],
];
for (const [what, text] of NO_LIST) {
  test(`what is ${what} is told to be none of Kubernetes`, async () => {
    await expect(read(answered(text))).rejects.toMatchObject({ trouble: 'not-kubernetes' });
  });
}

test('wherever a text is cut, the same items come out', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '"', '\\', '}', ',', '{', 'metadata', ':', '日'), maxLength: 6 });
  const item = fc.record({ metadata: fc.record({ name }), more: fc.jsonValue({ maxDepth: 2 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 5 }), fc.array(fc.nat(400), { maxLength: 6 }), (items, cuts) => {
      const text = `${JSON.stringify(items).slice(1)}}`;
      const at = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
      const splitter = new ItemSplitter();
      const found = [0, ...at].flatMap((cut, i) => [...splitter.take(text.slice(cut, at[i] ?? text.length))]);
      // JSON has no -0.
      expect([...found, ...splitter.end()]).toEqual(JSON.parse(JSON.stringify(items)));
    }),
  );
});

test('whoever leaves a list in its midst leaves the body too', async () => {
  let left = false;
  async function* body() {
    try {
      yield Buffer.from('{"metadata":{},"items":[{"metadata":{}},{"metadata":{');
      yield Buffer.from('}}]}');
    } finally {
      left = true;
    }
  }
  const { items } = await listOf({ ...answered(), body: body() }, '');
  for await (const _ of items) break;
  expect(left).toBe(true);
});
