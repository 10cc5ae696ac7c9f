import { describe, expect, test } from 'vitest';
import {
  type DrainFlags,
  drainDecision,
  isOverdue,
  type NodePod,
  nodeDrain,
} from '../../../src/batch/drain/filters.ts';

const NONE: DrainFlags = {
  ignoreDaemonsets: false,
  deleteEmptydirData: false,
  force: false,
  skipWaitForDeleteSeconds: 0,
};
const ALL: DrainFlags = { ignoreDaemonsets: true, deleteEmptydirData: true, force: true, skipWaitForDeleteSeconds: 0 };
const NOW = Date.parse('2026-11-21T12:01:00Z');

function aNodePod(fields: Partial<NodePod> = {}): NodePod {
  const controller = { kind: 'Job', name: 'sweep' };
  return {
    name: 'p',
    namespace: 'film',
    uid: 'u',
    labels: {},
    phase: 'Running',
    controller,
    isMirror: false,
    hasEmptyDir: false,
    graceSeconds: 30,
    deletionTimestamp: undefined,
    ...fields,
  };
}

const daemon = aNodePod({ controller: { kind: 'DaemonSet', name: 'agent' } });

describe('kubectl drain', () => {
  const check = (name: string, pod: NodePod, without: string, withAll: string) =>
    test(name, () => {
      const told = (flags: DrainFlags) => {
        const decision = drainDecision(pod, flags, NOW);
        return decision.kind === 'refuse' ? `refuse ${decision.flag}` : `${decision.kind} ${decision.warning}`.trim();
      };
      expect([told(NONE), told(ALL)]).toEqual([without, withAll]);
    });

  check('takes pods of a controller', aNodePod(), 'evict', 'evict');
  check(
    'takes ended pods of anybody',
    aNodePod({ phase: 'Succeeded', controller: undefined, hasEmptyDir: true }),
    'evict',
    'evict',
  );
  check('leaves mirror pods', aNodePod({ isMirror: true, controller: { kind: 'Node', name: 'n' } }), 'stay', 'stay');
  check('stops at pods of daemon sets', daemon, 'refuse --ignore-daemonsets', 'stay ignoring DaemonSet-managed Pods');
  check('takes an ended pod of a daemon set', { ...daemon, phase: 'Failed' }, 'evict', 'evict');
  check(
    'stops at local storage',
    aNodePod({ hasEmptyDir: true }),
    'refuse --delete-emptydir-data',
    'evict deleting Pods with local storage',
  );
  check(
    'stops at pods of nobody',
    aNodePod({ controller: undefined }),
    'refuse --force',
    'evict deleting Pods that declare no controller',
  );
});

describe('a pod that should have been gone for more than so many seconds is not waited for', () => {
  const check = (name: string, deletionTimestamp: string | undefined, seconds: number, expected: boolean) =>
    test(name, () =>
      expect(isOverdue({ deletionTimestamp }, { skipWaitForDeleteSeconds: seconds }, NOW)).toBe(expected),
    );
  check('longer', '2026-11-21T12:00:49Z', 10, true);
  check('just as long', '2026-11-21T12:00:50Z', 10, false);
  check('it has its grace period yet', '2026-11-21T12:01:30Z', 10, false);
  check('nobody told it to go', undefined, 10, false);
  check('all are waited for', '2026-11-20T12:00:00Z', 0, false);

  test('whatever else speaks against it', () => {
    const old = { ...daemon, deletionTimestamp: '2026-11-21T12:00:00Z' };
    const { evicted, warnings, refusals } = nodeDrain([old], { ...NONE, skipWaitForDeleteSeconds: 10 }, NOW);
    expect({ evicted, refusals, told: warnings.map(({ pods }) => pods) }).toEqual({
      evicted: [],
      refusals: [],
      told: [['film/p']],
    });
  });
});

test('a reason is told once, with all its pods', () => {
  const { evicted, refusals } = nodeDrain([daemon, { ...daemon, name: 'q' }, aNodePod({ name: 'r' })], NONE, NOW);
  expect(evicted.map(({ name }) => name)).toEqual(['r']);
  expect(refusals).toEqual([
    { text: 'cannot delete DaemonSet-managed Pods', flag: '--ignore-daemonsets', pods: ['film/p', 'film/q'] },
  ]);
});
