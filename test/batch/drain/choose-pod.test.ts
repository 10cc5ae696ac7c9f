import { describe, expect, test } from 'vitest';
import { choosePod, type PodWish } from '../../../src/batch/drain/choose-pod.ts';
import { aPod } from '../../support/builders.ts';

const ANY: PodWish = { index: undefined, pod: undefined, node: undefined };
const pods = [
  aPod('a').index(0).node('node1').running(10),
  aPod('b').index(1).node('node2').running(30),
  aPod('c').index(2).node('node2').running(20),
  aPod('d').index(3).node('node1').succeeded(5),
  aPod('e').index(4),
].map((pod) => pod.build());

describe('a drill takes', () => {
  const check = (name: string, wish: Partial<PodWish>, expected: string) =>
    test(name, () => {
      const choice = choosePod(pods, { ...ANY, ...wish });
      expect(choice.kind === 'chosen' ? choice.attempt.pod.metadata.name : choice.why).toBe(expected);
    });
  check('the pod that has run for the shortest time', {}, 'b');
  check('the pod of an index', { index: 2 }, 'c');
  check('a pod by its name', { pod: 'a' }, 'a');
  check('a pod of a node', { node: 'node1' }, 'a');
  check('none that has ended', { pod: 'd' }, 'pod d is not running: it is succeeded');
  check('none that has not started', { index: 4 }, 'pod e is not running: it is pending');
  check('none that is not there', { index: 9 }, 'the Job has no pod of index 9');
  check('none on a node that has none', { pod: 'a', node: 'node2' }, 'the Job has no pod a on node node2');
});

test('a Job without pods has none to take', () => {
  expect(choosePod([], ANY)).toEqual({ kind: 'none', why: 'the Job has no pods', running: [] });
});
