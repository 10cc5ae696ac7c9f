/**
 * The real kubectl on nodes, Jobs, CronJobs and what else there is that the recordings of real clusters do not show. What it must print follows from Kubernetes' own rules
 * (pkg/printers/internalversion/printers.go); the moment is held still, so that ages are exact.
 */
import { timeAt } from '../../support/record.ts';
import { condition, containerStatus, running, Scenario, terminated, waits } from '../../support/scenario.ts';
import { checkMoments } from '../../support/scenario-moments.ts';

const GET = 'get jobs,pods --no-headers';
const scheduled = condition('PodScheduled', 'True');
const ready = condition('Ready', 'True');

const lost = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' };
const dial =
  'Get "https://10.0.0.1:10250/containerLogs/n/p/main": dial tcp 10.0.0.1:10250: connect: connection refused';
checkMoments(
  'nodes: one is lost, one is cordoned',
  new Scenario('n')
    .put(1, 'nodes', { metadata: { name: 'node1' }, spec: {}, status: { conditions: [ready] } })
    .put(1, 'nodes', { metadata: { name: 'node2' }, spec: {}, status: { conditions: [ready] } })
    .job(2, 'lost')
    .pod(2, ['lost', 'p'], {
      status: { phase: 'Running', conditions: [ready], containerStatuses: [containerStatus('main', running(2))] },
    })
    .put(5, 'nodes', { metadata: { name: 'node2' }, spec: { unschedulable: true } })
    .put(6, 'nodes', { metadata: { name: 'node1' }, status: { conditions: [lost] } })
    .put(7, 'pods', { metadata: { name: 'p', deletionTimestamp: timeAt(37) } }),
  [
    [4, 'get nodes --no-headers', ['node1 Ready <none> 3s', 'node2 Ready <none> 3s']],
    [7, 'get nodes --no-headers', ['node1 NotReady <none> 6s', 'node2 Ready,SchedulingDisabled <none> 6s']],
    [7, 'get pods --no-headers', ['p 1/1 Terminating 0 5s']],
    [7, 'get nodes --field-selector spec.unschedulable=true -o name', ['node/node2']],
    [7, 'get pods --field-selector spec.nodeName=node1,status.phase!=Succeeded -o name', ['pod/p']],
    [7, 'logs p', [`Error from server: ${dial}`]],
    [6, 'logs p', []],
  ],
  `== pod/p\nError from server: ${dial}\n`,
);

