import { describe, expect, test } from 'vitest';
import { attemptsOf } from '../../src/batch/attempts.ts';
import { printIndexes } from '../../src/batch/indexes.ts';
import type { KubeEvent } from '../../src/batch/objects.ts';
import { stuckReasons } from '../../src/batch/stuck.ts';
import { aContainer, aJob, anEvent, aPod, at, atMs, type JobBuilder, type PodBuilder } from '../support/builders.ts';

const NOW = 100;

interface Case {
  readonly job?: JobBuilder;
  readonly pods?: readonly PodBuilder[];
  readonly events?: readonly KubeEvent[];
}

function check(name: string, given: Case, expected: readonly string[]): void {
  test(name, () => {
    const job = (given.job ?? aJob('sweep').indexed(3).started(1)).build();
    const attempts = attemptsOf((given.pods ?? []).map((pod) => pod.build()));
    const reasons = stuckReasons(job, attempts, { events: given.events ?? [], now: atMs(NOW) });
    expect(
      reasons.map(({ kind, text, pods, indexes }) => [kind, text, pods.join(), printIndexes(indexes)].join(' | ')),
    ).toEqual(expected);
  });
}

const allRun = [0, 1, 2].map((index) => aPod(`p${index}`).index(index).node('n').running(5));

describe('what holds up the whole Job', () => {
  check('nothing: all its pods run', { pods: allRun }, []);
  check('nothing: it is over', { job: aJob('sweep').suspend().complete(50), pods: [aPod('p').unschedulable('x')] }, []);
  check('it is suspended', { job: aJob('sweep').suspend() }, [
    'suspended | suspended: it has no pods until it is resumed |  | ',
  ]);
  check('parallelism 0', { job: aJob('sweep').parallelism(0) }, [
    'no-parallelism | parallelism is 0: it gets no pods |  | ',
  ]);
  check('another controller', { job: aJob('sweep').suspend().spec({ managedBy: 'kueue.x-k8s.io/multikueue' }) }, [
    "managed-by | managed by kueue.x-k8s.io/multikueue: the cluster's own Job controller leaves it alone |  | ",
  ]);
  check(
    'not its own controller by name',
    { job: aJob('sweep').indexed(3).started(1).spec({ managedBy: 'kubernetes.io/job-controller' }), pods: allRun },
    [],
  );
  check(
    'a status that cannot be read tells nothing of its controller',
    {
      job: aJob('sweep').junk({ path: 'status.startTime', found: '"soon"' }),
    },
    [],
  );
  check('no controller at all', { job: aJob('sweep') }, [
    'no-pods | nothing has happened for 100s: is the Job controller running? |  | ',
  ]);
  check('a new Job has not been noticed yet', { job: aJob('sweep').created(NOW - 5) }, []);
});

describe('pods that cannot be created', () => {
  const refused = (message: string, seconds = 50) => [
    anEvent('FailedCreate', `Error creating: ${message}`, { type: 'Warning', lastSeen: at(seconds) }),
  ];
  const quota =
    'pods "sweep-0-" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3';
  const webhook = 'admission webhook "policy.example.com" denied the request: no team label';

  check('a quota', { events: refused(quota) }, [`quota | pods cannot be created: ${quota} |  | `]);
  check('a webhook', { events: refused(webhook) }, [`webhook | pods cannot be created: ${webhook} |  | `]);
  check('a service account', { events: refused('pods "sweep-" is forbidden: error looking up service account') }, [
    'forbidden | pods cannot be created: pods "sweep-" is forbidden: error looking up service account |  | ',
  ]);
  check('anything else', { events: refused('Timeout') }, ['create-failed | pods cannot be created: Timeout |  | ']);
  check('still, when a quota lets only some through', { pods: allRun.slice(0, 2), events: refused(quota) }, [
    `quota | pods cannot be created: ${quota} |  | `,
  ]);
  check(
    'no longer, once a newer pod came',
    { pods: [aPod('p').index(0).running().created(60)], events: refused(quota) },
    [],
  );
  check('no longer, with as many pods as it may have', { pods: allRun, events: refused(quota) }, []);
  check(
    'not, when the refused Job was another of this name',
    { events: refused(quota).map((event) => ({ ...event, involved: { ...event.involved, uid: 'old' } })) },
    [],
  );
});

