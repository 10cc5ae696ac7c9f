import { describe, expect, test } from 'vitest';
import { composeDescription, type JobFacts } from '../../../src/operations/describe/compose.ts';
import { commandLine } from '../../../src/views/shell.ts';
import { aJob, anEvent, aPod, at, atMs, type JobBuilder, type PodBuilder } from '../../support/builders.ts';
import { describedAt } from '../../support/recorded-job.ts';

/** recording and moment → the commands, most useful first. */
const STEPS: readonly (readonly [
  name: string,
  recording: string,
  seconds: number | 'end',
  commands: readonly string[],
])[] = [
  ['a Job that failed: the logs of what failed last', 'oom', 'end', ['kubectl logs oom-7pb4t -n oom']],
  [
    'failed indexes: their logs, then a line each',
    'per-index',
    'end',
    ['kubectl logs per-index-5-z5ndm -n per-index', 'kubectl job describe per-index -n per-index --indexes --failed'],
  ],
  [
    'a failed pod that is gone: events',
    'evict-unprotected',
    'end',
    ['kubectl get events -n evict-unprotected --field-selector involvedObject.kind=Pod'],
  ],
  ['pods that are gone because the Job failed: nothing to look at', 'deadline', 'end', []],
  [
    'a stuck pod: its own description',
    'unschedulable',
    'end',
    ['kubectl describe pod unschedulable-vtrct -n unschedulable'],
  ],
  [
    'a suspended Job: how to resume it',
    'rerun-seeded',
    15,
    [`kubectl patch job rerun-seeded -n rerun-seeded --type=merge -p '{"spec":{"suspend":false}}'`],
  ],
  ['a running Job without trouble: watch it', 'indexed', 30, ['kubectl job describe indexed-job -n indexed -w']],
  ['a Job that completed: what it said', 'pi', 'end', ['kubectl job logs pi -n pi']],
];

describe('what to type next, as recorded', () => {
  test.each(STEPS)('%s', (_, recording, seconds, commands) => {
    expect(describedAt(recording, seconds).nextSteps.map(({ command }) => commandLine(command))).toEqual(commands);
  });
});

describe('what to type next', () => {
  interface Scene extends Partial<Pick<JobFacts, 'events' | 'watching'>> {
    readonly job: JobBuilder;
    readonly pods?: readonly PodBuilder[];
  }
  const check = (name: string, { job, pods = [], events = [], watching = false }: Scene, expected: readonly string[]) =>
    test(name, () => {
      const facts = { podsRead: 'not-succeeded', events, unread: [], now: atMs(600), watching } as const;
      const { nextSteps } = composeDescription(
        { ...facts, job: job.build(), pods: pods.map((pod) => pod.ofJob('sweep').build()) },
        undefined,
      );
      expect(nextSteps.map(({ command }) => commandLine(command))).toEqual(expected);
    });
  const job = () => aJob('sweep').started(0).active(1, 0);
  const ended = { exitCode: 2, signal: undefined, reason: 'Error', message: '', startedAt: at(1), finishedAt: at(500) };
  const waiting = { kind: 'waiting', reason: 'CrashLoopBackOff', message: '' } as const;

  check('a pod on a lost node: the node', { job: job(), pods: [aPod('a').node('node9').running(5).deleting(60)] }, [
    'kubectl describe node node9',
    'kubectl logs a -n default',
  ]);
  check(
    'a crash loop: what its container said before, once',
    {
      job: job(),
      pods: [aPod('a').node('n').restarts(3).container('main', { state: waiting, lastTerminated: ended })],
    },
    ['kubectl logs a -n default'],
  );
  const withInit = (extra = job()) => {
    const { template } = extra.build().spec;
    return extra.template({
      initContainers: template.containers.map((container) => ({ ...container, name: 'fetch' })),
    });
  };
  const initializing = { kind: 'waiting', reason: 'PodInitializing', message: '' } as const;
  check(
    'a crash loop of an init container: what that said',
    {
      job: withInit(),
      pods: [
        aPod('a')
          .node('n')
          .restarts(1)
          .initContainer('fetch', { state: waiting, lastTerminated: ended })
          .container('main', { state: initializing }),
      ],
    },
    ['kubectl logs a -c fetch -n default'],
  );
  check(
    'an init container that failed: what that said',
    {
      job: withInit(job().active(0).failedPods(1)),
      pods: [
        aPod('a')
          .failed(1)
          .initContainer('fetch', { state: { kind: 'terminated', ...ended } })
          .container('main', { state: initializing }),
      ],
    },
    ['kubectl logs a -c fetch -n default', 'kubectl job describe sweep -n default -w'],
  );
  check(
    'a quota: what is used up',
    { job: job().active(0), events: [anEvent('FailedCreate', 'exceeded quota: team', { lastSeen: at(599) })] },
    ['kubectl describe quota -n default'],
  );
  check('parallelism 0', { job: job().active(0).parallelism(0) }, [
    `kubectl patch job sweep -n default --type=merge -p '{"spec":{"parallelism":1}}'`,
  ]);
  check('a controller that does not act', { job: aJob('sweep') }, ['kubectl get pods -n kube-system']);
  check(
    'backing off: what failed, and watch',
    { job: job().active(0).failedPods(1), pods: [aPod('a').failed(1, 595)] },
    ['kubectl logs a -n default', 'kubectl job describe sweep -n default -w'],
  );
  check('many pods that succeeded: their last lines', { job: aJob('sweep').started(0).succeeded(500).complete(9) }, [
    'kubectl job logs sweep -n default --tail-total 100',
  ]);
  check('to somebody who watches, no watch', { job: job(), pods: [aPod('a').running(5)], watching: true }, []);
  check(
    'a name that a shell would run is quoted',
    { job: job().metadata({ namespace: '$(reboot)' }), pods: [aPod('a').running(5)] },
    [`kubectl job describe sweep -n '$(reboot)' -w`],
  );
});
