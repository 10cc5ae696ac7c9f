/**
 * The real kubectl on pods that the recordings of real clusters do not show. What it must print follows from Kubernetes' own rules
 * (pkg/printers/internalversion/printers.go `printPod`, pkg/kubelet/kubelet_pods.go `validateContainerLogStatus`); the moment is held still, so that ages are exact.
 */
import { timeAt } from '../../support/record.ts';
import { condition, containerStatus, running, Scenario, terminated, waits } from '../../support/scenario.ts';
import { checkMoments } from '../../support/scenario-moments.ts';

const GET = 'get jobs,pods --no-headers';
const uninitialized = condition('Initialized', 'False', { reason: 'ContainersNotInitialized' });
const initialized = condition('Initialized', 'True');
const ready = condition('Ready', 'True');

const restarting = (restartCount: number, state: object, last: readonly [number, number]) =>
  containerStatus('main', { ...state }, { restartCount, lastState: terminated(1, last) });
checkMoments(
  'restartPolicy OnFailure, up to the back-off limit',
  new Scenario('n')
    .job(2, 'flaky', { spec: { backoffLimit: 1 }, status: { active: 1 } })
    .pod(2, ['flaky', 'p'], { status: { phase: 'Running', containerStatuses: [containerStatus('main', running(2))] } })
    .put(9, 'pods', {
      metadata: { name: 'p' },
      status: { phase: 'Running', containerStatuses: [restarting(1, waits('CrashLoopBackOff'), [4, 8])] },
    })
    .put(20, 'pods', {
      metadata: { name: 'p' },
      status: { phase: 'Running', containerStatuses: [restarting(2, running(20), [10, 12])] },
    })
    .put(21, 'jobs', {
      metadata: { name: 'flaky' },
      status: { startTime: timeAt(2), conditions: [condition('FailureTarget', 'True')] },
    })
    .put(21, 'pods', { metadata: { name: 'p', deletionTimestamp: timeAt(51) } }),
  [
    [9, GET, ['job.batch/flaky Running 0/1 7s 7s', 'pod/p 0/1 CrashLoopBackOff 1 (1s ago) 7s']],
    [20, GET, ['job.batch/flaky Running 0/1 18s 18s', 'pod/p 1/1 Running 2 (8s ago) 18s']],
    [21, GET, ['job.batch/flaky FailureTarget 0/1 19s 19s', 'pod/p 1/1 Terminating 2 (9s ago) 19s']],
    [9, 'logs p', ['unable to retrieve container logs for containerd://ended-8']],
    [9, 'logs p --previous', ['unable to retrieve container logs for containerd://ended-8']],
    [21, 'logs p', ['third']],
    [21, 'logs p --previous', ['unable to retrieve container logs for containerd://ended-12']],
    [
      4,
      'logs p --previous',
      ['Error from server (BadRequest): previous terminated container "main" in pod "p" not found'],
    ],
  ],
  `== pod/p\n[pod/p/main] ${timeAt(20)} third\n`,
);

