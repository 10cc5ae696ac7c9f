/** Pods, as `normalise/pod.ts` makes them of JSON (field numbers: Kubernetes 1.36, k8s.io/api/core/v1/generated.proto). */
import type { Condition, ContainerStatus, Pod } from '../../batch/objects.ts';
import { readContainerStatus } from './container-status.ts';
import { NO_META, readMeta } from './meta.ts';
import { shared, sharedText, sharedTime } from './shared.ts';
import { Cursor, lengthKey } from './wire.ts';

/** A pod of a list. Throws a `WireError`. */
export function readPod(bytes: Uint8Array): Pod {
  const cursor = new Cursor(bytes);
  let metadata = NO_META;
  let spec = NO_SPEC;
  let status = NO_STATUS;
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === METADATA) metadata = readMeta(cursor);
    else if (key === SPEC) spec = readSpec(cursor);
    else if (key === STATUS) status = readStatus(cursor);
    else cursor.skip(key);
  }
  const { phase, reason, message, startTime, conditions, initContainerStatuses, containerStatuses } = status;
  const { nodeName, restartPolicy } = spec;
  return {
    metadata,
    nodeName,
    restartPolicy,
    phase,
    reason,
    message,
    startTime,
    conditions,
    initContainerStatuses,
    containerStatuses,
  };
}

const METADATA = lengthKey(1);
const SPEC = lengthKey(2);
const STATUS = lengthKey(3);

type Spec = Pick<Pod, 'nodeName' | 'restartPolicy'>;

const NO_SPEC: Spec = { nodeName: undefined, restartPolicy: 'Always' };
const RESTART_POLICY = lengthKey(3);
const NODE_NAME = lengthKey(10);

function readSpec(cursor: Cursor): Spec {
  const end = cursor.lengthEnd();
  let { nodeName, restartPolicy } = NO_SPEC;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === RESTART_POLICY) restartPolicy = sharedText(cursor) || restartPolicy;
    else if (key === NODE_NAME) nodeName = sharedText(cursor) || undefined;
    else cursor.skip(key);
  }
  return { nodeName, restartPolicy };
}

type Status = Omit<Pod, 'metadata' | keyof Spec>;

const NO_STATUS: Status = {
  phase: 'Unknown',
  reason: '',
  message: '',
  startTime: undefined,
  conditions: [],
  initContainerStatuses: [],
  containerStatuses: [],
};
const PHASE = lengthKey(1);
const CONDITIONS = lengthKey(2);
const MESSAGE = lengthKey(3);
const REASON = lengthKey(4);
const START_TIME = lengthKey(7);
const CONTAINER_STATUSES = lengthKey(8);
const INIT_CONTAINER_STATUSES = lengthKey(10);

function readStatus(cursor: Cursor): Status {
  const end = cursor.lengthEnd();
  let { phase, reason, message, startTime } = NO_STATUS;
  const conditions: Condition[] = [];
  const initContainerStatuses: ContainerStatus[] = [];
  const containerStatuses: ContainerStatus[] = [];
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === PHASE) phase = sharedText(cursor) || phase;
    else if (key === CONDITIONS) conditions.push(readCondition(cursor));
    else if (key === MESSAGE) message = sharedText(cursor);
    else if (key === REASON) reason = sharedText(cursor);
    else if (key === START_TIME) startTime = sharedTime(cursor) || undefined;
    else if (key === CONTAINER_STATUSES) containerStatuses.push(readContainerStatus(cursor));
    else if (key === INIT_CONTAINER_STATUSES) initContainerStatuses.push(readContainerStatus(cursor));
    else cursor.skip(key);
  }
  return { phase, reason, message, startTime, conditions, initContainerStatuses, containerStatuses };
}

const CONDITION = {
  type: lengthKey(1),
  status: lengthKey(2),
  time: lengthKey(4),
  reason: lengthKey(5),
  message: lengthKey(6),
};

const readCondition = shared<Condition>((cursor, end) => {
  let type = '';
  let status = '';
  let reason = '';
  let message = '';
  let lastTransitionTime: string | undefined;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === CONDITION.type) type = sharedText(cursor);
    else if (key === CONDITION.status) status = sharedText(cursor);
    else if (key === CONDITION.time) lastTransitionTime = sharedTime(cursor) || undefined;
    else if (key === CONDITION.reason) reason = sharedText(cursor);
    else if (key === CONDITION.message) message = cursor.text();
    else cursor.skip(key);
  }
  return { type, status, reason, message, lastTransitionTime };
});
