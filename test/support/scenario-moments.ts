/** Tables of what the real kubectl says at moments of a recording that a test made up. */
import { describe, expect, test } from 'vitest';
import { replaying } from './replay.ts';
import type { Scenario } from './scenario.ts';

/** A moment in seconds, what kubectl is asked, and the lines it says: runs of spaces as one, standard error last. */
export type Moment = readonly [at: number, words: string, lines: readonly string[]];

/** A table of moments of one recording. */
export function checkMoments(name: string, story: Scenario, moments: readonly Moment[], logs?: string): void {
  describe.concurrent(name, () => {
    test.each(moments.map(([at, words, lines]) => ({ at, words, lines })))('$at s: kubectl $words', async (moment) => {
      await using recording = await story.write(logs);
      await using sandbox = await replaying(recording.path, { at: moment.at * 1000 });
      const { stdout, stderr } = await sandbox.kubectl(...moment.words.split(' '));
      expect(linesOf(stdout + stderr)).toEqual(moment.lines);
    });
  });
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  return lines.filter((line) => line !== '');
}
