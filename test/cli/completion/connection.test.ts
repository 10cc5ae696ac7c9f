import { expect, test } from 'vitest';
import { timeToAsk, typedConnection } from '../../../src/cli/completion/connection.ts';

test('of the flags typed, those of connections are kept, as the parser would give them', () => {
  const typed = new Map([
    ['namespace', ['a', 'b']],
    ['as-group', ['x', 'y']],
    ['insecure-skip-tls-verify', ['true']],
    ['disable-compression', ['false']],
    ['watch', ['true']],
  ]);
  expect(typedConnection(typed)).toEqual({
    namespace: 'b',
    'as-group': ['x', 'y'],
    'insecure-skip-tls-verify': true,
    'disable-compression': false,
  });
});

test('the cluster may take what is left of 300 ms, in whole milliseconds, and never less than nothing', () => {
  const left = (sinceStart: number, KUBECTL_JOB_COMPLETION_TIMEOUT?: string) =>
    timeToAsk(sinceStart, { KUBECTL_JOB_COMPLETION_TIMEOUT });
  expect([left(0), left(60.7), left(1000)]).toEqual([270, 209, 0]);
  expect([left(60, '2s'), left(60, ''), left(60, 'soon')]).toEqual([1910, 210, 210]);
});
