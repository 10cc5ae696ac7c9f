/** What containers amount to (Kubernetes 1.36, pkg/kubelet/kubelet_pods_test.go has such tables). */
import { describe, expect, test } from 'vitest';
import { phaseOf } from '../../../src/sandbox/kubelet/phase.ts';
import type { ContainerRecord, ContainerRole, ContainerState } from '../../../src/sandbox/kubelet/records.ts';

const ended = (exitCode: number): ContainerState => ({
  is: 'terminated',
  exitCode,
  reason: '',
  startedMs: 0,
  finishedMs: 0,
  containerID: 'c',
});
const STATES: Readonly<Record<string, Partial<ContainerRecord>>> = {
  waiting: { state: { is: 'waiting', reason: 'ContainerCreating' } },
  running: { state: { is: 'running', startedMs: 0, containerID: 'c' }, isStarted: true },
  good: { state: ended(0) },
  bad: { state: ended(1) },
  looping: {
    state: { is: 'waiting', reason: 'CrashLoopBackOff' },
    lastState: { exitCode: 1, reason: 'Error', startedMs: 0, finishedMs: 0, containerID: 'c' },
  },
};

/** `main:running`, `init:good`, … */
const container = (word: string): ContainerRecord => {
  const [role = '', state = ''] = word.split(':');
  return {
    name: word,
    role: role as ContainerRole,
    spec: {},
    state: { is: 'waiting', reason: '' },
    lastState: undefined,
    restarts: 0,
    image: undefined,
    isStarted: false,
    isReady: false,
    ...STATES[state],
  };
};

describe('the phase of a pod', () => {
  const check = (policy: string, words: string, expected: string, isEnding = false) =>
    test(`${words} under ${policy}${isEnding ? ', ending' : ''}: ${expected}`, () => {
      const record = {
        containers: words.split(' ').map(container),
        startMs: 0,
        hostIP: '',
        podIP: undefined,
        isSandboxReady: true,
        failure: undefined,
        generation: 1,
        ephemeral: [],
      };
      expect(phaseOf(record, policy, isEnding)).toBe(expected);
    });

  check('Never', 'main:waiting', 'Pending');
  check('Never', 'main:running', 'Running');
  check('Never', 'main:good', 'Succeeded');
  check('Never', 'main:bad', 'Failed');
  check('Never', 'main:good main:running', 'Running');
  check('Never', 'main:bad main:running', 'Running');
  check('Never', 'main:good main:bad', 'Failed');
  check('Never', 'main:good main:waiting', 'Pending');
  check('OnFailure', 'main:bad', 'Running');
  check('OnFailure', 'main:looping', 'Running');
  check('OnFailure', 'main:good', 'Succeeded');
  check('OnFailure', 'main:bad', 'Failed', true);
  check('Always', 'main:good', 'Running');
  check('Always', 'main:good', 'Succeeded', true);
  check('Never', 'init:running main:waiting', 'Pending');
  check('Never', 'init:good main:waiting', 'Pending');
  check('Never', 'init:good main:running', 'Running');
  check('Never', 'init:bad main:waiting', 'Failed');
  check('OnFailure', 'init:bad main:waiting', 'Pending');
  check('OnFailure', 'init:looping main:waiting', 'Pending');
  check('Never', 'sidecar:running main:good', 'Succeeded');
  check('Never', 'sidecar:bad main:running', 'Running');
  check('Never', 'sidecar:waiting main:waiting', 'Pending');
});