const gate = { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' };
const pending = (name: string, reason: string) => ({
  phase: 'Pending',
  conditions: [scheduled],
  containerStatuses: [containerStatus(name, waits(reason))],
});
checkMoments(
  'pods that do not start, and Jobs without any',
  new Scenario('n')
    .job(2, 'held', {
      spec: { suspend: true, completions: 5 },
      status: { startTime: undefined, conditions: [condition('Suspended', 'True')] },
    })
    .job(2, 'queue', { spec: { completions: undefined, parallelism: 3 }, status: { succeeded: 2 } })
    .pod(2, ['held', 'gated'], { spec: { nodeName: undefined }, status: { conditions: [gate] } })
    .pod(2, ['held', 'nominated'], { spec: { nodeName: undefined }, status: { nominatedNodeName: 'node9' } })
    .pod(2, ['held', 'config'], { status: pending('main', 'CreateContainerConfigError') })
    .pod(2, ['held', 'pull'], { status: pending('main', 'ImagePullBackOff') })
    .pod(2, ['held', 'evicted'], { status: { phase: 'Failed', reason: 'Evicted' } }),
  [
    [3, 'get jobs --no-headers', ['held Suspended 0/5 1s', 'queue Running 2/1 of 3 1s 1s']],
    [
      3,
      'get pods -o wide --no-headers',
      [
        'config 0/1 CreateContainerConfigError 0 1s <none> node1 <none> <none>',
        'evicted 0/1 Evicted 0 1s <none> node1 <none> <none>',
        'gated 0/1 SchedulingGated 0 1s <none> <none> <none> <none>',
        'nominated 0/1 Pending 0 1s <none> <none> node9 <none>',
        'pull 0/1 ImagePullBackOff 0 1s <none> node1 <none> <none>',
      ],
    ],
    [3, 'logs gated', []],
    [
      3,
      'logs pull',
      [
        'Error from server (BadRequest): container "main" in pod "pull" is waiting to start: trying and failing to pull image',
      ],
    ],
    [
      3,
      'logs config',
      [
        'Error from server (BadRequest): container "main" in pod "config" is waiting to start: CreateContainerConfigError',
      ],
    ],
    [3, 'logs evicted', ['Error from server (BadRequest): container "main" in pod "evicted" is not available']],
  ],
);

checkMoments(
  'deletion: in the foreground, and with the pods left',
  new Scenario('n')
    .job(2, 'fg', { metadata: { finalizers: ['foregroundDeletion'] } })
    .job(2, 'orphaning')
    .pod(2, ['orphaning', 'left'], {
      status: { phase: 'Succeeded', containerStatuses: [containerStatus('main', terminated(0, [2, 2]))] },
    })
    .put(4, 'jobs', { metadata: { name: 'fg', deletionTimestamp: timeAt(4) } })
    .delete(5, 'jobs', 'orphaning')
    .put(5, 'pods', { metadata: { name: 'left', ownerReferences: [] } }),
  [
    [4, 'get jobs --no-headers', ['fg Terminating 0/1 2s 2s', 'orphaning Running 0/1 2s 2s']],
    [5, GET, ['job.batch/fg Terminating 0/1 3s 3s', 'pod/left 0/1 Completed 0 3s']],
    [5, 'get job orphaning', ['Error from server (NotFound): jobs.batch "orphaning" not found']],
    [5, 'wait --for=delete job/orphaning --timeout=2s', []],
    [5, 'get pod left -o jsonpath={.metadata.resourceVersion},{.metadata.ownerReferences}', ['90006,[]']],
  ],
);

const hello = { template: { spec: { containers: [{ name: 'hello', image: 'busybox' }] } } };
const cron = (name: string, spec: object, status: object) => ({
  kind: 'CronJob',
  apiVersion: 'batch/v1',
  metadata: { name, namespace: 'n', uid: name },
  spec: { schedule: '*/1 * * * *', suspend: false, jobTemplate: { spec: hello }, ...spec },
  status,
});
checkMoments(
  'CronJobs',
  new Scenario('n')
    .put(
      2,
      'cronjobs',
      cron('forbid', { timeZone: 'Europe/Berlin' }, { active: [{ name: 'forbid-1' }], lastScheduleTime: timeAt(0) }),
    )
    .put(2, 'cronjobs', cron('off', { suspend: true }, {}))
    .job(3, 'forbid-1', {
      metadata: { ownerReferences: [{ kind: 'CronJob', name: 'forbid', uid: 'forbid', controller: true }] },
    }),
  [
    [
      62,
      'get cronjobs --no-headers',
      ['forbid */1 * * * * Europe/Berlin False 1 62s 60s', 'off */1 * * * * <none> True 0 <none> 60s'],
    ],
    [62, 'get cj off -o wide --no-headers', ['off */1 * * * * <none> True 0 <none> 60s hello busybox <none>']],
    [62, 'get all -o name', ['cronjob.batch/forbid', 'cronjob.batch/off', 'job.batch/forbid-1']],
  ],
);

const workload = { kind: 'Workload', apiVersion: 'kueue.x-k8s.io/v1beta1', metadata: { name: 'w', namespace: 'n' } };
checkMoments(
  'resources of other kinds, some of which only a list told of',
  new Scenario('n')
    .job(2, 'j')
    .put(2, 'configmaps', { metadata: { name: 'settings', namespace: 'n' }, data: { a: '1', b: '2' } })
    .put(2, 'workloads', { ...workload, spec: { queueName: 'q' } })
    .put(2, 'leases', { metadata: { name: 'node1', namespace: 'kube-node-lease' }, spec: { holderIdentity: 'node1' } }),
  [
    [3, 'get cm --no-headers', ['settings 2 1s']],
    [3, 'get workloads', ['NAME AGE', 'w 1s']],
    [
      3,
      'get workloads.kueue.x-k8s.io w -o jsonpath={.apiVersion},{.kind},{.spec.queueName}',
      ['kueue.x-k8s.io/v1beta1,Workload,q'],
    ],
    [3, 'get leases -A --no-headers', ['kube-node-lease node1 node1 1s']],
    [3, 'api-resources --no-headers -o name --api-group=kueue.x-k8s.io', ['workloads.kueue.x-k8s.io']],
    [3, 'get ns -o name', ['namespace/default', 'namespace/kube-node-lease', 'namespace/n']],
    [3, 'get secrets', ['error: the server doesn\'t have a resource type "secrets"']],
    [
      3,
      'explain job',
      [
        'Error from server (InternalError): an error on the server ("the embedded cluster does not simulate GET /openapi/v2") has prevented the request from succeeding',
      ],
    ],
  ],
);
