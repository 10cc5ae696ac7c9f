/** What became of a container (k8s.io/api/core/v1/generated.proto), as `normalise/pod.ts` makes it of JSON. */
import type { ContainerState, ContainerStatus, Terminated } from '../../batch/objects.ts';
import { shared, sharedText, sharedTime } from './shared.ts';
import { type Cursor, lengthKey, numberKey } from './wire.ts';

const STATUS = {
  name: lengthKey(1),
  state: lengthKey(2),
  lastState: lengthKey(3),
  ready: numberKey(4),
  restartCount: numberKey(5),
};

/** An entry of `containerStatuses`. */
export function readContainerStatus(cursor: Cursor): ContainerStatus {
  const end = cursor.lengthEnd();
  let name = '';
  let state: ContainerState = NONE;
  let lastState: ContainerState = NONE;
  let ready = false;
  let restartCount = 0;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === STATUS.name) name = sharedText(cursor);
    else if (key === STATUS.state) state = readState(cursor);
    else if (key === STATUS.lastState) lastState = readState(cursor);
    else if (key === STATUS.ready) ready = cursor.number() !== 0;
    else if (key === STATUS.restartCount) restartCount = cursor.int32();
    else cursor.skip(key);
  }
  return { name, ready, restartCount, state, lastTerminated: terminatedOf(lastState) };
}

function terminatedOf(state: ContainerState): Terminated | undefined {
  if (state.kind !== 'terminated') return undefined;
  const { kind: _, ...terminated } = state;
  return terminated;
}

const NONE: ContainerState = { kind: 'none' };
const WAITING = lengthKey(1);
const RUNNING = lengthKey(2);
const TERMINATED = lengthKey(3);

/** One of the three, or none yet. */
function readState(cursor: Cursor): ContainerState {
  const end = cursor.lengthEnd();
  let state: ContainerState = NONE;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === WAITING) state = readWaiting(cursor);
    else if (key === RUNNING) state = readRunning(cursor);
    else if (key === TERMINATED) state = { kind: 'terminated', ...readTerminated(cursor) };
    else cursor.skip(key);
  }
  return state;
}

const readWaiting = shared<ContainerState>((cursor, end) => {
  let reason = '';
  let message = '';
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === lengthKey(1)) reason = sharedText(cursor);
    else if (key === lengthKey(2)) message = cursor.text();
    else cursor.skip(key);
  }
  return { kind: 'waiting', reason, message };
});

const readRunning = shared<ContainerState>((cursor, end) => {
  let startedAt: string | undefined;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === lengthKey(1)) startedAt = sharedTime(cursor) || undefined;
    else cursor.skip(key);
  }
  return { kind: 'running', startedAt };
});

const ENDED = {
  exitCode: numberKey(1),
  signal: numberKey(2),
  reason: lengthKey(3),
  message: lengthKey(4),
  startedAt: lengthKey(5),
  finishedAt: lengthKey(6),
};

function readTerminated(cursor: Cursor): Terminated {
  const end = cursor.lengthEnd();
  let exitCode = 0;
  let signal: number | undefined;
  let reason = '';
  let message = '';
  let startedAt: string | undefined;
  let finishedAt: string | undefined;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === ENDED.exitCode) exitCode = cursor.int32();
    else if (key === ENDED.signal) signal = cursor.int32() || undefined;
    else if (key === ENDED.reason) reason = sharedText(cursor);
    else if (key === ENDED.message) message = cursor.text();
    else if (key === ENDED.startedAt) startedAt = sharedTime(cursor) || undefined;
    else if (key === ENDED.finishedAt) finishedAt = sharedTime(cursor) || undefined;
    else cursor.skip(key);
  }
  return { exitCode, signal, reason, message, startedAt, finishedAt };
}
