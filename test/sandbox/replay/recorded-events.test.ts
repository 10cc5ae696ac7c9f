import { describe, expect, test } from 'vitest';
import { EventReader } from '../../../src/sandbox/replay/recorded-events.ts';

const GOOD = '{"at":0.2135,"resource":"jobs","type":"ADDED","object":{"metadata":{"name":"a","namespace":"n"}}}';

/** What a file of this text holds, and what is noted of it. */
function read(text: string) {
  const reader = new EventReader('f');
  const notes: string[] = [];
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) reader.take(line);
  reader.end(rest, (what, { file, line }) => notes.push(`${file}:${line}: ${what}`));
  return { events: reader.events, notes };
}

describe('watch.jsonl', () => {
  test('a line is an event, its time in whole milliseconds', () => {
    const { events, notes } = read(`${GOOD}\n`);
    expect(events).toEqual([
      { atMs: 214, resource: 'jobs', type: 'ADDED', object: { metadata: { name: 'a', namespace: 'n' } } },
    ]);
    expect(notes).toEqual([]);
  });

  const same: readonly (readonly [string, string])[] = [
    ['a last line without a newline', GOOD],
    ['empty lines', `\n${GOOD}\n\n \n`],
    ['line ends of Windows', `${GOOD}\r\n\r\n`],
    ['a byte order mark', `\uFEFF${GOOD}\n`],
    ['how far a watch has come', `${GOOD}\n${GOOD.replace('ADDED', 'BOOKMARK')}\n`],
    ['a watch that had to begin anew', `{"at":0,"resource":"jobs","type":"ERROR","object":{"code":410}}\n${GOOD}\n`],
    ['the group that may follow a resource', GOOD.replace('"jobs"', '"jobs.batch"')],
  ];
  test.each(same)('%s makes no difference', (_, text) => {
    expect(read(text)).toEqual(read(`${GOOD}\n`));
  });

  test('time does not run backwards when a recorder wrote two resources out of order', () => {
    const times = read(`${GOOD}\n${GOOD.replace('0.2135', '0.1')}`).events.map(({ atMs }) => atMs);
    expect(times).toEqual([214, 214]);
  });

  test('half a line at the end, where a recorder was stopped, is left out and noted', () => {
    const { events, notes } = read(`${GOOD}\n${GOOD.slice(0, 40)}`);
    expect(events).toHaveLength(1);
    expect(notes).toEqual(['f:2: the last line is cut short and left out']);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['half a line before others', `${GOOD.slice(0, 40)}\n${GOOD}`, /^f:2: not JSON: /],
    ['a line that is no object', '[1]', /^f:2: a watch event must be a JSON object, not \[1\]$/],
    ['no time', GOOD.replace('"at":0.2135,', ''), /^f:2: "at" must be seconds since the recording began, not nothing$/],
    ['a time before the beginning', GOOD.replace('0.2135', '-1'), /^f:2: "at" must be .* not -1$/],
    ['no resource', GOOD.replace('"jobs"', '7'), /^f:2: "resource" must be a plural name such as "jobs", not 7$/],
    ['an unknown type', GOOD.replace('ADDED', 'GONE'), /^f:2: "type" must be .* not "GONE"$/],
    [
      'an object without a name',
      GOOD.replace('"name":"a",', ''),
      /^f:2: "object" must be an object with metadata\.name/,
    ],
    ['a long value is not told whole', GOOD.replace('"jobs"', `["${'x'.repeat(99)}"]`), /not \["x{58}…$/],
  ];
  test.each(broken)('%s is told with its line', (_, line, message) => {
    expect(() => read(`${GOOD}\n${line}`)).toThrow(message);
  });

  test.each(['\n', '', GOOD.slice(0, 40)])('a file without a whole event is no recording: %j', (text) => {
    expect(() => read(text)).toThrow(/^f:1: (no events|not JSON: .*)$/);
  });
});
