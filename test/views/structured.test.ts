import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isStructured, renderStructured } from '../../src/views/structured.ts';
import { isHarmless } from '../../src/views/text.ts';

describe('renderStructured', () => {
  test("JSON is indented by four, as kubectl's", async () => {
    expect(await renderStructured({ a: { b: [1] } }, { kind: 'json' })).toBe(
      '{\n    "a": {\n        "b": [\n            1\n        ]\n    }\n}\n',
    );
  });

  test("YAML has its lists where kubectl's has them, long lines unfolded, and quotes what YAML 1.1 would misread", async () => {
    const long = 'word '.repeat(40).trim();
    expect(await renderStructured({ a: [{ b: 'yes', c: '0777', d: long }] }, { kind: 'yaml' })).toBe(
      `a:\n- b: "yes"\n  c: "0777"\n  d: ${long}\n`,
    );
  });

  test('jsonpath and custom-columns', async () => {
    expect(await renderStructured({ a: 1 }, { kind: 'jsonpath', template: '{.a}' })).toBe('1');
    const columns = [{ header: 'A', path: '.a' }];
    expect(await renderStructured({ a: 1 }, { kind: 'custom-columns', columns, headers: true })).toBe('A\n1\n');
  });

  test('undefined fields are left out', async () => {
    expect(await renderStructured({ a: undefined, b: 1 }, { kind: 'json' })).toBe('{\n    "b": 1\n}\n');
    expect(await renderStructured({ a: undefined, b: 1 }, { kind: 'yaml' })).toBe('b: 1\n');
  });
});

describe('whatever text is in it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', size: 'medium' }),
    fc.string({ unit: fc.constantFrom(' ', '\n', '\t'), size: 'medium' }),
    fc.string({ unit: fc.constantFrom('\x1b', '\x9b', '\u202e', 'a', '\x7f', '\n', ' ', ':'), size: 'medium' }),
  );

  test('JSON says it, and holds nothing a terminal would act on', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const json = await renderStructured({ value }, { kind: 'json' });
        expect(isHarmless(json)).toBe(true);
        expect(JSON.parse(json)).toEqual({ value });
      }),
    );
  });

  test('YAML says it, and holds nothing a terminal would act on', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        // YAML takes no keys of more than 1,024 characters, some of which are escaped.
        const key = [...value].slice(0, 80).join('');
        const yaml = await renderStructured({ value, [key]: 1 }, { kind: 'yaml' });
        expect(isHarmless(yaml)).toBe(true);
        expect(parse(yaml)).toEqual({ value, [key]: 1 });
      }),
    );
  });
});

test('which formats are structured', () => {
  expect(isStructured({ kind: 'json' })).toBe(true);
  expect(isStructured({ kind: 'text' }) || isStructured({ kind: 'wide' }) || isStructured({ kind: 'name' })).toBe(
    false,
  );
});
