/** A hundred drills, twenty at a time on the same nodes, each with something going wrong, the last twenty with pods whose scripts really run: in the end every node is as it was, or `restore` makes it so. */
import { expect, test } from 'vitest';
import { heldNodes, restoreNodes } from '../../../src/operations/drill/restore.ts';
import { type Random, seededRandom } from '../../../src/sandbox/random.ts';
import {
  aDrill,
  type Drilling,
  drilled,
  drilling,
  IGNORING,
  nodesOf,
  phaseOf,
  podsOf,
  sweepJob,
  until,
} from '../../support/drilling.ts';
import { type Fault, type FaultProxy, type Matching, startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { virtualTiming } from '../../support/virtual-timing.ts';

const BATCHES = 5;
const DRILLS = 20;

/** The batch whose pods run scripts on real kubelets. */
const REALLY_RUNNING = 4;

const template = {
  spec: {
    restartPolicy: 'Never',
    containers: [
      { name: 'main', image: 'bash:5', command: ['bash', '-c', "trap 'exit 143' TERM; tail -f /dev/null & wait"] },
    ],
  },
};

const REQUESTS: readonly Matching[] = [
  ({ path, method }) => method === 'GET' && path.includes('/nodes/'),
  ({ path, method }) => method === 'PATCH' && path.includes('/nodes/'),
  ({ path }) => path.endsWith('/eviction'),
  ({ path, query }) => path.endsWith('/pods') && query.get('watch') === 'true',
  ({ path, query }) => path.endsWith('/jobs') && query.get('watch') === 'true',
  ({ path, method }) => method === 'GET' && path.includes('/jobs/'),
];

const FAULTS: readonly Fault[] = [
  { kind: 'answer', code: 500 },
  { kind: 'answer', code: 429, reason: 'TooManyRequests' },
  { kind: 'answer', code: 409, reason: 'Conflict' },
  { kind: 'answer', code: 403, reason: 'Forbidden' },
  { kind: 'none', how: 'reset' },
  // The change is made, and nobody hears of it.
  { kind: 'cut', afterBytes: 0, how: 'reset' },
];

/** What goes wrong, at which update of the drill. */
type Trouble = (at: { readonly proxy: FaultProxy; readonly user: AbortController }) => unknown;

function someTrouble(random: Random): Trouble {
  const matching = pick(REQUESTS, random);
  const fault = pick(FAULTS, random);
  return pick<Trouble>(
    [
      ({ proxy }) => proxy.next(matching, fault),
      ({ proxy }) => proxy.next(matching, fault, pick(FAULTS, random)),
      ({ proxy }) => proxy.always(matching, fault),
      ({ user }) => user.abort(new Error('Ctrl-C')),
      ({ proxy, user }) => {
        proxy.next(matching, fault);
        user.abort(new Error('Ctrl-C'));
      },
      ({ proxy }) => proxy.goAway(),
    ],
    random,
  );
}

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random.next() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

async function troubledDrill(at: Drilling, name: string, random: Random): Promise<void> {
  const proxy = await startFaultProxy(at.sandbox);
  try {
    const client = await aCluster({ kubeconfig: proxy.kubeconfig }, virtualTiming());
    // What one may is asked in many requests at once, each on a connection of its own; nothing goes wrong with them here.
    const cluster = { ...client, access: async () => ({ allowed: true, reason: '' }) };
    const user = new AbortController();
    const trouble = someTrouble(random);
    const turn = Math.floor(random.next() * 6);
    if (turn === 0) await trouble({ proxy, user });
    let updates = 0;
    const seen = () => {
      updates += 1;
      return updates === turn ? trouble({ proxy, user }) : undefined;
    };
    const holder = { ...aDrill().holder, newId: () => name };
    const request = aDrill({ job: { name, namespace: 'default' }, timeoutMs: 500, undoMs: 250, holder });
    await drilled(cluster, request, { signal: user.signal, seen }).catch(() => {});
  } finally {
    await proxy.close();
  }
}

test.each(Array.from({ length: BATCHES }, (_, batch) => batch))('batch %i', async (batch) => {
  const random = seededRandom(1000 + batch);
  const acting = batch === REALLY_RUNNING ? 'kubelets' : { onStop: { code: 143, afterMs: 500 } };
  const at = await drilling(acting, { seed: batch });
  const names = Array.from({ length: DRILLS }, (_, i) => `sweep-${i}`);
  for (const name of names) at.sandbox.writer.create('jobs', sweepJob(name, { ...IGNORING, parallelism: 1, template }));
  await until(() => podsOf(at.sandbox).filter((pod) => phaseOf(pod) === 'Running').length === DRILLS);
  at.sandbox.writer.patch({ resource: 'nodes', name: 'node-2' }, { spec: { unschedulable: true } });
  const before = nodesOf(at.sandbox);
  await Promise.all(names.map((name) => troubledDrill(at, name, random)));
  // A request that nobody waits for any more may still arrive: then there is something to restore once more.
  await expect.poll(() => restored(at), { timeout: 30_000 }).toEqual(before);
});

/** The nodes, once everything has been restored that drills have left. */
async function restored(at: Drilling) {
  const left = await heldNodes(at.cluster, { names: [], force: false, isAlive: () => false }, aCall());
  for await (const { undo } of restoreNodes(at.cluster, left, { undoMs: 60_000, call: aCall() }))
    expect(undo?.kind).not.toBe('failed');
  return nodesOf(at.sandbox);
}
