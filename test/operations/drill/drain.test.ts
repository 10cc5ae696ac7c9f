/** What drills say of an embedded cluster whose pods end as each test has them end. */
import { describe, expect, test } from 'vitest';
import { planDrain } from '../../../src/operations/drill/drain/plan.ts';
import type { DrainRequest, DrillResult } from '../../../src/operations/drill/drain/request.ts';
import type { Acting } from '../../support/acting-kubelet.ts';
import {
  aDrill,
  drilled,
  drilling,
  IGNORING,
  nodesOf,
  phaseOf,
  podsOf,
  runningJob,
  sweepJob,
  until,
  withTimeEnough,
} from '../../support/drilling.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { virtualTiming } from '../../support/virtual-timing.ts';

const HEEDS: Acting = { onStop: { code: 143, afterMs: 500 } };
const IGNORES: Acting = { onStop: { code: 0, afterMs: 60_000 } };
const STOPS_WELL: Acting = { onStop: { code: 0, afterMs: 500 } };
const FINISHES: Acting = { onStop: { code: 0, afterMs: 20_000 } };

const ANY = aDrill().wish;

interface Case {
  readonly acting: Acting;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly request?: Partial<DrainRequest>;
}

async function verdictOf({ acting, spec, request }: Case) {
  const at = await drilling(acting);
  await runningJob(at, spec);
  const before = nodesOf(at.sandbox);
  const [result] = await drilled(at.cluster, aDrill(request));
  expect(nodesOf(at.sandbox)).toEqual(before);
  if (!result) throw new Error('no result');
  return result;
}

describe('the verdict', () => {
  const check = (name: string, one: Case, expected: object) =>
    test(name, async () => {
      const { verdict } = await verdictOf(one);
      expect(verdict).toMatchObject(expected);
    });

  check(
    'held',
    { acting: HEEDS, spec: { ...IGNORING, backoffLimit: 0 } },
    {
      kind: 'held',
      rule: { action: 'Ignore', rule: 0 },
      replacement: { hasStarted: true },
    },
  );
  check(
    'held, though it ignores the signal',
    { acting: IGNORES, spec: { ...IGNORING, backoffLimit: 0 } },
    { kind: 'held' },
  );
  check('counted', { acting: HEEDS, spec: {} }, { kind: 'counted', of: 'job', retriesLeft: 5 });
  check(
    'counted by index',
    { acting: HEEDS, spec: { completionMode: 'Indexed', backoffLimitPerIndex: 2 } },
    {
      kind: 'counted',
      of: 'index',
      retriesLeft: 1,
    },
  );
  check(
    'the Job failed',
    { acting: HEEDS, spec: { backoffLimit: 0 } },
    {
      kind: 'job-failed',
      end: { reason: 'BackoffLimitExceeded' },
    },
  );
  check(
    'the index failed',
    { acting: HEEDS, spec: { completionMode: 'Indexed', backoffLimitPerIndex: 0 } },
    { kind: 'index-failed' },
  );
  check(
    'cut short',
    { acting: STOPS_WELL, spec: { ...IGNORING } },
    { kind: 'counted-as-success', how: 'stopped-early' },
  );
  check(
    'finished in the grace period',
    { acting: FINISHES, spec: { ...IGNORING } },
    { kind: 'counted-as-success', how: 'finished' },
  );
  check(
    'a plain deletion is no disruption',
    { acting: HEEDS, spec: { ...IGNORING }, request: { disableEviction: true } },
    {
      kind: 'counted',
      rule: { action: 'Default' },
    },
  );
  check('evict only', { acting: HEEDS, spec: { ...IGNORING }, request: { scope: 'evict-only' } }, { kind: 'held' });
  check('the whole node', { acting: HEEDS, spec: { ...IGNORING }, request: { scope: 'whole-node' } }, { kind: 'held' });
});

