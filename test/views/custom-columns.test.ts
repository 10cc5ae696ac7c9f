import { describe, expect, test } from 'vitest';
import { customColumns, parseColumns } from '../../src/views/custom-columns.ts';

const page = { width: undefined, colour: false, unicode: true };
const list = {
  items: [
    { name: 'a', labels: { y: '2', x: '1' }, args: ['p', 'q'] },
    { name: 'bb', n: null },
  ],
};

describe('custom-columns', () => {
  const check = (spec: string, expected: string) =>
    test(spec, () => expect(customColumns(list, parseColumns(spec), { headers: true, page })).toBe(expected));

  check('NAME:.name', 'NAME\na\nbb\n');
  check('N:.name,MISSING:.nope', 'N     MISSING\na     <none>\nbb    <none>\n');
  check('L:.labels', 'L\nmap[x:1 y:2]\n<none>\n');
  check('A:.args', 'A\n[p q]\n<none>\n');
  check('A:.args[*]', 'A\np,q\n<none>\n');
  check('N:.n', 'N\n<none>\n<nil>\n');
  check('N:{.name}', 'N\na\nbb\n');
});

test('headers may be left out', () => {
  expect(customColumns(list, parseColumns('NAME:.name'), { headers: false, page })).toBe('a\nbb\n');
});

test('an object that is no list is one row', () => {
  expect(customColumns({ name: 'a' }, parseColumns('NAME:.name'), { headers: false, page })).toBe('a\n');
});

test('text of the cluster is made plain', () => {
  expect(customColumns({ name: 'a\x1b[2J\nb' }, parseColumns('NAME:.name'), { headers: false, page })).toBe('a b\n');
});

describe('a spec that cannot be read', () => {
  const check = (spec: string, message: string) =>
    test(spec || '(empty)', () => expect(() => parseColumns(spec)).toThrow(message));

  check('', 'custom-columns format specified but no custom columns given');
  check('NAME', 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>');
  check('NAME:', 'unexpected path string');
  check('NAME:.a[', 'unterminated array');
});
