/** What a scenario says goes wrong does so when its time comes on the cluster's clock, not before, and not once the cluster has ended. */
import { expect, test } from 'vitest';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { readScenario } from '../../../src/sandbox/scenario/read-scenario.ts';

const SCENARIO = `
faults:
- {at: 3m, kind: node-back, node: node-1}
- {at: 1m, kind: node-lost, node: node-1}
- {at: 1m, kind: node-lost, node: node-2, for: 30s}
- {at: 2m, kind: answer, code: 429, verb: list, resource: jobs, retryAfterSeconds: 1, times: 3}
- {at: 2m, kind: slow, by: 5ms, verb: get}
- {at: 4m, kind: watch-cut}
- {at: 4m, kind: clock-jump, by: -1h}
- {at: 4m, kind: node-lost, node: node-1}
`;

const begin = (text = SCENARIO) => {
  const { faults } = readScenario(text);
  return startCluster({ nodes: 2, speed: 0, controllers: () => [], faults });
};

/** What is wrong once so much time has passed, and all that was awaited in it has come. */
async function after(cluster: RunningCluster, ms: number) {
  cluster.faults.add({ kind: 'clock-jump', byMs: ms });
  const passed = Promise.withResolvers<void>();
  cluster.clock.at(cluster.clock.now(), () => passed.resolve());
  await passed.promise;
  const lost = ['node-1', 'node-2'].filter((node) => cluster.nodeHealth.isLost(node));
  return { lost, active: cluster.faults.active };
}

const LISTS = { kind: 'answer', code: 429, verb: 'list', resource: 'jobs', retryAfterSeconds: 1, times: 3, left: 3 };
const READS = { kind: 'slow', byMs: 5, verb: 'get' };

test('each when its time comes, in whatever order they are written', async () => {
  await using cluster = await begin();
  expect(await after(cluster, 59_000)).toEqual({ lost: [], active: [] });
  expect(await after(cluster, 1000)).toEqual({ lost: ['node-1', 'node-2'], active: [] });
  expect(await after(cluster, 30_000)).toEqual({ lost: ['node-1'], active: [] });
  expect(await after(cluster, 30_000)).toEqual({ lost: ['node-1'], active: [LISTS, READS] });
  expect(await after(cluster, 60_000)).toEqual({ lost: [], active: [LISTS, READS] });
});

test('a clock that is set back puts off what is still to come', async () => {
  await using cluster = await begin();
  const begun = cluster.clock.now();
  cluster.faults.add({ kind: 'clock-jump', byMs: 240_000 });
  await expect.poll(() => cluster.clock.now() - begun).toBe(240_000 - 3_600_000);
  expect((await after(cluster, 0)).lost).not.toContain('node-1');
  expect((await after(cluster, 3_600_000)).lost).toContain('node-1');
});

test('a node that has been deleted meanwhile is not missed', async () => {
  await using cluster = await begin();
  cluster.store.remove('nodes', undefined, 'node-1');
  expect(await after(cluster, 60_000)).toEqual({ lost: ['node-2'], active: [] });
});

test('a node that was never there is told before anything starts', async () => {
  await expect(begin('faults: [{at: 1s, kind: away, for: 1s}, {kind: node-lost, node: node-9}]')).rejects.toMatchObject(
    {
      problems: ['faults[1].node: there is no node "node-9": there are node-1, node-2'],
    },
  );
});

test('nothing goes wrong any more with a cluster that has ended', async () => {
  const cluster = await begin();
  await cluster.close();
  expect(await after(cluster, 120_000)).toEqual({ lost: [], active: [] });
});
