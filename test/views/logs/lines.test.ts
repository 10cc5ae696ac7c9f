import { describe, expect, test } from 'vitest';
import { blockOf, type LogBlock, rawBytes } from '../../../src/batch/log-lines.ts';
import type { ContainerLog } from '../../../src/batch/log-selection.ts';
import { jsonLines } from '../../../src/views/logs/json.ts';
import { type LineOptions, LineWriter } from '../../../src/views/logs/lines.ts';
import { prefixOf } from '../../../src/views/logs/prefix.ts';
import { parseLineTemplate } from '../../../src/views/logs/template.ts';
import { timeText } from '../../../src/views/logs/times.ts';

const STAMP = '2026-11-21T17:00:07.117536368Z';

/** A log of index 7, its first attempt. */
function aLog(about: Partial<ContainerLog> = {}): ContainerLog {
  return {
    ...{ run: 0, previous: false, ended: true, startedAt: undefined, finishedAt: undefined },
    ...{ namespace: 'film', job: 'sweep', pod: 'sweep-7-abcde', podUid: 'uid', node: 'node1', index: 7, attempt: 1 },
    ...{ container: 'main', oneOfSeveral: false, jobStartTime: '2026-11-21T17:00:00Z' },
    ...about,
  };
}

const PLAIN: LineOptions = {
  ...{ prefix: 'auto', among: 'one Job', colour: false },
  ...{ timestamps: undefined, template: undefined, harmless: false },
};

/** Lines, each stamped. */
function block(...texts: readonly string[]): LogBlock {
  return blockOf(Buffer.from(texts.map((text) => `${STAMP} ${text}`).join('')), '');
}

function written(texts: readonly string[], options: Partial<LineOptions> = {}, log = aLog()): string {
  return new LineWriter({ ...PLAIN, ...options }).write(log, block(...texts)).toString();
}

describe('a prefix', () => {
  const cases: readonly (readonly [string, Partial<ContainerLog>, Partial<LineOptions>, string])[] = [
    ['the index', {}, {}, '[7] '],
    ['a second try', { attempt: 2 }, {}, '[7#2] '],
    ['one container of several', { oneOfSeveral: true }, {}, '[7+main] '],
    ['a try of one of several', { attempt: 3, oneOfSeveral: true }, {}, '[7#3+main] '],
    ['a pod without an index', { index: undefined, pod: 'pi-x7k' }, {}, '[pi-x7k] '],
    ['several Jobs', {}, { among: 'Jobs' }, '[sweep/7] '],
    ['several namespaces', {}, { among: 'namespaces' }, '[film/sweep/7] '],
    ['pods of several namespaces', { index: undefined }, { among: 'namespaces' }, '[film/sweep-7-abcde] '],
    ['the pod, asked for', { attempt: 2 }, { prefix: 'pod' }, '[sweep-7-abcde] '],
    ['none', { attempt: 2 }, { prefix: 'none' }, ''],
    ['in a colour of its index', {}, { colour: true }, '\x1b[92m[7]\x1b[39m '],
    ['in the same one for another try', { attempt: 2 }, { colour: true }, '\x1b[92m[7#2]\x1b[39m '],
    ['without what a terminal would act on', { index: undefined, pod: 'a\x1b[2Jb' }, {}, '[ab] '],
  ];
  test.each(cases)('%s', (_, log, options, expected) => {
    expect(prefixOf(aLog(log), { ...PLAIN, ...options })).toBe(expected);
  });
});

