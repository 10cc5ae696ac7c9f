import { describe, test } from 'vitest';
import type { Job, KubeEvent, Pod } from '../../src/batch/objects.ts';
import { composeDescription } from '../../src/operations/describe/compose.ts';
import type { JobDescription, PodsRead, RowSelection, Unread } from '../../src/operations/describe-result.ts';
import { type DescribeView, renderDescription } from '../../src/views/describe.ts';
import type { Page } from '../../src/views/page.ts';
import { aCondition, aJob, anEvent, aPod, at, atMs } from '../support/builders.ts';
import { expectGolden } from '../support/golden.ts';

const WIDE: Page = { width: 120, colour: false, unicode: true };
const PLAIN: DescribeView = { maxWidth: undefined, grid: false, template: false, rows: false };

interface Case {
  readonly job: Job;
  readonly pods?: readonly Pod[];
  readonly events?: readonly KubeEvent[];
  readonly podsRead?: PodsRead;
  readonly unread?: readonly Unread[];
  /** Seconds of the tests' time line. */
  readonly seconds?: number;
  readonly rows?: RowSelection;
  readonly view?: Partial<DescribeView>;
  readonly page?: Page;
}

function described({
  job,
  pods = [],
  events = [],
  podsRead = 'not-succeeded',
  unread = [],
  seconds = 600,
  rows,
}: Case): JobDescription {
  return composeDescription({ job, pods, events, podsRead, unread, now: atMs(seconds) }, rows);
}

function screen(given: Case): Promise<string> {
  return renderDescription(described(given), given.page ?? WIDE, {
    ...PLAIN,
    rows: given.rows !== undefined,
    ...given.view,
  });
}

const forbiddenPods: Unread = {
  what: 'pods',
  namespace: 'film',
  forbidden: true,
  why: 'pods is forbidden: User "eve" cannot list resource "pods" in API group "" in the namespace "film"',
  remedy: 'kubectl auth can-i list pods -n film',
};
const forbiddenEvents: Unread = {
  what: 'events',
  namespace: 'film',
  forbidden: true,
  why: 'events is forbidden: User "eve" cannot list resource "events" in API group "" in the namespace "film"',
  remedy: 'kubectl auth can-i list events -n film',
};

const running = () =>
  aJob('render')
    .metadata({ namespace: 'film' })
    .status({ startTime: at(0) });
const container = {
  name: 'main',
  image: 'example.org/render:2',
  command: ['render'],
  args: ["it's", '--fast'],
  requests: { cpu: '500m', memory: '1Gi' },
  limits: { memory: '2Gi' },
  restartPolicy: undefined,
};

