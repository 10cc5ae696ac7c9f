import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { LogRequest } from '../../../src/sandbox/api/log-source.ts';
import { StatusError } from '../../../src/sandbox/api/status.ts';
import type { RecordedEvent } from '../../../src/sandbox/replay/recorded-events.ts';
import { parseLogs } from '../../../src/sandbox/replay/recorded-lines.ts';
import { recordedLogs } from '../../../src/sandbox/replay/recorded-logs.ts';
import { play } from '../../../src/sandbox/replay/replay.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';
import { BEGIN, ENDED, eventAt, podWith, RUNNING, timeAt, waiting } from '../../support/record.ts';
import { type SteppedClock, steppedClock } from '../../support/stepped-clock.ts';

const LOG = [2, 3, 4]
  .map((second) => `[pod/x/main] ${timeAt(second).replace('Z', '.500000000Z')} line ${second}\n`)
  .join('');

const pod = (seconds: number, object: StoredObject, type: RecordedEvent['type'] = 'MODIFIED') =>
  eventAt(seconds, 'pods', { object, type });

const LIFE = [
  pod(0, podWith(undefined, { node: '' }), 'ADDED'),
  pod(0.5, podWith(waiting('ContainerCreating'), { version: '2' })),
  pod(1, podWith(RUNNING, { version: '3' })),
  pod(6, podWith(ENDED, { version: '4' })),
];

interface Scene {
  readonly seconds: number;
  readonly events?: readonly RecordedEvent[];
  readonly logs?: string;
  /** Whether time goes on, once something has been read. */
  readonly goesOn?: boolean;
}

/** What a log request is answered at a moment: the text, or the failure's code and message. */
async function asked(
  scene: Scene,
  request: Partial<LogRequest> = {},
  signal = new AbortController().signal,
): Promise<string> {
  const { seconds, events = LIFE, logs = `== pod/x\n${LOG}` } = scene;
  const store = new Store();
  const clock = steppedClock(BEGIN + seconds * 1000);
  const reading = new AbortController();
  const stop = play(store, { events, originMs: BEGIN, clock });
  const recording = { name: 'r', events, logs: parseLogs(Buffer.from(logs), 'f', () => {}), notes: [] };
  const source = recordedLogs({ recording, originMs: BEGIN, store, clock });
  const found = store.get('pods', 'n', 'x');
  if (!found) return 'no pod';
  const plain = { pod: found, container: 'main', previous: false, follow: false, timestamps: false };
  try {
    const read: Uint8Array[] = [];
    for await (const piece of source.open({ ...plain, ...request }, signal)) {
      if (read.length === 0 && scene.goesOn) void goOn(clock, reading.signal);
      read.push(piece);
    }
    return Buffer.concat(read).toString();
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.code} ${error.message}`;
    throw error;
  } finally {
    reading.abort();
    stop();
  }
}

/** A tenth of a second at a time, as soon as what that brought has been dealt with. */
async function goOn(clock: SteppedClock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    clock.moveTo(clock.now() + 100);
    await setImmediate();
  }
}

describe('the log at a moment', () => {
  const waits = '400 container "main" in pod "x" is waiting to start:';
  const cases: readonly (readonly [string, Scene, string])[] = [
    ['a pod without a node has none, and that is no error', { seconds: 0 }, ''],
    ['a container that is being made', { seconds: 0.7 }, `${waits} ContainerCreating`],
    ['a container that runs and has written nothing', { seconds: 1 }, ''],
    ['the lines written by then', { seconds: 3.6 }, 'line 2\nline 3\n'],
    ['all lines of a container that has ended', { seconds: 6 }, 'line 2\nline 3\nline 4\n'],
    [
      'a pod that no log was recorded of',
      { seconds: 6, logs: '' },
      'unable to retrieve container logs for containerd://1',
    ],
    ['while it runs such a pod writes nothing', { seconds: 3, logs: '' }, ''],
    ['a pod that had written nothing when it was asked', { seconds: 6, logs: '== pod/x\n' }, ''],
    [
      'a pod of that name before the one that was recorded',
      { seconds: 1, events: [...LIFE, pod(9, podWith(RUNNING, { uid: 'u2' }))] },
      '',
    ],
    [
      'an image that is not there',
      { seconds: 0, events: [pod(0, podWith(waiting('ErrImagePull')))] },
      `${waits} image can't be pulled`,
    ],
    [
      'an image in back-off',
      { seconds: 0, events: [pod(0, podWith(waiting('ImagePullBackOff')))] },
      `${waits} trying and failing to pull image`,
    ],
    [
      'init containers first',
      { seconds: 0, events: [pod(0, podWith(waiting('PodInitializing')))] },
      `${waits} PodInitializing`,
    ],
    [
      'a kubelet that has not said anything',
      { seconds: 0, events: [pod(0, podWith(undefined))] },
      '400 container "main" in pod "x" is not available',
    ],
    [
      'no state yet',
      { seconds: 0, events: [pod(0, podWith({}))] },
      '400 container "main" in pod "x" is waiting to start - no logs yet',
    ],
  ];
  test.each(cases)('%s', async (_, scene, expected) => {
    expect(await asked(scene)).toBe(expected);
  });

  const failed = '== pod/x\nError from server (NotFound): the server could not find the requested resource\n';
  test('what the real server answered is answered once the pod is in that state', async () => {
    expect(await asked({ seconds: 6, logs: failed })).toBe('404 the server could not find the requested resource');
    expect(await asked({ seconds: 3, logs: failed })).toBe('');
    expect(await asked({ seconds: 6, logs: failed.replace('NotFound', 'Odd') })).toMatch(/^500 /);
  });

  test('a refusal that names another container is not about this one', async () => {
    const named = '== pod/x\nError from server (BadRequest): container "side" in pod "x" is terminated\n';
    expect(await asked({ seconds: 6, logs: named })).toMatch(/^unable to retrieve container logs/);
  });
});

