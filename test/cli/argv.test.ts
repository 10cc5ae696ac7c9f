import { describe, expect, test } from 'vitest';
import { normaliseArgv } from '../../src/cli/argv.ts';

const flags = {
  namespace: { type: 'option', char: 'n' },
  output: { type: 'option', char: 'o' },
  watch: { type: 'boolean', char: 'w' },
  'all-namespaces': { type: 'boolean', char: 'A' },
  'no-headers': { type: 'boolean' },
  'as-group': { type: 'option', multiple: true },
} as const;

describe('arguments as kubectl takes them', () => {
  const check = (name: string, typed: string, expected: string) =>
    test(`${name}: ${typed}`, () => expect(normaliseArgv(typed.split(' '), flags).join(' ')).toBe(expected));

  check('a long flag with its value', '--namespace x', '--namespace=x');
  check('with an equals sign', '--namespace=x', '--namespace=x');
  check('a value with an equals sign', '--output=jsonpath={.a=b}', '--output=jsonpath={.a=b}');
  check('a short flag', '-n x', '--namespace=x');
  check('its value attached', '-nx', '--namespace=x');
  check('its value behind an equals sign', '-n=x', '--namespace=x');
  check('a value that looks like a flag', '-n -A', '--namespace=-A');
  check('an empty value', '--namespace=', '--namespace=');
  check('a switch', '-w', '--watch');
  check('switches together', '-wA', '--watch --all-namespaces');
  check('a switch and a flag together', '-wnx', '--watch --namespace=x');
  check('a switch on', '--watch=true', '--watch');
  check('a switch off', '--watch=false', '');
  check('a short switch off', '-w=F', '');
  check('the last one counts', '--watch --watch=0', '');
  check('the last one counts, again', '--watch=0 --watch=T', '--watch');
  check('the last value counts', '-n x --namespace y', '--namespace=y');
  check('a repeatable flag keeps all', '--as-group a --as-group=b', '--as-group=a --as-group=b');
  check('underscores are dashes', '--no_headers', '--no-headers');
  check('words stay, in order', 'a -w b', '--watch a b');
  check('a dash is a word', '-', '-');
  check('a number is a word', '-1', '-1');
  check('all is words behind two dashes', '-w -- -A --nope', '--watch -- -A --nope');
});

describe('arguments that kubectl refuses too', () => {
  const check = (typed: string, message: string, remedy?: string) =>
    test(`${typed}: ${message}`, () => {
      const error = thrownBy(() => normaliseArgv(typed.split(' '), flags));
      expect(error).toMatchObject({ kind: 'UserError', exit: 'usage', message, remedy });
    });

  check('--nope', 'unknown flag: --nope');
  check('--namespac x', 'unknown flag: --namespac', 'Did you mean --namespace?');
  check('--constructor', 'unknown flag: --constructor');
  check('-z', "unknown shorthand flag: 'z' in -z");
  check('-wz', "unknown shorthand flag: 'z' in -wz");
  check('-watch', "unknown shorthand flag: 'a' in -watch", 'Did you mean --watch?');
  check('--namespace', 'flag needs an argument: --namespace');
  check('-n', "flag needs an argument: 'n' in -n");
  check('--watch=maybe', 'invalid argument "maybe" for "--watch" flag: it is true or false');
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
