import { describe, expect, test } from 'vitest';
import { gracefulSuccess } from '../../../src/batch/disruption/graceful-success.ts';
import { at, atMs } from '../../support/build-time.ts';
import { aPod } from '../../support/builders.ts';

/** A pod that ran from second 0 to `end`. */
const ran = (end: number) => aPod('p').succeeded(end).build();
const others = (...ends: readonly number[]) => ends.map((end) => aPod(`other-${end}`).succeeded(end).build());

describe('a pod that ended with 0, told to stop at second 100', () => {
  const check = (name: string, end: number, peers: readonly number[], expected: object) =>
    test(name, () => expect(gracefulSuccess(ran(end), others(...peers), atMs(100))).toMatchObject(expected));
  check('at once, and nobody else has ended', 101, [], { how: 'stopped-early', isSure: false });
  check('after a while, and nobody else has ended', 120, [], { how: 'finished', isSure: false });
  check('as long after its start as others', 101, [100, 300], { how: 'finished', isSure: true });
  check('long before others end', 120, [300], { how: 'stopped-early', isSure: true });
  check('a little before others end', 118, [130], { how: 'finished', isSure: true });
});

test('others that were told to stop, or that failed, tell nothing', () => {
  const told = aPod('a').succeeded(500).deleting(400).build();
  const failed = aPod('b').failed(1, 500).build();
  expect(gracefulSuccess(ran(101), [told, failed], atMs(100))).toMatchObject({ how: 'stopped-early', isSure: false });
});

test('a pod of several containers runs from the first start to the last end', () => {
  const pod = aPod('p')
    .succeeded(90)
    .terminated('side', { startedAt: at(0), finishedAt: at(110) })
    .build();
  expect(gracefulSuccess(pod, others(112), atMs(100))).toMatchObject({ how: 'finished', isSure: true });
});

test('a pod that says nothing of its containers is not judged by time', () => {
  expect(gracefulSuccess(aPod('p').build(), [], atMs(100))).toMatchObject({ how: 'finished', isSure: false });
});
