import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputFormat } from '../../src/cli/output-flags.ts';
import { aFolder } from '../support/open-cluster.ts';

const read = (text: string | undefined) => outputFormat(text, ['wide', 'json', 'yaml', 'name']);

describe('-o', () => {
  const check = (text: string | undefined, expected: object) =>
    test(String(text), () => expect(read(text)).toEqual(expected));

  check(undefined, { kind: 'text' });
  check('wide', { kind: 'wide' });
  check('json', { kind: 'json' });
  check('yaml', { kind: 'yaml' });
  check('name', { kind: 'name' });
  check('jsonpath={.a}', { kind: 'jsonpath', template: '{.a}' });
  check('custom-columns=A:.a', { kind: 'custom-columns', columns: [{ header: 'A', path: '.a' }], headers: true });
});

test('templates may stand in files', async () => {
  const folder = await aFolder({ t: '{.a}', c: 'NAME  AGE\n.metadata.name  .age\n' });
  expect(read(`jsonpath-file=${join(folder, 't')}`)).toEqual({ kind: 'jsonpath', template: '{.a}' });
  expect(read(`custom-columns-file=${join(folder, 'c')}`)).toMatchObject({
    columns: [
      { header: 'NAME', path: '.metadata.name' },
      { header: 'AGE', path: '.age' },
    ],
  });
});

describe('a format that will not do', () => {
  const check = (text: string, message: string) =>
    test(text, () =>
      expect(() => read(text)).toThrow(
        expect.objectContaining({ exit: 'usage', message: expect.stringContaining(message) }),
      ),
    );

  check('foo', 'unable to match a printer suitable for the output format "foo", allowed formats are: custom-columns,');
  check('json=x', 'unable to match a printer suitable for the output format "json=x"');
  check('jsonpath', 'template format specified but no template given');
  check('jsonpath=', 'template format specified but no template given');
  check('jsonpath={.a', 'error parsing jsonpath {.a, unclosed action');
  check('custom-columns=', 'custom-columns format specified but no custom columns given');
  check('custom-columns=A', 'unexpected custom-columns spec: A, expected <header>:<json-path-expr>');
  check('go-template={{.a}}', 'the output format "go-template" is not supported');
  check('jsonpath-file=/nope', 'error reading --output jsonpath-file /nope, no such file or directory');
});

test('a format that this command does not have is refused, though others have it', () => {
  expect(() => outputFormat('wide', ['json'])).toThrow(
    'allowed formats are: custom-columns,custom-columns-file,json,jsonpath,jsonpath-file',
  );
});
