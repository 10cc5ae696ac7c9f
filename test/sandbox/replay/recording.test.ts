import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseEvents, readRecording } from '../../../src/sandbox/replay/recording.ts';

const GOOD = '{"at":0.2135,"resource":"jobs","type":"ADDED","object":{"metadata":{"name":"a","namespace":"n"}}}';

describe('watch.jsonl', () => {
  test('a line is an event, its time in whole milliseconds; empty lines are none', () => {
    const [event, ...others] = parseEvents(`${GOOD}\n\n`, 'f');
    expect(event).toMatchObject({ atMs: 214, resource: 'jobs', type: 'ADDED', object: { metadata: { name: 'a' } } });
    expect(others).toEqual([]);
  });

  test('time does not run backwards when a recorder wrote two resources out of order', () => {
    const times = parseEvents(`${GOOD}\n${GOOD.replace('0.2135', '0.1')}`, 'f').map(({ atMs }) => atMs);
    expect(times).toEqual([214, 214]);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['a line cut short', GOOD.slice(0, 40), /^f:2: not JSON: /],
    ['a line that is no object', '[1]', /^f:2: a watch event must be a JSON object, not \[1\]$/],
    ['no time', GOOD.replace('"at":0.2135,', ''), /^f:2: "at" must be seconds since the recording began, not nothing$/],
    ['a time before the beginning', GOOD.replace('0.2135', '-1'), /^f:2: "at" must be .* not -1$/],
    ['no resource', GOOD.replace('"jobs"', '7'), /^f:2: "resource" must be a plural name such as "jobs", not 7$/],
    ['an unknown type', GOOD.replace('ADDED', 'BOOKMARK'), /^f:2: "type" must be .* not "BOOKMARK"$/],
    [
      'an object without a name',
      GOOD.replace('"name":"a",', ''),
      /^f:2: "object" must be an object with metadata\.name/,
    ],
    ['a long value is not told whole', GOOD.replace('"jobs"', `["${'x'.repeat(99)}"]`), /not \["x{58}…$/],
  ];
  test.each(broken)('%s is told with its line', (_, line, message) => {
    expect(() => parseEvents(`${GOOD}\n${line}`, 'f')).toThrow(message);
  });

  test('a file without events is no recording', () => {
    expect(() => parseEvents('\n', 'f')).toThrow('f:1: no events');
  });
});

describe('a recording on disk', () => {
  test('its folder and its file are the same recording; logs.txt may be missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    try {
      await writeFile(join(folder, 'watch.jsonl'), GOOD);
      const bare = await readRecording(folder);
      await writeFile(join(folder, 'logs.txt'), '== pod/x\n');
      const whole = await readRecording(join(folder, 'watch.jsonl'));
      expect([bare.logs.size, whole.logs.size, whole.events, whole.name]).toEqual([0, 1, bare.events, bare.name]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a path that is nothing, and a folder without watch.jsonl, are told as such', async () => {
    await expect(readRecording('/no/such')).rejects.toThrow('cannot read /no/such: no such file or folder');
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    await expect(readRecording(folder)).rejects.toThrow(`${folder} is no recording: it has no watch.jsonl`);
    await rm(folder, { recursive: true });
  });
});