const sidecar = { name: 'proxy', image: 'envoy', restartPolicy: 'Always' };
const restartedSidecar = containerStatus('proxy', running(5), { restartCount: 1, lastState: terminated(1, [3, 5]) });
checkMoments(
  'a sidecar beside two containers',
  new Scenario('n')
    .job(2, 'side', { status: { active: 1 } })
    .pod(2, ['side', 'p'], {
      spec: { initContainers: [{ name: 'setup' }, sidecar], containers: [{ name: 'main' }, { name: 'tail' }] },
      status: {
        phase: 'Pending',
        conditions: [uninitialized],
        initContainerStatuses: [containerStatus('setup', running(2))],
      },
    })
    .put(4, 'pods', {
      metadata: { name: 'p' },
      status: {
        phase: 'Pending',
        conditions: [uninitialized],
        initContainerStatuses: [
          containerStatus('setup', terminated(0, [2, 3])),
          containerStatus('proxy', running(4), { started: false, ready: false }),
        ],
      },
    })
    .put(6, 'pods', {
      metadata: { name: 'p' },
      status: {
        phase: 'Running',
        conditions: [initialized, ready],
        initContainerStatuses: [containerStatus('setup', terminated(0, [2, 3])), restartedSidecar],
        containerStatuses: [containerStatus('main', running(6)), containerStatus('tail', running(6))],
      },
    })
    .put(9, 'pods', {
      metadata: { name: 'p' },
      status: {
        phase: 'Running',
        conditions: [initialized],
        initContainerStatuses: [containerStatus('setup', terminated(0, [2, 3])), restartedSidecar],
        containerStatuses: [containerStatus('main', terminated(0, [6, 9])), containerStatus('tail', running(6))],
      },
    })
    .put(10, 'pods', {
      metadata: { name: 'p' },
      status: {
        phase: 'Failed',
        conditions: [initialized],
        initContainerStatuses: [
          containerStatus('setup', terminated(0, [2, 3])),
          containerStatus('proxy', terminated(137, [5, 10])),
        ],
        containerStatuses: [
          containerStatus('main', terminated(0, [6, 9])),
          containerStatus('tail', terminated(3, [6, 10])),
        ],
      },
    }),
  [
    [2, 'get pods --no-headers', ['p 0/3 Init:0/2 0 0s']],
    [4, 'get pods --no-headers', ['p 0/3 Init:1/2 0 2s']],
    [6, 'get pods --no-headers', ['p 3/3 Running 1 (1s ago) 4s']],
    [9, 'get pods --no-headers', ['p 2/3 NotReady 1 (4s ago) 7s']],
    [10, 'get pods --no-headers', ['p 0/3 Completed 0 8s']],
    [10, 'logs p -c tail', ['tailing']],
    [10, 'logs p', ['Defaulted container "main" out of: main, tail, setup (init), proxy (init)'].toSorted()],
    [
      10,
      'get --raw /api/v1/namespaces/n/pods/p/log',
      [
        'Error from server (BadRequest): a container name must be specified for pod p, choose one of: [setup proxy main tail]',
      ],
    ],
  ],
  `== pod/p\n[pod/p/tail] ${timeAt(9)} tailing\n`,
);

const crashed = containerStatus('fetch', waits('CrashLoopBackOff'), {
  restartCount: 1,
  lastState: terminated(2, [5, 7]),
});
checkMoments(
  'an init container that fails',
  new Scenario('n')
    .job(2, 'init')
    .pod(2, ['init', 'p'], {
      spec: { initContainers: [{ name: 'fetch' }], containers: [{ name: 'main' }] },
      status: {
        phase: 'Pending',
        conditions: [uninitialized],
        initContainerStatuses: [containerStatus('fetch', terminated(2, [2, 2]))],
        containerStatuses: [containerStatus('main', waits('PodInitializing'))],
      },
    })
    .put(8, 'pods', {
      metadata: { name: 'p' },
      status: {
        phase: 'Pending',
        conditions: [uninitialized],
        initContainerStatuses: [crashed],
        containerStatuses: [containerStatus('main', waits('PodInitializing'))],
      },
    }),
  [
    [4, 'get pods --no-headers', ['p 0/1 Init:Error 0 2s']],
    [8, 'get pods --no-headers', ['p 0/1 Init:CrashLoopBackOff 1 (1s ago) 6s']],
    [8, 'logs p -c fetch', ['cannot fetch']],
    [
      8,
      'logs p -c main',
      ['Error from server (BadRequest): container "main" in pod "p" is waiting to start: PodInitializing'],
    ],
  ],
  `== pod/p\n[pod/p/fetch] ${timeAt(6)} cannot fetch\n` +
    'Error from server (BadRequest): container "main" in pod "p" is waiting to start: PodInitializing\n',
);
