import { describe, expect, test } from 'vitest';
import { type ConnectionFlagValues, connectionFlags, connectionOptions } from '../../src/cli/connection-flags.ts';

describe('connectionOptions', () => {
  const check = (name: string, flags: ConnectionFlagValues, expected: object) =>
    test(name, () => expect(connectionOptions(flags)).toEqual(expected));

  check('what was not typed is absent', {}, {});
  check(
    'names',
    { context: 'c', cluster: 'k', user: 'u', namespace: 'n' },
    { context: 'c', cluster: 'k', user: 'u', namespace: 'n' },
  );
  check('groups', { as: 'me', 'as-group': ['a', 'b'], 'as-uid': '7' }, { as: 'me', asGroups: ['a', 'b'], asUid: '7' });
  check(
    'extras gather by key',
    { 'as-user-extra': ['k=1', 'k=2', 'l=a=b'] },
    { asUserExtra: { k: ['1', '2'], l: ['a=b'] } },
  );
  check('a timeout in seconds', { 'request-timeout': '30' }, { requestTimeoutMs: 30_000 });
  check('a timeout with units', { 'request-timeout': '1m30s' }, { requestTimeoutMs: 90_000 });
  check('switches', { 'insecure-skip-tls-verify': true }, { insecureSkipTlsVerify: true });
});

describe('values that make no sense', () => {
  const check = (flags: ConnectionFlagValues, message: string) =>
    test(message, () => expect(() => connectionOptions(flags)).toThrow(message));

  check({ 'as-user-extra': ['k'] }, 'invalid argument "k" for "--as-user-extra" flag: it must be key=value');
  check(
    { 'request-timeout': 'soon' },
    'invalid argument "soon" for "--request-timeout" flag: it must be a length of time',
  );
});

test('all of them stand in one group of the help, after the own flags of a command', () => {
  expect(new Set(Object.values(connectionFlags).map((flag) => flag.helpGroup))).toEqual(new Set(['CONNECTION']));
});

test('no repeated flag swallows the words after it', () => {
  const repeated = Object.values(connectionFlags).filter((flag) => flag.type === 'option' && flag.multiple);
  expect(repeated.length).toBeGreaterThan(0);
  for (const flag of repeated) expect(flag).toMatchObject({ multipleNonGreedy: true });
});
