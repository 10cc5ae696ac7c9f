import { describe, expect, test } from 'vitest';
import { attemptsOf, indexStates } from '../../src/batch/attempts.ts';
import { subtractIndexes } from '../../src/batch/indexes.ts';
import { perhapsEnded } from '../../src/batch/just-ended.ts';
import type { Job, Pod } from '../../src/batch/objects.ts';
import { outcomeOf } from '../../src/batch/outcome.ts';
import { aJob, aPod, type JobBuilder, type PodBuilder } from '../support/builders.ts';
import { findRecordings, podsAt, readStories } from '../support/walk/stories.ts';

function found(job: Job, pods: readonly Pod[], most = 50): readonly number[] {
  const attempts = attemptsOf(pods.filter(({ phase }) => phase !== 'Succeeded'));
  return perhapsEnded(job, { attempts, states: indexStates(job, attempts) }, most);
}

describe('pending indexes whose pod may have ended', () => {
  const check = (name: string, job: JobBuilder, pods: readonly PodBuilder[], expected: readonly number[]) =>
    test(name, () => {
      const built = pods.map((pod) => pod.build());
      expect(found(job.build(), built)).toEqual(expected);
    });
  const job = () => aJob('sweep').indexed(10).parallelism(3).started(0);
  const running = (index: number) => aPod(`sweep-${index}`).index(index).running(1);

  check('none: the lowest ones run', job().active(3), [running(0), running(1), running(2)], []);
  check('one below another that runs', job().active(3), [running(0), running(2), running(3)], [1]);
  check('one below another that is complete', job().completed('0,2').active(2), [running(3), running(4)], [1]);
  check('as many as status counts beyond those seen', job().active(3), [running(0)], [1, 2]);
  check(
    'pods that status has as ended, but not counted',
    job()
      .active(1)
      .uncounted({ succeeded: ['a'] }),
    [running(1)],
    [0, 2],
  );
  check(
    'a failed one that is not counted is one of those',
    job().active(2),
    [running(0), aPod('b').index(1).failed(1)],
    [],
  );
  check('none once success is decided', job().completed('3').condition('SuccessCriteriaMet'), [], []);
  check('none of a suspended Job', job().completed('3').suspend(), [], []);

  test('no more than asked for', () => {
    expect(found(job().active(3).build(), [running(9).build()], 4)).toEqual([0, 1, 2, 3]);
  });
});

describe('in real clusters', () => {
  const indexed = findRecordings().flatMap((recording) =>
    readStories(recording).filter(({ versions }) => versions[0]?.object.spec.completionMode === 'Indexed'),
  );
  test('there are indexed Jobs', () => expect(indexed.length).toBeGreaterThan(3));
  test.each(indexed)('$name: whatever had just ended is among them', (story) => {
    const times = [...story.versions, ...story.pods.flat()].map(({ at }) => at);
    for (const at of new Set(times)) {
      const version = story.versions.findLast((candidate) => candidate.at <= at);
      if (!version || version.deleted || !['running', 'backing-off'].includes(outcomeOf(version.object).state))
        continue;
      const pods = podsAt(story, at);
      const seen = attemptsOf(pods.filter(({ phase }) => phase !== 'Succeeded'));
      const pending = indexStates(version.object, seen).pending;
      const ended = subtractIndexes(pending, indexStates(version.object, attemptsOf(pods)).pending);
      const missed = subtractIndexes(
        ended,
        found(version.object, pods).map((index) => ({ first: index, last: index })),
      );
      expect(missed, `at ${at}`).toEqual([]);
    }
  });
});
