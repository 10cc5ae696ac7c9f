import { expect, test } from 'vitest';
import { RevisionTooOld, Store, storeKey } from '../../src/sandbox/store.ts';
import { aPod } from './api/serving.ts';

const names = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

test('every change gets the next revision, and the object carries it', () => {
  const store = new Store({ firstRevision: 100 });
  expect(store.put('pods', aPod('a')).metadata.resourceVersion).toBe('101');
  expect(store.put('pods', aPod('a')).metadata.resourceVersion).toBe('102');
  expect(store.remove('pods', 'default', 'a')?.metadata.resourceVersion).toBe('103');
  expect(store.remove('pods', 'default', 'a')).toBeUndefined();
  expect(store.revision).toBe(103);
});

test('a recorded change keeps its version; its resource’s revisions grow all the same', () => {
  const store = new Store({ firstRevision: 100 });
  store.put('jobs', aPod('a-job'), 130);
  expect(store.put('pods', aPod('a'), 120).metadata.resourceVersion).toBe('120');
  expect(store.put('pods', aPod('b'), 110).metadata.resourceVersion).toBe('110');
  expect(store.changesSince('pods', 100).map(({ revision }) => revision)).toEqual([120, 121]);
  expect(store.list('pods').revision).toBe(121);
  expect([store.revisionOf('jobs'), store.revisionOf('events'), store.revision]).toEqual([130, 100, 130]);
  expect(store.put('pods', aPod('c')).metadata.resourceVersion).toBe('131');
  expect(store.removeAs('pods', aPod('c'), 140)?.metadata.resourceVersion).toBe('140');
});

test('a list is in the order of namespace and name, whatever the order of arrival', () => {
  const store = new Store();
  for (const name of ['c', 'a', 'b']) store.put('pods', aPod(name));
  store.put('pods', aPod('z', { namespace: 'an-earlier' }));
  expect(names(store.list('pods').objects)).toEqual(['z', 'a', 'b', 'c']);
});

test('a namespace is not mixed up with one whose name begins alike', () => {
  const store = new Store();
  for (const namespace of ['team', 'team-a', 'team0', 'te']) store.put('pods', aPod(`of-${namespace}`, { namespace }));
  expect(names(store.list('pods', { namespace: 'team' }).objects)).toEqual(['of-team']);
  expect(names(store.list('pods', { namespace: 'nowhere' }).objects)).toEqual([]);
});

test('a page begins after a key, also in a namespace', () => {
  const store = new Store();
  for (const name of ['a', 'b', 'c']) store.put('pods', aPod(name));
  store.put('pods', aPod('x', { namespace: 'other' }));
  const after = storeKey('default', 'a');
  expect(names(store.list('pods', { after }).objects)).toEqual(['b', 'c', 'x']);
  expect(names(store.list('pods', { after, namespace: 'default' }).objects)).toEqual(['b', 'c']);
  expect(names(store.list('pods', { after, namespace: 'other' }).objects)).toEqual(['x']);
});

test('a list at a revision shows what was there then: added, changed and removed since are undone', () => {
  const store = new Store();
  store.put('pods', aPod('kept'));
  store.put('pods', aPod('changed', { phase: 'Pending' }));
  store.put('pods', aPod('removed'));
  const { revision } = store;
  store.put('pods', aPod('changed', { phase: 'Running' }));
  store.remove('pods', 'default', 'removed');
  store.put('pods', aPod('added'));
  store.put('jobs', aPod('a-job'));
  const then = store.list('pods', { revision });
  expect(names(then.objects)).toEqual(['changed', 'kept', 'removed']);
  expect(then.objects[0]?.status).toEqual({ phase: 'Pending' });
  expect(store.list('pods', { revision }).objects).toBe(then.objects);
  expect(names(store.list('pods').objects)).toEqual(['added', 'changed', 'kept']);
});

test('changes since a revision are those of the resource, oldest first, with what was before', () => {
  const store = new Store();
  store.put('pods', aPod('a', { phase: 'Pending' }));
  const { revision } = store;
  store.put('jobs', aPod('a-job'));
  store.put('pods', aPod('a', { phase: 'Running' }));
  store.remove('pods', 'default', 'a');
  const changes = store.changesSince('pods', revision);
  expect(changes.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED']);
  expect(changes[0]?.previous?.status).toEqual({ phase: 'Pending' });
});

test('a last state may be handed in: watchers are told of it, with the deleting revision', () => {
  const store = new Store();
  store.put('pods', aPod('a', { phase: 'Running' }));
  store.removeAs('pods', aPod('a', { phase: 'Failed' }));
  expect(store.removeAs('pods', aPod('a'))).toBeUndefined();
  const [change] = store.changesSince('pods', 2);
  expect(change).toMatchObject({
    type: 'DELETED',
    object: { status: { phase: 'Failed' }, metadata: { resourceVersion: '3' } },
    previous: { status: { phase: 'Running' } },
  });
});

test('history is bounded, and says how far back it goes', () => {
  const store = new Store({ historyLimit: 16 });
  for (let i = 0; i < 100; i += 1) store.put('pods', aPod('a'));
  const oldest = 101 - 18;
  expect(() => store.changesSince('pods', 2)).toThrow(RevisionTooOld);
  expect(store.changesSince('pods', oldest + 2).length).toBeGreaterThanOrEqual(16);
  expect(() => store.list('pods', { revision: 2 })).toThrow(/^too old resource version: 2 \(\d+\)$/);
});

test('compacted history is too old; the revision compacted to is not', () => {
  const store = new Store();
  for (const name of ['a', 'b', 'c']) store.put('pods', aPod(name));
  store.compact(3);
  expect(() => store.changesSince('pods', 2)).toThrow(RevisionTooOld);
  expect(store.changesSince('pods', 3)).toHaveLength(1);
});

test('a revision from before the store began is too old', () => {
  const store = new Store({ firstRevision: 1000 });
  expect(() => store.changesSince('pods', 1)).toThrow(RevisionTooOld);
});

test('listeners hear every change in order until they leave', () => {
  const store = new Store();
  const heard: string[] = [];
  const leave = store.subscribe(({ type, object }) => heard.push(`${type} ${object.metadata.name}`));
  store.put('pods', aPod('a'));
  store.remove('pods', 'default', 'a');
  leave();
  store.put('pods', aPod('b'));
  expect(heard).toEqual(['ADDED a', 'DELETED a']);
});
