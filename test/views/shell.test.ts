import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/views/shell.ts';

describe('a command line', () => {
  const check = (name: string, words: readonly string[], expected: string) =>
    test(name, () => expect(commandLine(words)).toBe(expected));

  check('names and flags stand as they are', ['kubectl', 'logs', 'job/a', '-n', 'film'], 'kubectl logs job/a -n film');
  check('JSON is quoted', ['-p', '{"spec":{}}'], `-p '{"spec":{}}'`);
  check('a quote within', ["it's"], `'it'\\''s'`);
  check('an empty word', [''], `''`);
  check('what a shell would run', ['a; rm -rf $HOME'], `'a; rm -rf $HOME'`);

  test('a shell reads the same words', () => {
    const words = ["it's", 'a b', '$HOME', '`date`', '*', '', '\\', '"x"', '~', '!!', 'ü', '{a,b}', '#'];
    const read = execFileSync('sh', ['-c', `printf '%s\\0' ${commandLine(words)}`], { encoding: 'utf8' });
    expect(read.split('\0').slice(0, -1)).toEqual(words);
  });
});
