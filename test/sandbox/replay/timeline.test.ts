import { describe, expect, test } from 'vitest';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';
import { timelineOf } from '../../../src/sandbox/replay/timeline.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { BEGIN, ENDED, eventAt, podWith, timeAt } from '../../support/record.ts';
import { RECORDINGS, recordingNames } from '../../support/recordings.ts';

const named = (fields: object): StoredObject => ({ metadata: { name: 'a', namespace: 'n' }, ...fields });

describe('when a recording began', () => {
  const cases: readonly (readonly [string, StoredObject, number])[] = [
    ['not before what an object says minus when it was seen', named({ status: { startTime: timeAt(9) } }), -1],
    ['by a condition', named({ status: { conditions: [{ lastTransitionTime: timeAt(10) }] } }), 0],
    ['by an event in microseconds', named({ eventTime: '2026-11-21T10:00:09.250999Z' }), -0.75],
    ['by a container that ended', podWith(ENDED), -5],
    [
      'not by a deletion that lies ahead',
      {
        ...named({ lastTimestamp: timeAt(8) }),
        metadata: { name: 'a', namespace: 'n', deletionTimestamp: timeAt(40) },
      },
      -2,
    ],
    ['not by what is no time', named({ firstTimestamp: null, lastTimestamp: timeAt(10), eventTime: 'soon' }), 0],
  ];
  test.each(cases)('%s', (_, object, seconds) => {
    expect(timelineOf([eventAt(10, 'things', { object })]).originMs - BEGIN).toBe(seconds * 1000);
  });

  test('of several bounds the latest counts', () => {
    const events = [2, 1, 3].map((late, i) => eventAt(i + late, 'things', { object: named({ eventTime: timeAt(i) }) }));
    expect(timelineOf(events).originMs).toBe(BEGIN - 1000);
  });

  test('what a Job’s status tells counts only where it cannot be made up', () => {
    const jobFrom = (startTime: string) =>
      eventAt(10, 'jobs', {
        object: {
          metadata: { name: 'a', namespace: 'n', creationTimestamp: timeAt(10) },
          status: { startTime, conditions: [{ type: 'Complete', lastTransitionTime: startTime }] },
        },
      });
    const began = (startTime: string) => timelineOf([jobFrom(startTime)]).originMs - BEGIN;
    expect(began('2030-01-01T00:00:00Z')).toBe(0);
    expect(began(timeAt(9))).toBe(0);
    expect(began('2026-11-21T10:00:10.900Z')).toBe(900);
  });

  test('without any time there is no telling', () => {
    expect(() => timelineOf([eventAt(1, 'things', { object: named({}) })])).toThrow('tells a time');
  });
});

describe('how long a recording is', () => {
  const events = [
    eventAt(0, 'pods', { object: podWith(undefined) }),
    eventAt(4, 'pods', { object: podWith(undefined) }),
  ];
  const line = (seconds: number) => ({
    container: 'main',
    timestamp: '',
    timeMs: BEGIN + seconds * 1000,
    text: Buffer.of(),
  });

  test('until its last event', () => {
    expect(timelineOf(events, [{ lines: [line(3)], failure: undefined }]).lengthMs).toBe(4000);
  });

  test('until its last log line, if that is later', () => {
    expect(timelineOf(events, [{ lines: [line(5)], failure: undefined }]).lengthMs).toBe(5000);
  });
});

describe('the recordings', () => {
  test.each(recordingNames)('%s: no object was created after it was seen, and few long before', async (name) => {
    const { events, logs } = await readRecording(`${RECORDINGS}/${name}`);
    const { originMs } = timelineOf(events, logs.values());
    const created = events.filter(({ resource, type }) => resource === 'pods' && type === 'ADDED');
    const lags = created.map(
      ({ atMs, object }) => originMs + atMs - Date.parse(object.metadata.creationTimestamp ?? ''),
    );
    expect(lags.filter((lag) => !(lag >= 0 && lag < 5000))).toEqual([]);
    expect(lags.length).toBeGreaterThan(0);
  });
});
