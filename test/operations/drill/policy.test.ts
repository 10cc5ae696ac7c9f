/** Rehearsals in an embedded cluster whose pods really run: what each kind of rule does, and what is left. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { normaliseJob } from '../../../src/cluster/normalise.ts';
import type { Cluster } from '../../../src/cluster/port.ts';
import { type PolicyRequest, type PolicyResult, policyDrill } from '../../../src/operations/drill/policy.ts';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { withTimeEnough } from '../../support/drilling.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';

const exits = (action: string, ...values: readonly number[]) => ({ action, onExitCodes: { operator: 'In', values } });
const IGNORE = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };

async function rehearsed(
  spec: Readonly<Record<string, unknown>>,
  rest: Partial<PolicyRequest> = {},
  prepare: (sandbox: RunningCluster) => unknown = () => {},
  spoilt: (cluster: Cluster) => Partial<Cluster> = () => ({}),
) {
  const sandbox = await startCluster({ seed: 5, speed: 40 });
  onTestFinished(() => sandbox.close());
  prepare(sandbox);
  const whole = await aCluster({ kubeconfig: sandbox.kubeconfig });
  const cluster = { ...whole, ...spoilt(whole) };
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] } };
  const job = normaliseJob({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sweep' },
    spec: { template, ...spec },
  });
  const request: PolicyRequest = {
    job,
    rule: undefined,
    copies: { namespace: 'default', drill: 'test', image: 'busybox', inPlace: false },
    timeoutMs: 30_000,
    undoMs: 5000,
    atOnce: Number.POSITIVE_INFINITY,
    warnings: [],
    ...rest,
  };
  let result: PolicyResult | undefined;
  for await (const update of policyDrill(cluster, request, aCall()))
    if (update.kind === 'ended') result = update.result;
  if (!result) throw new Error('no result');
  expect(sandbox.store.list('jobs').objects).toEqual([]);
  return result;
}

function told({ rehearsals }: PolicyResult): readonly string[] {
  return rehearsals.map(({ rule, kind, observed }) => `${rule ?? 'none'} ${kind} ${observed?.kind ?? ''}`.trim());
}

describe('each rule does what it says', () => {
  const check = (name: string, spec: Readonly<Record<string, unknown>>, expected: readonly string[]) =>
    test(name, async () => expect(told(await rehearsed(spec))).toEqual(expected));
  const policy = (...rules: readonly object[]) => ({ podFailurePolicy: { rules } });
  const perIndex = { completionMode: 'Indexed', completions: 5, parallelism: 2 };

  check('of a Job', policy(exits('FailJob', 42), IGNORE, exits('Ignore', 7), exits('Count', 8)), [
    '0 as-expected job-failed',
    '1 as-expected ignored',
    '2 as-expected ignored',
    '3 as-expected counted',
    'none as-expected counted',
  ]);
  check('of a Job that takes no failure', { ...policy(IGNORE, exits('Count', 8)), backoffLimit: 0 }, [
    '0 as-expected ignored',
    '1 as-expected job-failed',
    'none as-expected job-failed',
  ]);
  check(
    'with indexes',
    { ...policy(exits('FailIndex', 42), exits('Count', 8), IGNORE), ...perIndex, backoffLimitPerIndex: 1 },
    ['0 as-expected index-failed', '1 as-expected counted', '2 as-expected ignored', 'none as-expected counted'],
  );
  check('with indexes that take no failure', { ...policy(exits('Count', 8)), ...perIndex, backoffLimitPerIndex: 0 }, [
    '0 as-expected index-failed',
    'none as-expected index-failed',
  ]);
  check(
    'where no index may fail',
    { ...policy(exits('FailIndex', 8)), ...perIndex, backoffLimitPerIndex: 3, maxFailedIndexes: 0 },
    ['0 as-expected job-failed', 'none as-expected counted'],
  );
  check(
    'where the Job as a whole takes no failure, whatever an index may',
    { ...policy(exits('Count', 8)), ...perIndex, backoffLimitPerIndex: 3, backoffLimit: 0 },
    ['0 as-expected job-failed', 'none as-expected job-failed'],
  );
  check(
    'by a condition that somebody sets',
    policy({ action: 'FailJob', onPodConditions: [{ type: 'Broken', status: 'True' }] }),
    ['0 as-expected job-failed', 'none as-expected counted'],
  );
  check('behind a rule about the codes of signals', policy(exits('FailJob', 137, 143), IGNORE), [
    '0 as-expected job-failed',
    '1 as-expected ignored',
    'none as-expected counted',
  ]);
});

test('containers are told apart, init containers too', async () => {
  const template = {
    spec: {
      restartPolicy: 'Never',
      initContainers: [{ name: 'prepare', image: 'x' }],
      containers: [
        { name: 'main', image: 'x' },
        { name: 'side', image: 'x' },
      ],
    },
  };
  const of = (containerName: string) => ({
    action: 'FailJob',
    onExitCodes: { containerName, operator: 'In', values: [42] },
  });
  const result = await rehearsed({ template, podFailurePolicy: { rules: [of('main'), of('side'), of('prepare')] } });
  expect(told(result)).toEqual([
    '0 as-expected job-failed',
    '1 as-expected job-failed',
    '2 as-expected job-failed',
    'none as-expected counted',
  ]);
});

test('one rule alone', async () => {
  const result = await rehearsed(
    { podFailurePolicy: { rules: [exits('FailJob', 42), exits('FailJob', 42)] } },
    { rule: 1 },
  );
  expect(told(result)).toEqual(['1 cannot-fire']);
  expect(result.findings).toMatchObject([{ rule: 1, kind: 'shadowed' }]);
});

test('what keeps a copy from failing is told when time is up', async () => {
  const quota = { metadata: { name: 'none', namespace: 'default' }, spec: { hard: { pods: '0' } } };
  const drill = (timeoutMs: number) =>
    rehearsed({ podFailurePolicy: { rules: [exits('FailJob', 42)] } }, { rule: 0, timeoutMs }, ({ writer }) =>
      writer.create('resourcequotas', quota),
    );
  const result = await withTimeEnough(drill, ({ rehearsals }) => rehearsals[0]?.message.includes('quota') ?? false);
  expect(result.rehearsals).toMatchObject([
    {
      kind: 'not-seen',
      message: expect.stringMatching(/^nothing happened in time: pods cannot be created: .*exceeded quota: none/),
    },
  ]);
});

describe('a request of which nobody heard the answer', () => {
  const check = (name: string, spoilt: (cluster: Cluster) => Partial<Cluster>) =>
    test(name, async () => {
      const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }];
      const result = await rehearsed({ podFailurePolicy: { rules } }, { rule: 0 }, () => {}, spoilt);
      expect(told(result)).toEqual(['0 as-expected ignored']);
    });

  check('made the copy', (cluster) => {
    const lose = once();
    const objects: Cluster['objects'] = (kind) => {
      const resource = cluster.objects(kind);
      return { ...resource, create: (...request) => lose(resource.create(...request)) };
    };
    return { objects };
  });
  check('evicted its pod', (cluster) => {
    const lose = once();
    return { evict: (...request) => lose(cluster.evict(...request)) };
  });
});

/** Loses the first answer. */
function once(): <T>(answer: Promise<T>) => Promise<T> {
  let isLost = false;
  return async (answer) => {
    const value = await answer;
    if (isLost) return value;
    isLost = true;
    throw new Error('read ECONNRESET');
  };
}