describe('pods that do not start', () => {
  const noNode = '0/7 nodes are available: 2 Insufficient cpu, 5 node(s) were unschedulable.';
  const preemption = ' preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling.';

  check(
    'no node fits: once for all of them, without what preemption would not mend',
    {
      pods: [0, 2].map((index) =>
        aPod(`p${index}`)
          .index(index)
          .unschedulable(noNode + preemption),
      ),
    },
    [
      'unschedulable | cannot be scheduled: 0/7 nodes are available: 2 Insufficient cpu, 5 node(s) were unschedulable | p0,p2 | 0,2',
    ],
  );
  check(
    'scheduling gates',
    {
      pods: [
        aPod('p').condition('PodScheduled', {
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked',
        }),
      ],
    },
    ['scheduling-gated | held by scheduling gates: Scheduling is blocked | p | '],
  );
  check('a pod that waits for a node without complaint', { pods: [aPod('p')] }, []);
  check('a container that is being created', { pods: [aPod('p').node('n').waiting('ContainerCreating')] }, []);

  const job = () =>
    aJob('sweep')
      .started(1)
      .template({ containers: [aContainer('main', { image: 'nope:1' })] });
  const why = 'rpc error: code = NotFound desc = failed to pull and unpack image "nope:1": nope:1: not found';
  for (const [reason, message] of [
    ['ErrImagePull', why],
    ['ImagePullBackOff', `Back-off pulling image "nope:1": ErrImagePull: ${why}`],
  ] as const) {
    check(`an image, told alike for ${reason}`, { job: job(), pods: [aPod('p').node('n').waiting(reason, message)] }, [
      'image-pull | cannot pull image "nope:1" of container "main": nope:1: not found | p | ',
    ]);
  }
  check(
    'a missing Secret',
    { pods: [aPod('p').node('n').waiting('CreateContainerConfigError', 'secret "token" not found')] },
    ['config-error | CreateContainerConfigError in container "main": secret "token" not found | p | '],
  );
  check(
    'a volume, of which only an event tells',
    {
      pods: [aPod('p').node('n').waiting('ContainerCreating')],
      events: [
        anEvent('FailedMount', 'configmap "input" not found', {
          type: 'Warning',
          involved: { kind: 'Pod', name: 'p', uid: 'uid-of-p' },
        }),
      ],
    },
    ['volume | FailedMount: configmap "input" not found | p | '],
  );
  check(
    'a volume that was late is forgotten once the pod runs',
    {
      pods: allRun,
      events: [
        anEvent('FailedMount', 'x', { type: 'Warning', involved: { kind: 'Pod', name: 'p0', uid: 'uid-of-p0' } }),
      ],
    },
    [],
  );
});

describe('pods that run in circles, or do not end', () => {
  const before = { exitCode: 3, signal: undefined, reason: 'Error', message: '', startedAt: at(0), finishedAt: at(9) };
  const crashing = aPod('p')
    .index(1)
    .running(1)
    .restarts(4)
    .container('main', { state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: '' }, lastTerminated: before });
  check('a crash loop under OnFailure', { pods: [crashing] }, [
    'crash-loop | crash loop: exit code 3 in container "main", 4 restarts | p | 1',
  ]);
  check(
    'a pod within its grace period',
    {
      pods: [
        aPod('p')
          .node('n1')
          .running()
          .deleting(NOW + 5),
      ],
    },
    [],
  );
  check(
    'a pod of a lost node',
    {
      pods: [
        aPod('p')
          .index(2)
          .node('n1')
          .running()
          .deleting(NOW - 60),
      ],
    },
    ['terminating | still terminating 60s after its grace period on node n1, which may be lost | p | 2'],
  );
  check(
    'a pod of a lost node that holds up its replacement',
    {
      job: aJob('sweep').started(1).podFailurePolicy(),
      pods: [
        aPod('p')
          .node('n1')
          .running()
          .deleting(NOW - 60),
      ],
    },
    [
      'terminating | still terminating 60s after its grace period on node n1, which may be lost; it is not replaced before it ends | p | ',
    ],
  );
  check(
    'it is told as well while the Job fails',
    {
      job: aJob('sweep').condition('FailureTarget'),
      pods: [
        aPod('p')
          .running()
          .deleting(NOW - 60),
      ],
    },
    ['terminating | still terminating 60s after its grace period | p | '],
  );
});
