import { describe, expect, test } from 'vitest';
import { type DrainFlags, drainDecision, type NodePod, nodeDrain } from '../../../src/batch/drain/filters.ts';

const NONE: DrainFlags = { ignoreDaemonsets: false, deleteEmptydirData: false, force: false };
const ALL: DrainFlags = { ignoreDaemonsets: true, deleteEmptydirData: true, force: true };

function aNodePod(fields: Partial<NodePod> = {}): NodePod {
  const controller = { kind: 'Job', name: 'sweep' };
  return {
    name: 'p',
    namespace: 'film',
    uid: 'u',
    phase: 'Running',
    controller,
    isMirror: false,
    hasEmptyDir: false,
    isTerminating: false,
    ...fields,
  };
}

const daemon = aNodePod({ controller: { kind: 'DaemonSet', name: 'agent' } });

describe('kubectl drain', () => {
  const check = (name: string, pod: NodePod, without: string, withAll: string) =>
    test(name, () => {
      const told = (flags: DrainFlags) => {
        const decision = drainDecision(pod, flags);
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

test('a reason is told once, with all its pods', () => {
  const { evicted, refusals } = nodeDrain([daemon, { ...daemon, name: 'q' }, aNodePod({ name: 'r' })], NONE);
  expect(evicted.map(({ name }) => name)).toEqual(['r']);
  expect(refusals).toEqual([
    { text: 'cannot delete DaemonSet-managed Pods', flag: '--ignore-daemonsets', pods: ['film/p', 'film/q'] },
  ]);
});
