import { describe, expect, test } from 'vitest';
import { parseLogs } from '../../../src/sandbox/replay/recorded-lines.ts';

const parse = (text: string) => parseLogs(Buffer.from(text), 'f', () => {});
const textsOf = (text: string, pod = 'x') =>
  parse(text)
    .get(pod)
    ?.lines.map((line) => Buffer.from(line.text).toString());
const STAMP = '2026-11-21T17:47:45.603476037Z';

describe('logs.txt', () => {
  test('a line has a container, a time and a text', () => {
    const [line] = parse(`== pod/x\n[pod/x/main] ${STAMP} it runs\n`).get('x')?.lines ?? [];
    expect(line).toMatchObject({ container: 'main', timestamp: STAMP, timeMs: Date.parse('2026-11-21T17:47:45.603Z') });
    expect(line?.text).toEqual(Buffer.from('it runs\n'));
  });

  const cases: readonly (readonly [string, string, readonly string[] | undefined])[] = [
    ['a pod that wrote nothing', '== pod/x\n', []],
    ['a pod that was not asked', '== pod/y\n', undefined],
    ['an empty line', `== pod/x\n[pod/x/main] ${STAMP} \n`, ['\n']],
    ['carriage returns and brackets are text', `== pod/x\n[pod/x/main] ${STAMP} 50%\r[a] b\n`, ['50%\r[a] b\n']],
    ['umlauts', `== pod/x\n[pod/x/main] ${STAMP} Größe\n`, ['Größe\n']],
    ['a log without a last newline, then the next pod', `== pod/x\n[pod/x/main] ${STAMP} 4== pod/y\n`, ['4']],
    [
      'a text that looks like the heading of a pod already there',
      `== pod/x\n[pod/x/main] ${STAMP} == pod/x\n`,
      ['== pod/x\n'],
    ],
    [
      'what the kubelet says itself has no time',
      '== pod/x\n[pod/x/main] unable to retrieve\n',
      ['unable to retrieve\n'],
    ],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  test('bytes that are no UTF-8 stay as they are', () => {
    const bytes = Buffer.concat([Buffer.from(`== pod/x\n[pod/x/main] ${STAMP} `), Buffer.of(0xff, 0xfe, 0x0a)]);
    expect(parseLogs(bytes, 'f', () => {}).get('x')?.lines[0]?.text).toEqual(Buffer.of(0xff, 0xfe, 0x0a));
  });

  test('what the server answered instead of a log is kept with its reason', () => {
    const failureOf = (line: string) => parse(`== pod/x\n${line}\n`).get('x')?.failure;
    const message = 'container "main" in pod "x" is waiting to start: PodInitializing';
    expect(failureOf(`Error from server (BadRequest): ${message}`)).toEqual({ reason: 'BadRequest', message });
    expect(failureOf('Error from server: dial tcp: i/o timeout')).toEqual({
      reason: '',
      message: 'dial tcp: i/o timeout',
    });
    expect(failureOf('error: unexpected EOF')).toEqual({ reason: '', message: 'unexpected EOF' });
  });

  const odd: readonly (readonly [string, string, RegExp])[] = [
    ['a line before any pod', 'hello\n', /^f:1: left out: it stands before the first «== pod\/NAME»$/],
    [
      'a line of another pod',
      `== pod/x\n[pod/y/main] ${STAMP} a\n`,
      /^f:2: left out: a line of pod\/y under «== pod\/x»$/,
    ],
    ['a warning of kubectl', '== pod/x\nWarning: deprecated\n', /^f:2: left out: neither «\[pod\/NAME\/CONTAINER\] /],
  ];
  test.each(odd)('%s is left out, and noted', (_, text, note) => {
    const notes: string[] = [];
    const logs = parseLogs(Buffer.from(text), 'f', (what, { file, line }) => notes.push(`${file}:${line}: ${what}`));
    expect([...logs.values()].flatMap(({ lines }) => lines)).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  test('what looks like a time and is none is text', () => {
    expect(textsOf('== pod/x\n[pod/x/main] 2026-13-41T17:47:45Z a\n')).toEqual(['2026-13-41T17:47:45Z a\n']);
  });
});
