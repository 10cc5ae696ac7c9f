import { expect, test } from 'vitest';
import { FAULT_WORDS, faultOf } from '../../src/cli/fault-flags.ts';
import { FAULT_KINDS, readFault } from '../../src/sandbox/faults/fault.ts';

const typed: readonly (readonly [...Parameters<typeof faultOf>, object])[] = [
  ['watch-cut', undefined, {}, { kind: 'watch-cut', abruptly: false }],
  ['watch-cut', undefined, { abruptly: true }, { kind: 'watch-cut', abruptly: true }],
  [
    'answer',
    undefined,
    { code: 429, times: 2, 'retry-after': 1, verb: 'list', resource: 'pods', duration: '10s' },
    { kind: 'answer', code: 429, times: 2, retryAfterSeconds: 1, verb: 'list', resource: 'pods', forMs: 10_000 },
  ],
  ['slow', undefined, { by: '1.5s' }, { kind: 'slow', byMs: 1500 }],
  ['away', undefined, { duration: '20' }, { kind: 'away', forMs: 20_000 }],
  ['node-lost', 'node-1', { duration: '5m' }, { kind: 'node-lost', node: 'node-1', forMs: 300_000 }],
  ['node-back', 'node-1', {}, { kind: 'node-back', node: 'node-1' }],
  ['clock-jump', undefined, { by: '-1h' }, { kind: 'clock-jump', byMs: -3_600_000 }],
];
test.each(typed)('%s %s %j', (kind, node, flags, fault) => {
  expect(faultOf(kind, node, flags)).toEqual(fault);
  expect(readFault(fault)).toEqual(fault);
});

const wrong: readonly (readonly [...Parameters<typeof faultOf>, RegExp])[] = [
  ['answer', undefined, {}, /^fault answer needs --code$/],
  ['away', undefined, {}, /^fault away needs --duration$/],
  ['clock-jump', undefined, { by: '0s' }, /^invalid argument "0s" for "--by" flag/],
  ['clock-jump', undefined, { by: 'soon' }, /^invalid argument "soon" for "--by" flag/],
  ['slow', undefined, { by: '1s', code: 500 }, /^--code does not go with fault slow$/],
  ['node-lost', undefined, {}, /^fault node-lost: which node\?$/],
  ['away', 'node-1', { duration: '1s' }, /^fault away is about no node: "node-1"$/],
];
test.each(wrong)('%s %s %j is told', (kind, node, flags, message) => {
  expect(() => faultOf(kind, node, flags)).toThrow(message);
});

test('every kind of fault can be typed', () => {
  expect(FAULT_WORDS).toEqual([...FAULT_KINDS, 'clear']);
});
