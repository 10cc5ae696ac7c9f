import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../../../src/cluster/port.ts';
import { KnownObjects } from '../../../src/cluster/resources/known-objects.ts';
import type { Versioned } from '../../../src/cluster/resources/resource-kind.ts';

function object(name: string, uid: string, resourceVersion: string): Versioned {
  return { metadata: { name, namespace: 'film', uid, resourceVersion } };
}

const anObject = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), fc.constantFrom('5', '6', '7'))
  .map(([name, uid, version]) => object(name, `${name}-${uid}`, version));

const aStep = fc.oneof(
  fc.record({
    kind: fc.constant('list' as const),
    objects: fc.uniqueArray(anObject, { selector: (o) => o.metadata.name }),
  }),
  fc.record({ kind: fc.constant('exists' as const), object: anObject }),
  fc.record({ kind: fc.constant('gone' as const), object: anObject }),
);

/** Applies a change as a reader would, and objects to one that does not fit what the reader has. */
function apply(replica: Map<string, Versioned>, change: Change<Versioned>): void {
  if (!('object' in change)) throw new Error(`${change.type} is not for objects`);
  const { name } = change.object.metadata;
  expect(replica.has(name)).toBe(change.type !== 'ADDED');
  if (change.type === 'DELETED') replica.delete(name);
  else replica.set(name, change.object);
}

test('whatever lists and events come, who applies the changes has what the cluster has', () => {
  fc.assert(
    fc.property(fc.array(aStep), (steps) => {
      const known = new KnownObjects<Versioned>();
      const truth = new Map<string, Versioned>();
      const replica = new Map<string, Versioned>();
      for (const step of steps) {
        const changes: Change<Versioned>[] = [];
        if (step.kind === 'list') {
          truth.clear();
          known.beginList();
          for (const listed of step.objects) {
            truth.set(listed.metadata.name, listed);
            changes.push(...known.listed(listed));
          }
          changes.push(...known.endList());
        } else if (step.kind === 'exists') {
          truth.set(step.object.metadata.name, step.object);
          changes.push(...known.exists(step.object));
        } else {
          truth.delete(step.object.metadata.name);
          changes.push(...known.gone(step.object));
        }
        for (const change of changes) apply(replica, change);
        expect([...replica].sort()).toEqual([...truth].sort());
      }
    }),
  );
});

test('an object of the same name with another uid is another object', () => {
  const known = new KnownObjects<Versioned>();
  expect([...known.exists(object('a', 'u1', '5'))].map((change) => change.type)).toEqual(['ADDED']);
  expect([...known.exists(object('a', 'u2', '9'))].map((change) => change.type)).toEqual(['DELETED', 'ADDED']);
});

test('one that vanished between two lists is delivered with its last known state', () => {
  const known = new KnownObjects<Versioned>();
  const last = object('a', 'u1', '6');
  known.beginList();
  expect([...known.listed(object('a', 'u1', '5')), ...known.endList()]).toHaveLength(1);
  expect([...known.exists(last)]).toHaveLength(1);
  known.beginList();
  expect([...known.endList()]).toEqual([{ type: 'DELETED', object: last }]);
});
