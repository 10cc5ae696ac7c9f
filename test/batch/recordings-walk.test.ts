/** Every recording, event by event: our reading of each moment against what the real controller wrote, and did next. */
import { describe, expect, test } from 'vitest';
import { Findings, TOPICS } from '../support/walk/findings.ts';
import { checkMoment } from '../support/walk/moments.ts';
import { checkBackoff, checkBackoffLimit, checkCountedPods, checkFailedIndexes } from '../support/walk/pods.ts';
import { checkRows } from '../support/walk/rows.ts';
import { findRecordings, readRows, readStories } from '../support/walk/stories.ts';

const walks = findRecordings().map((recording) => ({ recording, findings: walk(recording) }));

test('there are recordings to walk', () => expect(walks.length).toBeGreaterThan(0));

describe('our reading agrees with the recorded cluster', () => {
  for (const { recording, findings } of walks) {
    test(recording, () => {
      expect(findings.objections).toEqual([]);
      for (const topic of ['figures', 'outcome', 'get'] as const) {
        expect(findings.counts.get(topic) ?? 0, `nothing compared about ${topic}`).toBeGreaterThan(0);
      }
    });
  }
});

describe('the recordings together put every rule to the test', () => {
  for (const topic of TOPICS) {
    test(topic, () => {
      const counts = walks.map(({ findings }) => findings.counts.get(topic) ?? 0);
      expect(counts.reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    });
  }
});

function walk(recording: string): Findings {
  const findings = new Findings();
  const stories = readStories(recording);
  for (const story of stories) {
    for (const version of story.versions) checkMoment(story, version, findings);
    checkFailedIndexes(story, findings);
    checkCountedPods(story, findings);
    checkBackoff(story, findings);
    checkBackoffLimit(story, findings);
  }
  checkRows(stories, readRows(recording) ?? [], findings);
  return findings;
}