const SCREENS: Readonly<Record<string, () => Case>> = {
  'pods and events that may not be read': () => ({
    job: running().indexed(8).status({ active: 8, ready: 8, completedIndexes: '' }).build(),
    podsRead: 'unreadable',
    unread: [forbiddenPods, forbiddenEvents],
  }),
  'managed by another controller': () => ({
    job: aJob('remote').spec({ managedBy: 'kueue.x-k8s.io/multikueue' }).status({ startTime: undefined }).build(),
    podsRead: 'not-needed',
  }),
  'a work queue that runs': () => ({
    job: running().workQueue().parallelism(4).status({ active: 2, ready: 2, succeeded: 3 }).build(),
  }),
  'nothing to do': () => ({
    job: aJob('none')
      .completions(0)
      .status({
        startTime: at(0),
        completionTime: at(1),
        conditions: [aCondition('Complete', { lastTransitionTime: at(1) })],
      })
      .build(),
    podsRead: 'not-needed',
    seconds: 60,
  }),
  'a Job that is being deleted': () => ({
    job: running()
      .indexed(4)
      .metadata({ deletionTimestamp: at(540), finalizers: ['foregroundDeletion', 'example.org/archive'] })
      .status({ active: 1, ready: 1, terminating: 2, completedIndexes: '0', succeeded: 1 })
      .build(),
  }),
  'about to be removed': () => ({
    job: running()
      .spec({ ttlSecondsAfterFinished: 3600 })
      .status({
        succeeded: 1,
        completionTime: at(60),
        conditions: [aCondition('Complete', { lastTransitionTime: at(60) })],
      })
      .build(),
    podsRead: 'not-needed',
  }),
  'junk in status': () => ({
    job: running()
      .indexed(10)
      .status({ active: 1, ready: 0, completedIndexes: '0-2,x,7-5,99', failedIndexes: '2,3', succeeded: 3 })
      .junk({ path: 'status.ready', found: '"two"' }, { path: 'status.conditions[0]', found: 'a list' })
      .build(),
  }),
  'no active pods while it backs off, though some run': () => ({
    job: running().completions(3).status({ active: 0, failed: 1 }).build(),
    pods: [aPod('render-a').ofJob('render').running(5).build()],
  }),
  'indexes with retries of their own': () => ({
    job: running()
      .indexed(1800)
      .parallelism(64)
      .backoffLimitPerIndex(1, 10)
      .status({
        active: 64,
        ready: 62,
        terminating: 1,
        succeeded: 1212,
        failed: 5,
        completedIndexes: '0-1199,1203,1207-1217',
        failedIndexes: '1200-1202',
      })
      .build(),
    pods: [
      ...[1204, 1206].map((index) =>
        aPod(`render-${index}-x`)
          .ofJob('render')
          .index(index)
          .failureCount(0)
          .failed(137, 594, { reason: 'OOMKilled' })
          .build(),
      ),
      ...Array.from({ length: 64 }, (_, step) =>
        aPod(`render-${1218 + step}-x`)
          .ofJob('render')
          .index(1218 + step)
          .node('node1')
          .running(500)
          .build(),
      ),
    ],
  }),
  'a million completions, mapped': () => ({
    job: running()
      .indexed(1_000_000)
      .parallelism(1000)
      .backoffLimitPerIndex(0, 10_000)
      .status({
        active: 1000,
        ready: 1000,
        succeeded: 700_100,
        failed: 2,
        completedIndexes: '0-699999,700500-700599',
        failedIndexes: '700000,700001',
      })
      .build(),
    view: { grid: true },
  }),
  'a million completions, cut': () => ({
    job: running()
      .indexed(1_000_000)
      .status({ completedIndexes: Array.from({ length: 5000 }, (_, i) => i * 3).join(','), succeeded: 5000 })
      .build(),
    view: { maxWidth: 60 },
  }),
  'rows of a Job without indexes': () => ({
    job: running().build(),
    rows: { indexes: undefined, failed: false, running: false },
  }),
  'rows that were asked for, of which there is none': () => ({
    job: running().indexed(4).status({ active: 4, ready: 4 }).build(),
    rows: { indexes: undefined, failed: true, running: false },
  }),
  'rows of thousands of indexes without pods': () => ({
    job: running()
      .indexed(5000)
      .parallelism(2)
      .status({ completedIndexes: '0-2999', succeeded: 3000, active: 1, ready: 1 })
      .build(),
    pods: [aPod('render-3000-x').ofJob('render').index(3000).node('node1').running(500).build()],
    rows: { indexes: undefined, failed: false, running: false },
  }),
  'each attempt of the indexes that were chosen': () => ({
    job: running()
      .indexed(4)
      .backoffLimitPerIndex(3)
      .status({ active: 1, ready: 1, succeeded: 1, failed: 2, completedIndexes: '3', failedIndexes: '' })
      .build(),
    pods: [
      aPod('render-1-a').ofJob('render').index(1).node('node1').failed(1, 60).metadata({ finalizers: [] }).build(),
      aPod('render-1-b')
        .ofJob('render')
        .index(1)
        .node('node2')
        .created(70)
        .failureCount(1)
        .failed(137, 200)
        .metadata({ finalizers: [] })
        .build(),
      aPod('render-2-a').ofJob('render').index(2).node('node1').failed(1, 595).build(),
      aPod('render-1-c').ofJob('render').index(1).node('node2').created(220).failureCount(2).running(230).build(),
    ],
    podsRead: 'selected',
    rows: { indexes: [{ first: 1, last: 3 }], failed: false, running: false },
  }),
  'a script of many lines': () => ({
    job: running()
      .template({
        containers: [
          {
            ...container,
            command: ['bash', '-c', `set -e\n${'for f in *.exr; do\n\techo "$f"\ndone\n'.repeat(20)}`],
            args: [],
          },
        ],
      })
      .build(),
  }),
  'more causes than anybody reads': () => ({
    job: running().indexed(100).status({ failed: 50, active: 50, ready: 50 }).build(),
    pods: Array.from({ length: 50 }, (_, step) =>
      aPod(`render-${step}-x`)
        .ofJob('render')
        .index(step)
        .node(`node${step % 2}`)
        .failed(1 + Math.floor(step / 2), 300 + step, {
          message: step % 10 === 0 ? `worker ${step}: cannot open\nfile` : '',
        })
        .metadata({ finalizers: [] })
        .build(),
    ),
  }),
  'a crash loop': () => ({
    job: running().backoffLimit(4).template({ restartPolicy: 'OnFailure' }).status({ active: 1, ready: 0 }).build(),
    pods: [
      aPod('render-a')
        .ofJob('render')
        .node('node1')
        .with({ phase: 'Running' })
        .restarts(3)
        .container('main', {
          state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 40s restarting' },
          lastTerminated: {
            exitCode: 2,
            signal: undefined,
            reason: 'Error',
            message: '',
            startedAt: at(500),
            finishedAt: at(560),
          },
        })
        .build(),
    ],
  }),
  'pods on a lost node': () => ({
    job: running()
      .completions(4)
      .parallelism(2)
      .spec({ podReplacementPolicy: 'Failed' })
      .status({ terminating: 2 })
      .build(),
    pods: ['a', 'b'].map((name) =>
      aPod(`render-${name}`).ofJob('render').node('node9').running(5).deleting(120).build(),
    ),
  }),
  'a deadline that has passed, before the controller says so': () => ({
    job: running().parallelism(2).spec({ activeDeadlineSeconds: 590 }).status({ active: 2, ready: 2 }).build(),
    pods: ['a', 'b'].map((name) =>
      aPod(`render-${name}`).ofJob('render').node('node1').running(5).deleting(621).build(),
    ),
  }),
  'about to be suspended': () => ({ job: running().suspend().status({ active: 1, ready: 1 }).build() }),
  'wide characters and words without end': () => ({
    job: running()
      .metadata({ annotations: { team: 'データ基盤チーム' } })
      .status({
        active: 1,
        ready: 1,
        conditions: [aCondition('example.com/確認', { reason: 'Reason', message: 'とても長いメッセージ'.repeat(9) })],
      })
      .build(),
    events: [
      anEvent('Grund🚀', `sha256:${'0123456789abcdef'.repeat(6)}`, {
        involved: { kind: 'Job', name: 'render', uid: 'uid-of-render' },
      }),
    ],
    page: { width: 60, colour: false, unicode: true },
  }),
  'containers of every kind': () => ({
    job: running()
      .template({
        serviceAccountName: 'renderer',
        subdomain: 'peers',
        nodeSelector: { disk: 'ssd' },
        initContainers: [
          { ...container, name: 'fetch', command: [], args: [], requests: {}, limits: {} },
          { ...container, name: 'proxy', restartPolicy: 'Always' },
        ],
        containers: [container],
      })
      .metadata({
        annotations: { 'example.org/note': 'line 1\nline 2', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
        ownerReferences: [{ kind: 'CronJob', name: 'nightly', uid: 'u', controller: true }],
      })
      .build(),
  }),
  'pods that a quota refuses': () => ({
    job: running().completions(4).parallelism(4).status({ active: 0, ready: 0 }).build(),
    events: [
      anEvent(
        'FailedCreate',
        'Error creating: pods "render-x" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10',
        {
          type: 'Warning',
          count: 7,
          firstSeen: at(300),
          lastSeen: at(590),
          involved: { kind: 'Job', name: 'render', uid: 'uid-of-render' },
        },
      ),
    ],
  }),
};

describe('screens of what no recording shows', () => {
  test.each(Object.entries(SCREENS))('%s', async (name, given) => {
    expectGolden(`describe/case.${name.replaceAll(/[ ,]+/g, '-')}.txt`, await screen(given()));
  });
});