describe('a line', () => {
  const cases: readonly (readonly [string, readonly string[], Partial<LineOptions>, string])[] = [
    ['as it is', ['one\n', 'two\n'], {}, '[7] one\n[7] two\n'],
    ['without a newline', ['one\n', 'two'], {}, '[7] one\n[7] two\n'],
    ['without a prefix', ['one\n', 'two'], { prefix: 'none' }, 'one\ntwo\n'],
    ['with its stamp', ['one\n'], { timestamps: 'utc' }, `[7] ${STAMP} one\n`],
    ['since the start of its Job', ['one\n'], { timestamps: 'relative' }, '[7] +7.117s one\n'],
    ['empty', ['\n'], {}, '[7] \n'],
    ['with what a terminal would act on, in a pipe', ['\x1b[31mred\x07\r\n'], {}, '[7] \x1b[31mred\x07\r\n'],
    ['without it, on a terminal', ['\x1b[31mred\x1b[0m\x07\x1b]0;title\x07\n'], { harmless: true }, '[7] red\n'],
    ['that is drawn over and over', ['10%\r20%\r30%\r\n'], { harmless: true }, '[7] 10% 20% 30%\n'],
    [
      'in a shape of its own',
      ['one\n'],
      { template: parseLineTemplate('{job}/{index}#{attempt}.{run} {container}@{node} {{{line}}}') },
      'sweep/7#1.0 main@node1 {one}\n',
    ],
    ['with its time in a shape', ['one\n'], { template: parseLineTemplate('{timestamp}\\t{line}') }, `${STAMP}\tone\n`],
  ];
  test.each(cases)('%s', (_, texts, options, expected) => {
    expect(written(texts, options)).toBe(expected);
  });

  test('too long to be held comes in parts, and reads as one', () => {
    const writer = new LineWriter(PLAIN);
    const log = aLog();
    const part = (text: string, about: Partial<LogBlock>) =>
      writer.write(log, { ...blockOf(Buffer.from(text), STAMP), stamped: false, ...about }).toString();
    expect(part('begin', { goesOn: true })).toBe('[7] begin');
    expect(part(' and on', { goesOn: true, continued: true })).toBe(' and on');
    expect(part(' end\n', { continued: true })).toBe(' end\n');
    expect(part('begin', { goesOn: true })).toBe('[7] begin');
    expect(writer.write(aLog({ index: 8 }), block('other\n')).toString()).toBe('\n[8] other\n');
  });

  test('of several logs by turns: as one after the other', () => {
    const logs = [aLog(), aLog({ index: 8 })] as const;
    const turns = [
      { log: logs[0], block: block('one\n', 'two\n') },
      { log: logs[1], block: block('three\r\n') },
      { log: logs[0], block: block('without a newline') },
      { log: logs[1], block: { ...block('begin'), goesOn: true } },
      { log: logs[0], block: block('four\n') },
    ];
    const texts = (options: LineOptions) => {
      const [together, apart] = [new LineWriter(options), new LineWriter(options)];
      return [
        [turns.slice(0, 3), turns.slice(3)].map((some) => together.writeAll(some).toString()).join(''),
        turns.map(({ log, block: lines }) => apart.write(log, lines).toString()).join(''),
      ];
    };
    const [together, apart] = texts(PLAIN);
    expect(together).toBe('[7] one\n[7] two\n[8] three\r\n[7] without a newline\n[8] begin\n[7] four\n');
    expect(apart).toBe(together);
    const [stamped, stampedApart] = texts({ ...PLAIN, timestamps: 'utc', prefix: 'none' });
    expect(stamped).toBe(stampedApart);
  });

  test('raw: bytes and nothing else, with stamps where they are wanted', () => {
    const odd = blockOf(Buffer.concat([Buffer.from(`${STAMP} `), Buffer.from([0xff, 0, 0x0d, 0x0a])]), '');
    expect([...rawBytes(odd, false)]).toEqual([0xff, 0, 0x0d, 0x0a]);
    expect(rawBytes(block('a\n', 'b'), true).toString()).toBe(`${STAMP} a\n${STAMP} b`);
  });

  test('as JSON', () => {
    const [line = ''] = jsonLines(aLog({ attempt: 2 }), block('one \u2028 \x1b[31m\n'));
    expect(JSON.parse(line)).toEqual({
      ...{ namespace: 'film', job: 'sweep', pod: 'sweep-7-abcde', container: 'main', index: 7, attempt: 2, run: 0 },
      ...{ node: 'node1', timestamp: STAMP, line: 'one \u2028 \x1b[31m' },
    });
    expect(line).not.toMatch(/[\u2028\x1b]/);
  });
});

describe('times', () => {
  const start = '2026-11-21T17:00:00Z';
  test.each([
    ['+7.117s', STAMP, start],
    ['+2m07.117s', '2026-11-21T17:02:07.117536368Z', start],
    ['+25h00m00.000s', '2026-11-22T18:00:00.000000000Z', start],
    ['-1.000s', '2026-11-21T16:59:59.000000000Z', start],
    [STAMP, STAMP, undefined],
    ['', '', start],
  ])('since the start: %s', (expected, stamp, from) => {
    expect(timeText(stamp, 'relative', from)).toBe(expected);
  });

  test('local: the same moment, with its offset', () => {
    const text = timeText(STAMP, 'local', start);
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
    expect(Date.parse(text)).toBe(Date.parse('2026-11-21T17:00:07.117Z'));
  });
});

describe('a template that makes no sense', () => {
  test.each([
    ['{nope}', /there is no field "nope": line, timestamp, prefix, /],
    ['{line', /a "\{" stands alone: write \{\{ for a brace/],
    ['line}', /a "\}" stands alone/],
  ])('%s', (text, expected) => {
    expect(() => parseLineTemplate(text)).toThrow(expected);
  });
});
