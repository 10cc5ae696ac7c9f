import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import type { RecordedEvent } from '../../../src/sandbox/replay/recorded-events.ts';
import { play, revisionBefore } from '../../../src/sandbox/replay/replay.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';
import { BEGIN, ENDED, eventAt, podWith, RUNNING, timeAt } from '../../support/record.ts';

const pod = (seconds: number, object: StoredObject, type: RecordedEvent['type'] = 'ADDED') =>
  eventAt(seconds, 'pods', { object, type });

/** What a store stands at before anything happened. */
const FIRST = new Store().revision;

const LIFE = [
  pod(1, podWith(RUNNING, { version: '11' })),
  pod(5, podWith(ENDED, { version: '12' }), 'MODIFIED'),
  pod(6, podWith(ENDED, { version: '13' }), 'DELETED'),
  pod(7, podWith(RUNNING, { version: '14', uid: 'u2' })),
];

/** What a watch of pods from the beginning sees by `seconds`. */
function changes(events: readonly RecordedEvent[], seconds: number): readonly string[] {
  const store = new Store();
  play(store, { events, originMs: BEGIN, clock: scaledClock(BEGIN + seconds * 1000, 0) });
  return store.changesSince('pods', FIRST).map(({ type, object }) => `${type} ${object.metadata.uid}`);
}

describe('a moment held still', () => {
  const cases: readonly (readonly [string, number, readonly string[]])[] = [
    ['before the first event there is nothing', 0.9, []],
    ['an event has happened at its own moment', 1, ['ADDED u1']],
    ['events keep their order', 5.5, ['ADDED u1', 'MODIFIED u1']],
    ['what was deleted is gone, and history tells', 6, ['ADDED u1', 'MODIFIED u1', 'DELETED u1']],
    ['a name may come again', 8, ['ADDED u1', 'MODIFIED u1', 'DELETED u1', 'ADDED u2']],
  ];
  test.each(cases)('%s', (_, seconds, expected) => {
    expect(changes(LIFE, seconds)).toEqual(expected);
  });

  test('what is older than the recording was there when it began, however late it was listed', () => {
    const listed = (name: string, seconds: number) => ({
      metadata: { name, uid: name, creationTimestamp: timeAt(seconds), resourceVersion: '5' },
    });
    const events = [
      eventAt(1.2, 'nodes', { object: listed('old', -60) }),
      eventAt(1.2, 'nodes', { object: listed('new', 0) }),
    ];
    const store = new Store();
    play(store, { events, originMs: BEGIN, clock: scaledClock(BEGIN, 0) });
    expect(store.list('nodes').objects.map(({ metadata }) => metadata.name)).toEqual(['old']);
  });

  test('an event that repeats what stands there changes nothing', () => {
    expect(changes([pod(1, podWith(RUNNING)), pod(2, podWith(RUNNING))], 3)).toEqual(['ADDED u1']);
  });

  test('another object of the same name, whose predecessor was not seen to go, replaces it', () => {
    const events = [pod(1, podWith(RUNNING)), pod(2, podWith(RUNNING, { uid: 'u2' }))];
    expect(changes(events, 3)).toEqual(['ADDED u1', 'DELETED u1', 'ADDED u2']);
  });

  test('the deletion of what was never seen changes nothing', () => {
    expect(changes([pod(1, podWith(RUNNING), 'DELETED')], 3)).toEqual([]);
  });

  test('what a recorder’s new watch tells again changes nothing', () => {
    const again = [
      ...LIFE.slice(0, 2),
      pod(3, podWith(RUNNING, { version: '11' })),
      pod(4, podWith(ENDED, { version: '12' })),
    ];
    expect(changes(again, 9)).toEqual(['ADDED u1', 'MODIFIED u1']);
    const ofThePredecessor = [
      ...LIFE,
      pod(8, podWith(ENDED, { version: '12' }), 'MODIFIED'),
      pod(9, podWith(ENDED, { version: '13' }), 'DELETED'),
    ];
    expect(changes(ofThePredecessor, 9)).toEqual(['ADDED u1', 'MODIFIED u1', 'DELETED u1', 'ADDED u2']);
  });

  test('objects are served as recorded, with the version they had', () => {
    const store = new Store();
    play(store, { events: LIFE, originMs: BEGIN, clock: scaledClock(BEGIN + 2000, 0) });
    expect(store.get('pods', 'n', 'x')).toBe(LIFE[0]?.object);
  });

  test('history begins before the first version recorded', () => {
    expect(revisionBefore(LIFE)).toBe(10);
    expect(revisionBefore([eventAt(1, 'pods', { object: { metadata: { name: 'x' } } })])).toBe(1);
  });

  test('the namespaces of the objects, and default, are there from the beginning', () => {
    const store = new Store();
    play(store, { events: LIFE, originMs: BEGIN, clock: scaledClock(BEGIN, 0) });
    const found = store.list('namespaces').objects.map(({ metadata }) => [metadata.name, metadata.creationTimestamp]);
    expect(found).toEqual([
      ['default', '2026-11-21T10:00:00Z'],
      ['n', '2026-11-21T10:00:00Z'],
    ]);
  });
});

describe('time that runs', () => {
  const typesSeen = (store: Store) => store.changesSince('pods', FIRST).map(({ type }) => type);

  test('events come in order, at their time, then nothing changes', async () => {
    const store = new Store();
    const clock = scaledClock(BEGIN, 100);
    const late: number[] = [];
    store.subscribe(() => late.push(clock.now() - BEGIN));
    play(store, { events: LIFE, originMs: BEGIN, clock });
    await expect.poll(() => typesSeen(store)).toEqual(['ADDED', 'MODIFIED', 'DELETED', 'ADDED']);
    expect(late.slice(-4).map((at, i) => at >= (LIFE[i]?.atMs ?? 0))).toEqual([true, true, true, true]);
  });

  test('stopping stops it', async () => {
    const store = new Store();
    const stop = play(store, { events: LIFE, originMs: BEGIN, clock: scaledClock(BEGIN + 1000, 100) });
    stop();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(typesSeen(store)).toEqual(['ADDED']);
  });
});