describe('what a request may narrow', () => {
  const cases: readonly (readonly [string, Partial<LogRequest>, string])[] = [
    ['times', { timestamps: true, tailLines: 1 }, '2026-11-21T10:00:04.500000000Z line 4\n'],
    ['the last lines', { tailLines: 2 }, 'line 3\nline 4\n'],
    ['more last lines than there are', { tailLines: 9 }, 'line 2\nline 3\nline 4\n'],
    ['no lines', { tailLines: 0 }, ''],
    ['the last seconds', { sinceSeconds: 3 }, 'line 3\nline 4\n'],
    ['a time, in whole seconds', { sinceTime: '2026-11-21T10:00:03.9Z' }, 'line 3\nline 4\n'],
    ['the tail is taken before the time is looked at', { tailLines: 2, sinceTime: timeAt(4) }, 'line 4\n'],
    ['bytes', { limitBytes: 10 }, 'line 2\nlin'],
    ['bytes that end with a line', { limitBytes: 7 }, 'line 2\n'],
    ['bytes count the times too', { limitBytes: 12, timestamps: true }, '2026-11-21T1'],
  ];
  test.each(cases)('%s', async (_, request, expected) => {
    expect(await asked({ seconds: 6 }, request)).toBe(expected);
  });
});

describe('the run before a restart', () => {
  const again = { running: { startedAt: timeAt(8) } };
  const last = { exitCode: 1, containerID: 'containerd://0', startedAt: timeAt(1), finishedAt: timeAt(5) };
  const restarted = [pod(0, podWith(again, { last }))];
  const waitsAgain = [pod(0, podWith(waiting('CrashLoopBackOff'), { last }))];

  test('is not there without a restart', async () => {
    const said = await asked({ seconds: 6 }, { previous: true });
    expect(said).toBe('400 previous terminated container "main" in pod "x" not found');
  });

  test('was not recorded when another has followed', async () => {
    const forgotten = 'unable to retrieve container logs for containerd://0';
    expect(await asked({ seconds: 9, events: restarted }, { previous: true })).toBe(forgotten);
    expect(await asked({ seconds: 9, events: restarted })).toBe('line 2\nline 3\nline 4\n');
  });

  test('is not there when no container was ever made', async () => {
    const never = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } };
    const lost = [pod(0, podWith(never, { last: { exitCode: 1 } }))];
    expect(await asked({ seconds: 9, events: lost })).toBe('400 container "main" in pod "x" is terminated');
    expect(await asked({ seconds: 9, events: lost }, { previous: true })).toBe(
      '400 previous terminated container "main" in pod "x" not found',
    );
    expect(await asked({ seconds: 9, events: [pod(0, podWith(never, { last }))] })).toMatch(/^line 2\n/);
  });

  test('is the one that is read while the container waits to be started again', async () => {
    expect(await asked({ seconds: 9, events: waitsAgain })).toBe('line 2\nline 3\nline 4\n');
    expect(await asked({ seconds: 9, events: waitsAgain }, { previous: true })).toBe('line 2\nline 3\nline 4\n');
  });
});

describe('following', () => {
  const follow = { follow: true };
  const gone = [...LIFE.slice(0, 3), pod(3, podWith(RUNNING, { version: '5' }), 'DELETED')];

  test('goes on with each line as it is written, and ends when the container has ended', async () => {
    expect(await asked({ seconds: 2.6, goesOn: true }, follow)).toBe('line 2\nline 3\nline 4\n');
  });

  test('begins with the tail', async () => {
    expect(await asked({ seconds: 3.6, goesOn: true }, { ...follow, tailLines: 1 })).toBe('line 3\nline 4\n');
  });

  test('of a container that has ended is reading', async () => {
    expect(await asked({ seconds: 6 }, follow)).toBe('line 2\nline 3\nline 4\n');
  });

  test('ends when the pod is deleted', async () => {
    expect(await asked({ seconds: 2.6, goesOn: true, events: gone }, follow)).toMatch(/^line 2\n/);
  });

  test('ends when nobody reads any more', async () => {
    expect(await asked({ seconds: 3 }, follow, AbortSignal.timeout(30))).toBe('line 2\n');
  });

  test('ends at its limit of bytes', async () => {
    expect(await asked({ seconds: 2.6, goesOn: true }, { ...follow, limitBytes: 14 })).toBe('line 2\nline 3\n');
  });
});
