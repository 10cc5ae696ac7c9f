import { describe, expect, test } from 'vitest';
import { withOptionalLogValues } from '../../src/cli/log-flags.ts';
import {
  amongOf,
  type LogAmountValues,
  type LogSelectionValues,
  type LogViewValues,
  logAmount,
  logSelection,
  logShape,
  needsStamps,
} from '../../src/cli/log-options.ts';

const SELECTION: LogSelectionValues = {
  ...{ failed: false, succeeded: false, running: false, attempts: 'all', previous: false },
  ...{ 'all-containers': 'true', init: 'true' },
};
const AMOUNT: LogAmountValues = { 'invert-grep': false };
const VIEW: LogViewValues = { prefix: 'auto', ansi: false };

describe('which logs', () => {
  const cases: readonly (readonly [string, Partial<LogSelectionValues>, object])[] = [
    ['all', {}, { indexes: undefined, states: [], attempts: 'all', nodes: [], previous: false }],
    [
      'every fourth index and one more',
      { index: '0-15:4,20' },
      { indexes: [0, 4, 8, 12, 20].map((i) => ({ first: i, last: i })) },
    ],
    ['--indexes, as describe has it', { indexes: '3' }, { indexes: [{ first: 3, last: 3 }] }],
    ['states', { failed: true, running: true }, { states: ['failed', 'running'] }],
    ['nodes', { node: ['a,b', 'c'] }, { nodes: ['a', 'b', 'c'] }],
    ['all containers', {}, { containers: { kind: 'usual', main: 'all', init: true } }],
    ['no init containers', { init: 'false' }, { containers: { kind: 'usual', main: 'all', init: false } }],
    [
      "kubectl's container",
      { 'all-containers': 'false' },
      { containers: { kind: 'usual', main: 'default', init: false } },
    ],
    ['a container', { container: 'side.*' }, { containers: { kind: 'named', pattern: /^(?:side.*)$/u } }],
  ];
  test.each(cases)('%s', (_, flags, expected) => {
    expect(logSelection({ ...SELECTION, ...flags })).toMatchObject(expected);
  });
});

describe('how much', () => {
  const cases: readonly (readonly [string, Partial<LogAmountValues>, object])[] = [
    [
      'all',
      {},
      { since: undefined, tailLines: undefined, tailTotal: undefined, limitBytes: undefined, keep: undefined },
    ],
    ['--since', { since: '2m' }, { since: 120_000 }],
    ['--since-time', { 'since-time': '2026-11-21T17:00:00Z' }, { since: '2026-11-21T17:00:00Z' }],
    ['--tail', { tail: 3 }, { tailLines: 3 }],
    ['--tail=-1', { tail: -1 }, { tailLines: undefined }],
    ['--tail-total', { 'tail-total': 0 }, { tailTotal: 0 }],
    ['--limit-bytes', { 'limit-bytes': 9 }, { limitBytes: 9 }],
  ];
  test.each(cases)('%s', (_, flags, expected) => {
    expect(logAmount({ ...AMOUNT, ...flags })).toMatchObject(expected);
  });

  test.each([
    ['^b', false, ['b', 'ba']],
    ['^b', true, ['ab', 'B']],
    ['(?i)^b$', false, ['b', 'B']],
  ])('lines that match %s (inverted: %s)', (grep, inverted, expected) => {
    const { keep } = logAmount({ grep, 'invert-grep': inverted });
    expect(['ab', 'b', 'B', 'ba'].filter((text) => keep?.(text))).toEqual(expected);
  });
});

describe('what makes no sense is a usage error', () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    ['--index: ', () => logSelection({ ...SELECTION, index: '3-' })],
    ['invalid argument for "--container" flag: ', () => logSelection({ ...SELECTION, container: '(' })],
    ['invalid argument for "--grep" flag: ', () => logAmount({ ...AMOUNT, grep: '(' })],
    ['--invert-grep needs --grep', () => logAmount({ 'invert-grep': true })],
    [
      'at most one of --since and --since-time may be specified',
      () => logAmount({ ...AMOUNT, since: '1s', 'since-time': 'x' }),
    ],
    [
      'invalid argument "x" for "--since-time" flag: it must be an RFC 3339 time',
      () => logAmount({ ...AMOUNT, 'since-time': 'x' }),
    ],
    [
      'at most one of --tail and --tail-total may be specified',
      () => logAmount({ ...AMOUNT, tail: 1, 'tail-total': 1 }),
    ],
    ['--template cannot be used with -o raw', () => logShape({ ...VIEW, template: '{line}', output: 'raw' })],
    ['invalid argument "{x}" for "--template" flag: ', () => logShape({ ...VIEW, template: '{x}' })],
  ];
  test.each(cases)('%s', (expected, ask) => {
    expect(ask).toThrow(expect.objectContaining({ kind: 'UserError', message: expect.stringContaining(expected) }));
  });
});

describe('what lines look like', () => {
  test.each([
    ['true', 'auto'],
    ['false', 'none'],
    ['pod', 'pod'],
  ] as const)('--prefix=%s is %s', (flag, prefix) => {
    expect(logShape({ ...VIEW, prefix: flag }).prefix).toBe(prefix);
  });

  const stamps: readonly (readonly [boolean, Partial<LogViewValues>])[] = [
    [false, {}],
    [false, { timestamps: 'false' }],
    [true, { timestamps: 'true' }],
    [true, { timestamps: 'relative' }],
    [false, { output: 'raw' }],
    [true, { output: 'jsonl' }],
    [true, { template: '{timestamp}' }],
    [false, { template: '{line}' }],
  ];
  test.each(stamps)('times are needed: %s for %o', (expected, flags) => {
    expect(needsStamps(logShape({ ...VIEW, ...flags }))).toBe(expected);
  });

  test.each([
    [
      ['--timestamps', 'x'],
      ['--timestamps=utc', 'x'],
    ],
    [['--timestamps=local'], ['--timestamps=local']],
    [['--timestamps', 'relative'], ['--timestamps=relative']],
    [
      ['--prefix', 'job'],
      ['--prefix=auto', 'job'],
    ],
    [
      ['--all-containers', 'job'],
      ['--all-containers=true', 'job'],
    ],
  ])('%j means %j', (argv, expected) => {
    expect(withOptionalLogValues(argv)).toEqual(expected);
  });

  test('whose lines come together', () => {
    const selector = { kind: 'selector', labelSelector: undefined, fieldSelector: undefined } as const;
    const names = (count: number) => Array.from({ length: count }, (_, i) => ({ namespace: 'film', name: `${i}` }));
    expect(amongOf({ ...selector, namespace: undefined })).toBe('namespaces');
    expect(amongOf({ ...selector, namespace: 'film' })).toBe('Jobs');
    expect(amongOf({ kind: 'names', jobs: names(2), cronJobs: [] })).toBe('Jobs');
    expect(amongOf({ kind: 'names', jobs: names(1), cronJobs: [] })).toBe('one Job');
  });
});