describe('when time is up, it is named', () => {
  const check = (name: string, drillFor: (timeoutMs: number) => Promise<DrillResult | undefined>, expected: object) =>
    test(name, async () => {
      const isSeen = (result: DrillResult | undefined) => !isTimedOut(result) && result?.endedBy === 'timeout';
      expect(await withTimeEnough(drillFor, isSeen)).toMatchObject({ endedBy: 'timeout', ...expected });
    });

  check('that a quota keeps the replacement away', refusedByQuota, {
    verdict: { kind: 'no-replacement', why: 'quota' },
    victims: [{ advice: [{ isMutable: true, manifest: { spec: { parallelism: 1 } } }] }],
  });
  check('that no node has room for it', takenByNoNode, { verdict: { kind: 'no-replacement', why: 'unschedulable' } });
  check('which budget forbids the eviction', forbiddenByBudget, {
    plan: { budgets: [{ name: 'keep', namespace: 'default', text: 'it needs 2 healthy pods and has 2 currently' }] },
    verdict: {
      kind: 'inconclusive',
      why: 'not-evicted',
      text: "Cannot evict pod as it would violate the pod's disruption budget.",
    },
  });
});

/** There was no time to see anything. */
function isTimedOut(result: DrillResult | undefined): boolean {
  const verdict = result?.verdict;
  return (
    (verdict?.kind === 'inconclusive' && verdict.why === 'timed-out') ||
    (verdict?.kind === 'no-replacement' && (verdict.why === 'unknown' || verdict.why === 'pod-replacement-policy'))
  );
}

async function refusedByQuota(timeoutMs: number): Promise<DrillResult | undefined> {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  const metadata = { name: 'few', namespace: 'default' };
  at.sandbox.writer.create('resourcequotas', { metadata, spec: { hard: { pods: '0' } } });
  return (await drilled(at.cluster, aDrill({ timeoutMs })))[0];
}

async function takenByNoNode(timeoutMs: number): Promise<DrillResult | undefined> {
  const at = await drilling(HEEDS, { nodes: 1 });
  await runningJob(at, { ...IGNORING, parallelism: 1 });
  const [result] = await drilled(at.cluster, aDrill({ timeoutMs }));
  expect(nodesOf(at.sandbox)).toEqual([{ name: 'node-1', cordoned: false, mark: undefined }]);
  return result;
}

async function forbiddenByBudget(timeoutMs: number): Promise<DrillResult | undefined> {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  const metadata = { name: 'keep', namespace: 'default' };
  const selector = { matchLabels: { 'job-name': 'sweep' } };
  at.sandbox.writer.create('poddisruptionbudgets', { metadata, spec: { minAvailable: 2, selector } });
  await until(() => at.sandbox.store.get('poddisruptionbudgets', 'default', 'keep')?.status !== undefined);
  return (await drilled(at.cluster, aDrill({ timeoutMs })))[0];
}

describe('before anything is changed', () => {
  const check = (
    name: string,
    spec: Readonly<Record<string, unknown>>,
    request: Partial<DrainRequest>,
    expected: RegExp,
  ) =>
    test(name, async () => {
      const at = await drilling(HEEDS);
      await runningJob(at, spec);
      const before = at.sandbox.store.list('nodes').revision;
      const planned = await planDrain(at.cluster, aDrill(request), aCall());
      expect(planned.kind === 'refused' ? planned.refusal.reason : '').toMatch(expected);
      expect(at.sandbox.store.list('nodes').revision).toBe(before);
    });
  const emptyDir = {
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'x' }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    },
  };
  check(
    'an index without a pod',
    { completionMode: 'Indexed' },
    { wish: { ...ANY, index: 3 } },
    /^the Job has no pod of index 3$/,
  );
  check('a pod that is not there', {}, { wish: { ...ANY, pod: 'x' } }, /^the Job has no pod x$/);
  check(
    'local storage on a whole node',
    emptyDir,
    { scope: 'whole-node' },
    /local storage \(use --delete-emptydir-data to override\): default\/sweep-/,
  );
});

