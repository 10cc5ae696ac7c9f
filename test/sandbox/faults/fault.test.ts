import { expect, test } from 'vitest';
import { readFault } from '../../../src/sandbox/faults/fault.ts';

const good: readonly object[] = [
  { kind: 'watch-cut' },
  { kind: 'watch-cut', abruptly: true },
  { kind: 'answer', code: 429, times: 3, retryAfterSeconds: 1, verb: 'list', resource: 'pods' },
  { kind: 'slow', byMs: 100, forMs: 5000 },
  { kind: 'away', forMs: 1000 },
  { kind: 'node-lost', node: 'node-1' },
  { kind: 'node-back', node: 'node-1' },
  { kind: 'clock-jump', byMs: -1000 },
];
test.each(good)('%j is a fault', (fault) => {
  expect(readFault(fault)).toEqual(fault);
});

const bad: readonly (readonly [unknown, string])[] = [
  ['text', 'a fault is an object with a kind'],
  [{ kind: 'fire' }, 'kind: must be one of watch-cut, answer, slow, away, node-lost, node-back, clock-jump'],
  [{ kind: 'watch-cut', abruptly: 'yes' }, 'abruptly: must be true or false'],
  [{ kind: 'answer', code: 200 }, 'code: must be one of 401, 403, 404, 408, 409, 410, 429, 500, 502, 503, 504'],
  [{ kind: 'answer', code: 500, times: 0 }, 'times: must be a whole number of at least 1'],
  [{ kind: 'slow', byMs: 1.5 }, 'byMs: must be a whole number of at least 1'],
  [{ kind: 'away' }, 'forMs: must be a whole number of at least 1'],
  [{ kind: 'away', forMs: 5, code: 500 }, 'code: away has no such field; there are forMs'],
  [{ kind: 'node-lost', node: '' }, 'node: must be a text'],
  [{ kind: 'clock-jump', byMs: 0 }, 'byMs: must be a number, and not 0'],
];
test.each(bad)('%j is none', (value, why) => {
  expect(readFault(value)).toEqual([why]);
});
