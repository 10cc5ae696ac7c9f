/** Templates and what kubectl 1.36 printed for them, given the same object (`kubectl label --local -f … -o jsonpath=…`). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRelaxedPath, renderTemplate, TemplateError } from '../../src/views/jsonpath.ts';

const job = {
  kind: 'Job',
  metadata: {
    name: 'x',
    labels: { 'app.kubernetes.io/name': 'foo', b: '1' },
    note: { n: 'a<b' },
    creationTimestamp: null,
  },
  spec: {
    completions: 5,
    containers: [
      { name: 'a', image: 'i1', args: ['x', true, 'z'] },
      { name: 'b', image: 'i2' },
    ],
  },
};

describe('kubectl prints', () => {
  const check = (template: string, expected: string) =>
    test(`${template} as ${JSON.stringify(expected)}`, () => expect(renderTemplate(template, job)).toBe(expected));

  check('{.metadata.name}', 'x');
  check('{ .kind }', 'Job');
  check('{$.kind}', 'Job');
  check('{@.kind}', 'Job');
  check('a{.metadata.name}b{"c"}', 'axbc');
  check('{.metadata.name}}', 'x}');
  check('x}y', 'x}y');
  check('{"}"}', '}');
  check('{.spec.completions}', '5');
  check('{.metadata.labels}', '{"app.kubernetes.io/name":"foo","b":"1"}');
  check('{.metadata.note}', '{"n":"a\\u003cb"}');
  check('{.metadata.creationTimestamp}', 'null');
  check('{.metadata.labels.app\\.kubernetes\\.io/name}', 'foo');
  check("{.metadata.labels['app\\.kubernetes\\.io/name']}", 'foo');
  check("{.metadata.labels['app.kubernetes.io/name']}", '');
  check('{.x.y}', '');
  check('{.}', '');
  check('{.items[*].x}', '');
  check('{.spec.completions.x}', '');
  check('{.spec.containers[*].name}', 'a b');
  check('{.spec.containers[0].args}', '["x",true,"z"]');
  check('{.spec.containers[-1].name}', 'b');
  check('{.spec.containers[-1:].name}', 'b');
  check('{.spec.containers[::2].name}', 'a');
  check('{.spec.containers[0].args[0:3:2]}', 'x z');
  check('{.spec.containers[0].args[:]}', 'x true z');
  check('{.spec.containers[0].args[1:1]}', '');
  check('{.spec.containers[0,1].name}', 'a b');
  check("{.spec.containers[*]['name', 'image']}", 'a b i1 i2');
  check("{['metadata.name', 'spec.completions']}", 'x 5');
  check('{.spec.containers[?(@.name=="b")].image}', 'i2');
  check('{.spec.containers[?(@.name == "a")].image}', 'i1');
  check("{.spec.containers[?(@.name=='a')].name}", 'a');
  check('{.spec.containers[?(.name=="b")].image}', 'i2');
  check('{.spec.containers[?(@.name!="a")].name}', 'b');
  check('{.spec.containers[?(@.args)].name}', 'a');
  check('{.spec.containers[?(@.args[0]=="x")].name}', 'a');
  check('{..name}', 'x a b');
  check('{.spec..name}', 'a b');
  check('{..containers[0].name}', 'a');
  check('{range .spec.containers[*]}{.name}{"\\t"}{.image}{"\\n"}{end}', 'a\ti1\nb\ti2\n');
  check('{range .spec.containers[*]}{.name}{range .args[*]}<{@}>{end};{end}', 'a<x><true><z>;b;');
  check('{range .a[*]}x{end}y', 'y');
  check('{range .spec.containers[*]}{.name}', 'ab');
  check("{'a\\'b'}", "a'b");
  check('{"a\\u00e9\\x41"}', 'aéA');
  check('{3}', '3');
  check('{true}', 'true');
});

describe('kubectl refuses', () => {
  const check = (template: string, message: string) =>
    test(`${template}: ${message}`, () => {
      expect(() => renderTemplate(template, job)).toThrow(TemplateError);
      expect(() => renderTemplate(template, job)).toThrow(message);
    });

  check('{.metadata.name', 'unclosed action');
  check('{..*}', "unrecognized character in action: U+002A '*'");
  check('{end}', 'not in range, nothing to end');
  check('{foo}', 'unrecognized identifier foo');
  check('{.metadata.name,.kind}', "unrecognized character in action: U+002C ','");
  check('{.spec.containers["0"]}', 'invalid array index "0"');
  check('{.spec.containers[7].name}', 'array index out of bounds: index 7, length 2');
  check('{.spec.containers[0:5].name}', 'array index out of bounds: index 4, length 2');
  check('{.spec.containers[0].args[-9]}', 'array index out of bounds: index -6, length 3');
  check('{.spec.containers[0].args[2:1]}', 'starting index 2 is greater than ending index 1');
  check('{.metadata.name[0]}', 'string is not array or slice');
  check('{.spec.completions[0]}', 'int64 is not array or slice');
  check('{[0]}', 'map[string]interface {} is not array or slice');
  check('{.spec.containers[?(@.name==3)].image}', 'incompatible types for comparison');
  check('{.spec.containers[?(@.name=~"a")]}', 'unrecognized filter operator =');
});

test('text of the cluster is made harmless, the template keeps its own tabs and newlines', () => {
  expect(renderTemplate('{.a}{"\\t"}{.b}{"\\n"}', { a: '\x1b[31mred', b: ['\x07'] })).toBe('red\t["\\u0007"]\n');
});

test('a field that is undefined is missing', () => expect(renderTemplate('{.a}{.*}', { a: undefined })).toBe(''));

describe('a path of --sort-by or custom-columns', () => {
  const check = (text: string) =>
    test(`${text} is the same path as {.metadata.name}`, () =>
      expect(parseRelaxedPath(text)).toEqual([
        { kind: 'field', name: 'metadata' },
        { kind: 'field', name: 'name' },
      ]));

  check('{.metadata.name}');
  check('{metadata.name}');
  check('.metadata.name');
  check('metadata.name');

  test('braces inside are refused', () => expect(() => parseRelaxedPath('{.a}{.b}')).toThrow('unexpected path string'));
});

test('any template prints something or throws a TemplateError, nothing else', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '.',
    '[',
    ']',
    '?(',
    ')',
    '@',
    '"',
    "'",
    'range ',
    'end',
    'a',
    '*',
    '-1',
    ':',
    ',',
    '\\',
    '==',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        expect(typeof renderTemplate(pieces.join(''), job)).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
    { numRuns: 500 },
  );
});
