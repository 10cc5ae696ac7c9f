import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DrillMark,
  isLeft,
  isUnreadable,
  letGo,
  type MarkedNode,
  markOf,
  type NodeChange,
  takeHold,
  takeOffUnreadable,
} from '../../../src/batch/drain/node-mark.ts';

const free: MarkedNode = { name: 'node1', unschedulable: false, annotation: undefined };
const cordoned: MarkedNode = { ...free, unschedulable: true };

function drill(id: string): DrillMark {
  return { id, job: 'film/render', since: '2026-11-21T12:00:00Z', until: '2026-11-21T12:05:00Z', host: 'desk', pid: 7 };
}

function changed(node: MarkedNode, change: NodeChange | undefined): MarkedNode {
  if (!change) return node;
  return {
    ...node,
    unschedulable: change.unschedulable ?? node.unschedulable,
    annotation: change.annotation ?? undefined,
  };
}

const hold = (node: MarkedNode, id: string) => changed(node, takeHold(node, drill(id)));
const leave = (node: MarkedNode, ...ids: readonly string[]) => changed(node, letGo(node, ids));

describe('a node', () => {
  test('is cordoned and marked in one change', () => {
    const held = hold(free, 'a');
    expect(held.unschedulable).toBe(true);
    expect(markOf(held)).toEqual({ wasCordoned: false, drills: [drill('a')], undo: 'kubectl job drill restore node1' });
  });

  test('that somebody had cordoned stays cordoned', () => expect(leave(hold(cordoned, 'a'), 'a')).toEqual(cordoned));

  test('that somebody uncordoned meanwhile is left so', () => {
    expect(leave({ ...hold(free, 'a'), unschedulable: false }, 'a')).toEqual(free);
  });

  test('stays cordoned for the drill that is still at work', () => {
    const one = leave(hold(hold(free, 'a'), 'b'), 'a');
    expect(one.unschedulable).toBe(true);
    expect(markOf(one)?.drills.map(({ id }) => id)).toEqual(['b']);
    expect(leave(one, 'b')).toEqual(free);
  });

  test('is not touched by a drill that does not hold it', () => expect(letGo(hold(free, 'a'), ['b'])).toBeUndefined());

  test('with an annotation that nobody can read is not touched', () => {
    expect(letGo({ ...cordoned, annotation: '{' }, ['a'])).toBeUndefined();
    for (const annotation of ['', '[]', '{"drills":[]}', '{"drills":{},"wasCordoned":false}', 'null', '7'])
      expect([markOf({ annotation }), isUnreadable({ annotation })]).toEqual([undefined, true]);
    expect(isUnreadable(free)).toBe(false);
    expect(takeOffUnreadable({ ...cordoned, annotation: '{' })).toEqual({ unschedulable: undefined, annotation: null });
    expect(takeOffUnreadable(hold(free, 'a'))).toBeUndefined();
  });
});

test('however drills come and go, the node is in the end as it was', () => {
  const turns = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), comes: fc.boolean() }));
  fc.assert(
    fc.property(fc.boolean(), turns, (unschedulable, story) => {
      const before = { ...free, unschedulable };
      let node: MarkedNode = before;
      const inside = new Set<string>();
      for (const { id, comes } of story) {
        node = comes ? hold(node, id) : leave(node, id);
        if (comes) inside.add(id);
        else inside.delete(id);
        expect(new Set(markOf(node)?.drills.map((one) => one.id) ?? [])).toEqual(inside);
        if (inside.size > 0) expect(node.unschedulable).toBe(true);
      }
      for (const id of inside) node = leave(node, id);
      expect(node).toEqual(before);
    }),
  );
});

describe('a mark is left over', () => {
  const now = Date.parse('2026-11-21T12:01:00Z');
  test.each([
    ['when its process is gone', false, now, true],
    ['not while its process runs', true, now, false],
    ['after its time, whatever process has its number by then', true, now + 3_600_000, true],
    ['when its time has passed, on another machine', undefined, now + 3_600_000, true],
    ['not before, as far as another machine can tell', undefined, now, false],
  ] as const)('%s', (_, alive, at, expected) => {
    expect(isLeft(drill('a'), { now: at, isAlive: () => alive })).toBe(expected);
  });
});
