import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';

const GOOD = '{"at":0.2135,"resource":"jobs","type":"ADDED","object":{"metadata":{"name":"a","namespace":"n"}}}';

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

  test('what is left out is noted with its place', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    try {
      await writeFile(join(folder, 'watch.jsonl'), `${GOOD}\n{"at":`);
      await writeFile(join(folder, 'logs.txt'), '== pod/x\nWarning: odd\n');
      const { events, notes } = await readRecording(folder);
      expect(events).toHaveLength(1);
      expect(notes).toEqual([
        `${folder}/watch.jsonl:2: the last line is cut short and left out`,
        expect.stringContaining(`${folder}/logs.txt:2: left out: neither `),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('lines may be longer than the pieces a file is read in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recording-'));
    try {
      const text = 'ü'.repeat(1_500_000);
      await writeFile(join(folder, 'watch.jsonl'), `${GOOD}\n${GOOD.replace('"a"', `"a","x":"${text}"`)}\n${GOOD}\n`);
      const { events } = await readRecording(folder);
      expect(events.map(({ object }) => object.metadata.x)).toEqual([undefined, text, undefined]);
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
