import { expect, test } from 'vitest';
import { pods } from '../../../../src/sandbox/api/tables/pods.ts';
import { aPod } from '../serving.ts';

const NOW = Date.parse('2026-11-21T18:00:00Z');
const running = { state: { running: {} }, ready: true, restartCount: 0, name: 'main' };
const waiting = (reason: string) => ({ state: { waiting: { reason } }, restartCount: 0 });
const ended = (terminated: object) => ({ state: { terminated }, restartCount: 0 });
const restarted = { ...running, restartCount: 3, lastState: { terminated: { finishedAt: '2026-11-21T17:59:55Z' } } };
const initSpec = [{ name: 'input' }, { name: 'more' }];
const sidecarSpec = [{ name: 'proxy', restartPolicy: 'Always' }];

/** name, spec, status, deleted → READY STATUS RESTARTS */
const check: readonly (readonly [string, object, object, boolean, string])[] = [
  ['is Pending before anything is known', {}, { phase: 'Pending' }, false, '0/1 Pending 0'],
  [
    'is held by a scheduling gate',
    {},
    { phase: 'Pending', conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated' }] },
    false,
    '0/1 SchedulingGated 0',
  ],
  [
    'creates its container',
    {},
    { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] },
    false,
    '0/1 ContainerCreating 0',
  ],
  [
    'cannot pull its image',
    {},
    { phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] },
    false,
    '0/1 ErrImagePull 0',
  ],
  ['runs', {}, { phase: 'Running', containerStatuses: [running] }, false, '1/1 Running 0'],
  [
    'has completed',
    {},
    { phase: 'Succeeded', containerStatuses: [ended({ exitCode: 0, reason: 'Completed' })] },
    false,
    '0/1 Completed 0',
  ],
  [
    'has failed',
    {},
    { phase: 'Failed', containerStatuses: [ended({ exitCode: 1, reason: 'Error' })] },
    false,
    '0/1 Error 0',
  ],
  [
    'was killed for memory',
    {},
    { phase: 'Failed', containerStatuses: [ended({ exitCode: 137, reason: 'OOMKilled' })] },
    false,
    '0/1 OOMKilled 0',
  ],
  [
    'ended with an exit code and no reason',
    {},
    { phase: 'Failed', containerStatuses: [ended({ exitCode: 2 })] },
    false,
    '0/1 ExitCode:2 0',
  ],
  [
    'ended by a signal and no reason',
    {},
    { phase: 'Failed', containerStatuses: [ended({ exitCode: 137, signal: 9 })] },
    false,
    '0/1 Signal:9 0',
  ],
  ['was evicted', {}, { phase: 'Failed', reason: 'Evicted' }, false, '0/1 Evicted 0'],
  [
    'was restarted a moment ago',
    {},
    { phase: 'Running', containerStatuses: [restarted] },
    false,
    '1/1 Running 3 (5s ago)',
  ],
  ['is terminating', {}, { phase: 'Running', containerStatuses: [running] }, true, '1/1 Terminating 0'],
  [
    'is deleted after its end',
    {},
    { phase: 'Failed', containerStatuses: [ended({ exitCode: 1, reason: 'Error' })] },
    true,
    '0/1 Error 0',
  ],
  ['is on a lost node', {}, { phase: 'Running', reason: 'NodeLost' }, true, '0/1 Unknown 0'],
  [
    'runs its first init container',
    { initContainers: initSpec },
    {
      phase: 'Pending',
      initContainerStatuses: [{ name: 'input', state: { running: {} } }],
      containerStatuses: [waiting('PodInitializing')],
    },
    false,
    '0/1 Init:0/2 0',
  ],
  [
    'waits for its second init container',
    { initContainers: initSpec },
    { phase: 'Pending', initContainerStatuses: [ended({ exitCode: 0 }), waiting('PodInitializing')] },
    false,
    '0/1 Init:1/2 0',
  ],
  [
    'cannot pull an init image',
    { initContainers: initSpec },
    { phase: 'Pending', initContainerStatuses: [waiting('ImagePullBackOff')] },
    false,
    '0/1 Init:ImagePullBackOff 0',
  ],
  [
    'failed in an init container',
    { initContainers: initSpec },
    { phase: 'Failed', initContainerStatuses: [ended({ exitCode: 1, reason: 'Error' })] },
    false,
    '0/1 Init:Error 0',
  ],
  [
    'failed in an init container without a reason',
    { initContainers: initSpec },
    { phase: 'Failed', initContainerStatuses: [ended({ exitCode: 3 })] },
    false,
    '0/1 Init:ExitCode:3 0',
  ],
  [
    'is past its init containers',
    { initContainers: initSpec },
    {
      phase: 'Pending',
      initContainerStatuses: [ended({ exitCode: 0 }), ended({ exitCode: 0 })],
      containerStatuses: [waiting('PodInitializing')],
    },
    false,
    '0/1 PodInitializing 0',
  ],
  [
    'counts a sidecar that runs',
    { initContainers: sidecarSpec },
    {
      phase: 'Running',
      initContainerStatuses: [{ name: 'proxy', started: true, ready: true, restartCount: 2, state: { running: {} } }],
      containerStatuses: [running],
    },
    false,
    '2/2 Running 2',
  ],
  [
    'has one container done and one running',
    { containers: [{}, {}] },
    {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [ended({ exitCode: 0, reason: 'Completed' }), running],
    },
    false,
    '1/2 Running 0',
  ],
  [
    'has one done, one running and is not ready',
    { containers: [{}, {}] },
    { phase: 'Running', containerStatuses: [ended({ exitCode: 0, reason: 'Completed' }), running] },
    false,
    '1/2 NotReady 0',
  ],
];

test.each(check)('a pod that %s', (_name, spec, status, deleted, expected) => {
  const pod = aPod('p');
  const metadata = deleted ? { ...pod.metadata, deletionTimestamp: '2026-11-21T18:00:30Z' } : pod.metadata;
  const cells = pods.cells({ ...pod, metadata, spec: { ...Object(pod.spec), ...spec }, status }, NOW);
  expect(cells.slice(1, 4).join(' ')).toBe(expected);
});

test('wide columns show addresses, nodes and gates', () => {
  const status = { podIPs: [{ ip: '10.0.0.1' }], nominatedNodeName: 'n2', conditions: [{ type: 'x', status: 'True' }] };
  const spec = { containers: [{}], readinessGates: [{ conditionType: 'x' }, { conditionType: 'y' }] };
  expect(pods.cells({ metadata: { name: 'p' }, spec, status }, NOW).slice(4)).toEqual([
    '<unknown>',
    '10.0.0.1',
    '<none>',
    'n2',
    '1/2',
  ]);
});
