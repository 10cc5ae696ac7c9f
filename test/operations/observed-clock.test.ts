import { expect, test } from 'vitest';
import { ObservedClock } from '../../src/operations/observed-clock.ts';
import { aJob, at, atMs } from '../support/builders.ts';

test("the cluster's time, while its objects are older", () => {
  const clock = new ObservedClock({ now: () => atMs(10) });
  clock.sawJob(aJob('x').created(0).started(5).build());
  expect(clock.now()).toBe(atMs(10));
});

test('never before what an object tells of', () => {
  const clock = new ObservedClock({ now: () => atMs(10) });
  clock.sawJob(
    aJob('x')
      .created(0)
      .started(5)
      .condition('Complete', { lastTransitionTime: at(30) })
      .build(),
  );
  expect(clock.now()).toBe(atMs(30));
  clock.saw(at(40), undefined, 'soon');
  expect(clock.now()).toBe(atMs(40));
});