test('two drills on one node do not undo each other', async () => {
  const at = await drilling(IGNORES, { nodes: 2 });
  await runningJob(at, { ...IGNORING, parallelism: 4 });
  const node = podsOf(at.sandbox).map(({ spec }) => String(Object(spec).nodeName))[0];
  const held: number[] = [];
  const drill = (id: string) => {
    const holder = { ...aDrill().holder, newId: () => id };
    const wish = { ...ANY, node };
    return drilled(at.cluster, aDrill({ wish, holder }), {
      seen: () => {
        const mark = nodesOf(at.sandbox).find(({ name }) => name === node);
        if (mark?.mark !== undefined) held.push(JSON.parse(mark.mark).drills.length);
        if (mark?.mark !== undefined) expect(mark.cordoned).toBe(true);
      },
    });
  };
  await Promise.all([drill('a'), drill('b')]);
  expect(held.length).toBeGreaterThan(0);
  expect(nodesOf(at.sandbox).every(({ cordoned, mark }) => !cordoned && mark === undefined)).toBe(true);
});

test('a node that somebody had cordoned stays so', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  const node = String(Object(podsOf(at.sandbox)[0]?.spec).nodeName);
  at.sandbox.writer.patch({ resource: 'nodes', name: node }, { spec: { unschedulable: true } });
  const [result] = await drilled(at.cluster, aDrill({ wish: { ...ANY, node } }));
  expect(result?.undo).toEqual({ kind: 'left-cordoned', why: 'before' });
  expect(nodesOf(at.sandbox).find(({ name }) => name === node)).toEqual({
    name: node,
    cordoned: true,
    mark: undefined,
  });
});

test('--repeat drills again, each time with a pod that runs then', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  const results = await drilled(at.cluster, aDrill({ repeat: 3 }));
  expect(results.map(({ verdict }) => verdict.kind)).toEqual(['held', 'held', 'held']);
  expect(new Set(results.map(({ plan }) => plan.chosen.metadata.uid)).size).toBe(3);
});

test('--until-complete tells how the Job ended', async () => {
  const at = await drilling((pod) => {
    const isLate = Date.parse(pod.metadata.creationTimestamp ?? '') > at0 + 5000;
    return { ...HEEDS, ...(isLate ? { byItself: { code: 0, afterMs: 20_000 } } : {}) };
  });
  const at0 = at.sandbox.clock.now();
  await runningJob(at, { ...IGNORING, parallelism: 1, completions: 1 });
  const [result] = await drilled(at.cluster, aDrill({ untilComplete: true }));
  expect(result?.jobEnd).toMatchObject({ outcome: 'complete' });
});

test('a cluster that is away for a while is waited for, and the drill goes on', async () => {
  const at = await drilling(HEEDS);
  await runningJob(at, IGNORING);
  await using proxy = await startFaultProxy(at.sandbox);
  const cluster = await aCluster({ kubeconfig: proxy.kubeconfig }, virtualTiming());
  const told: string[] = [];
  const [result] = await drilled(cluster, aDrill(), {
    seen: async (update) => {
      told.push(update.kind);
      if (update.kind !== 'step' || update.step.text !== 'evicted') return;
      await proxy.goAway();
      setTimeout(() => proxy.comeBack(), 50);
    },
  });
  expect(result?.verdict).toMatchObject({ kind: 'held' });
  expect(told).toEqual(expect.arrayContaining(['interrupted', 'restored']));
  expect(nodesOf(at.sandbox).every(({ cordoned, mark }) => !cordoned && mark === undefined)).toBe(true);
});

test('a whole node is drained of everybody, and only the pods of the Job are judged', async () => {
  const at = await drilling(HEEDS, { nodes: 2 });
  at.sandbox.writer.create('jobs', sweepJob('other', { ...IGNORING, parallelism: 4 }));
  await runningJob(at, IGNORING);
  await until(() => podsOf(at.sandbox).filter((pod) => phaseOf(pod) === 'Running').length === 6);
  const [result] = await drilled(at.cluster, aDrill({ scope: 'whole-node' }));
  if (!result) throw new Error('no result');
  const { plan, victims, verdict, timeline } = result;
  const judged = victims.map(({ last }) => last.metadata.name);
  const others = plan.others.map(({ name }) => name);
  expect(judged.every((name) => name.startsWith('sweep-'))).toBe(true);
  expect(others.length > 0 && others.every((name) => name.startsWith('other-'))).toBe(true);
  expect(verdict.kind).toBe('held');
  const evicted = timeline.filter(({ text }) => text === 'evicted').map(({ subject }) => subject);
  expect(evicted.toSorted()).toEqual([...judged, ...others].map((name) => `pod/${name}`).sort());
});
