/** A node is held and let go of, whatever becomes of requests and answers, and whoever else lays hands on it. */
import { describe, expect, test } from 'vitest';
import type { DrillMark } from '../../../src/batch/drain/node-mark.ts';
import type { Cluster } from '../../../src/cluster/port.ts';
import { DrillHold } from '../../../src/operations/drill/drain/drill-hold.ts';
import { planDrain } from '../../../src/operations/drill/drain/plan.ts';
import { heldNodes, restoreNodes } from '../../../src/operations/drill/restore.ts';
import { drainResultText } from '../../../src/views/drill/drain-result.ts';
import { heldText, restoredText } from '../../../src/views/drill/restore.ts';
import { aDrill, type Drilling, drilled, drilling, IGNORING, nodesOf, runningJob } from '../../support/drilling.ts';
import { type Matching, startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { virtualTiming } from '../../support/virtual-timing.ts';

const PIPE = { width: undefined, colour: false, unicode: true };

const MARK: DrillMark = {
  id: 'a',
  job: 'film/render',
  since: '2026-11-21T12:00:00Z',
  until: '2100-01-01T00:00:00Z',
  host: 'desk',
  pid: 7,
};
const FREE = { name: 'node-1', cordoned: false, mark: undefined };
const CORDONED = { ...FREE, cordoned: true };

const isPatch: Matching = ({ method }) => method === 'PATCH';

/** A cluster without a Job, of one node, `cordoned` by somebody or not. */
async function aNode({ cordoned = false } = {}): Promise<Drilling> {
  const at = await drilling({ onStop: { code: 143, afterMs: 500 } }, { nodes: 1 });
  if (cordoned) change(at, { spec: { unschedulable: true } });
  return at;
}

function change({ sandbox }: Drilling, patch: Readonly<Record<string, unknown>>): void {
  sandbox.writer.patch({ resource: 'nodes', name: 'node-1' }, patch);
}

function annotate(at: Drilling, text: string | null): void {
  change(at, { metadata: { annotations: { 'kubectl-job/drill': text } } });
}

function aHold(cluster: Cluster, undoMs = 60_000): DrillHold {
  return new DrillHold({ cluster, node: 'node-1', mark: MARK, undoMs });
}

const nodeOf = ({ sandbox }: Drilling) => nodesOf(sandbox)[0];

/** A cluster that resets the connection of the first patch, and carries it out when it is told to. */
function withLatePatch(cluster: Cluster): { readonly cluster: Cluster; readonly arrive: () => Promise<unknown> } {
  let late: (() => Promise<unknown>) | undefined;
  const objects: Cluster['objects'] = (kind) => {
    const resource = cluster.objects(kind);
    const patch: typeof resource.patch = async (...request) => {
      if (late) return resource.patch(...request);
      late = () => resource.patch(...request);
      throw new Error('read ECONNRESET');
    };
    return { ...resource, patch };
  };
  return { cluster: { ...cluster, objects }, arrive: async () => late?.() };
}

describe('a request to hold the node', () => {
  test.each([false, true])('of which nobody heard the answer is undone (cordoned before: %s)', async (cordoned) => {
    const at = await aNode({ cordoned });
    await using proxy = await startFaultProxy(at.sandbox);
    const hold = aHold(await aCluster({ kubeconfig: proxy.kubeconfig }));
    proxy.next(isPatch, { kind: 'cut', afterBytes: 0, how: 'reset' });
    await expect(hold.take()).rejects.toThrow();
    expect(await hold.letGo()).toMatchObject({ kind: cordoned ? 'left-cordoned' : 'uncordoned' });
    expect(nodeOf(at)).toEqual(cordoned ? CORDONED : FREE);
  });

  test.each([false, true])('that arrives after we have gone comes too late (cordoned before: %s)', async (cordoned) => {
    const at = await aNode({ cordoned });
    const { cluster, arrive } = withLatePatch(at.cluster);
    const hold = aHold(cluster);
    await expect(hold.take()).rejects.toThrow('ECONNRESET');
    expect(await hold.letGo()).toEqual({ kind: 'untouched' });
    await expect(arrive()).rejects.toMatchObject({ code: 409 });
    expect(nodeOf(at)).toEqual(cordoned ? CORDONED : FREE);
  });

  test('that is refused, or never sent, leaves nothing to undo: nobody is asked', async () => {
    const at = await aNode();
    await using proxy = await startFaultProxy(at.sandbox);
    const refused = aHold(await aCluster({ kubeconfig: proxy.kubeconfig }));
    proxy.next(isPatch, { kind: 'answer', code: 403, reason: 'Forbidden' });
    await expect(refused.take()).rejects.toMatchObject({ code: 403 });
    const unsent = aHold(await aCluster({ kubeconfig: proxy.kubeconfig }));
    await proxy.goAway();
    await expect(unsent.take()).rejects.toThrow();
    const asked = proxy.requests.length;
    expect(await Promise.all([refused.letGo(), unsent.letGo()])).toEqual([
      { kind: 'untouched' },
      { kind: 'untouched' },
    ]);
    expect(proxy.requests).toHaveLength(asked);
  });
});

describe('letting go', () => {
  test.each([false, true])('is done once, though nobody heard the answer (cordoned before: %s)', async (cordoned) => {
    const at = await aNode({ cordoned });
    await using proxy = await startFaultProxy(at.sandbox);
    const hold = aHold(await aCluster({ kubeconfig: proxy.kubeconfig }, virtualTiming()));
    expect(await hold.take()).toEqual({ wasCordoned: cordoned, unschedulable: cordoned });
    proxy.next(isPatch, { kind: 'cut', afterBytes: 0, how: 'reset' });
    const expected = cordoned ? { kind: 'left-cordoned', why: 'before' } : { kind: 'uncordoned' };
    expect(await Promise.all([hold.letGo(), hold.letGo()])).toEqual([expected, expected]);
    expect(nodeOf(at)).toEqual(cordoned ? CORDONED : FREE);
  });

  test('leaves a node alone that somebody has uncordoned, or restored', async () => {
    const at = await aNode();
    const hold = aHold(at.cluster);
    await hold.take();
    annotate(at, null);
    change(at, { spec: { unschedulable: null } });
    expect(await hold.letGo()).toEqual({ kind: 'uncordoned' });
  });

  test('does not uncordon a node without its mark: somebody has taken it over, and is told', async () => {
    const at = await aNode();
    const hold = aHold(at.cluster);
    await hold.take();
    annotate(at, null);
    expect(await hold.letGo()).toEqual({
      kind: 'failed',
      message: 'somebody has taken off its annotation kubectl-job/drill, and may want it cordoned',
      command: ['kubectl', 'uncordon', 'node-1'],
    });
    expect(nodeOf(at)).toEqual(CORDONED);
  });

  test('nor one whose mark is spoilt: restore takes that off', async () => {
    const at = await aNode();
    const hold = aHold(at.cluster);
    await hold.take();
    annotate(at, 'do not touch');
    expect(await hold.letGo()).toMatchObject({
      kind: 'failed',
      command: ['kubectl', 'job', 'drill', 'restore', 'node-1', '--force'],
    });
    expect(nodeOf(at)).toEqual({ ...CORDONED, mark: 'do not touch' });
  });

  test('of a node that is gone is nothing', async () => {
    const at = await aNode();
    const hold = aHold(at.cluster);
    await hold.take();
    at.sandbox.writer.remove({ resource: 'nodes', name: 'node-1' });
    expect(await hold.letGo()).toEqual({ kind: 'untouched' });
  });
});

describe('an annotation that no drill has written', () => {
  const spoilt = async (options: { readonly cordoned: boolean }) => {
    const at = await aNode(options);
    annotate(at, '{"drills":[]}');
    return at;
  };
  const found = (at: Drilling, force: boolean) =>
    heldNodes(at.cluster, { names: [], force, isAlive: () => undefined }, aCall());

  test('keeps a drill away', async () => {
    const at = await aNode();
    await runningJob(at, IGNORING);
    annotate(at, '[]');
    const planned = await planDrain(at.cluster, aDrill(), aCall());
    expect(planned).toMatchObject({
      kind: 'refused',
      refusal: {
        reason:
          'node "node-1" has an annotation kubectl-job/drill that no drill has written: whether one holds it cannot be told',
      },
    });
    expect(await planDrain(at.cluster, aDrill({ scope: 'evict-only' }), aCall())).toMatchObject({ kind: 'plan' });
  });

  test.each([false, true])('is told by restore, and taken off by force alone (cordoned: %s)', async (cordoned) => {
    const at = await spoilt({ cordoned });
    const told: string[] = [];
    for (const force of [false, true]) {
      const held = await found(at, force);
      told.push(heldText(held));
      for await (const one of restoreNodes(at.cluster, held, { undoMs: 60_000, call: aCall() }))
        told.push(`${nodeOf(at)?.mark ?? 'no mark'}: ${restoredText(one)}`);
    }
    const isSpoilt = `node/node-1 ${cordoned ? 'is cordoned, and ' : ''}has an annotation kubectl-job/drill that no drill has written; this takes it off: kubectl job drill restore node-1 --force\n`;
    const restored = cordoned
      ? 'stays cordoned: nobody knows whether it was before; kubectl uncordon node-1 makes it schedulable'
      : 'uncordoned';
    expect(told).toEqual([isSpoilt, `{"drills":[]}: ${isSpoilt}`, isSpoilt, `no mark: node/node-1 ${restored}\n`]);
    expect(nodeOf(at)).toEqual(cordoned ? CORDONED : FREE);
  });
});

test('a drill that could not let go of its node is the last of its series, and tells how to', async () => {
  const at = await drilling({ onStop: { code: 143, afterMs: 500 } });
  await runningJob(at, IGNORING);
  const told: string[] = [];
  const results = await drilled(at.cluster, aDrill({ repeat: 3 }), {
    seen: (update) => {
      told.push(update.kind);
      if (update.kind !== 'step' || update.step.text !== 'evicted') return;
      const node = nodesOf(at.sandbox).find(({ mark }) => mark !== undefined)?.name ?? '';
      at.sandbox.writer.patch(
        { resource: 'nodes', name: node },
        { metadata: { annotations: { 'kubectl-job/drill': null } } },
      );
    },
  });
  expect(results.map(({ verdict, undo }) => [verdict.kind, undo.kind])).toEqual([['held', 'failed']]);
  expect(told.filter((kind) => kind === 'not-undone' || kind === 'stopped')).toEqual(['not-undone', 'stopped']);
});

test('letting go that takes long is told, with the command for whoever does not wait', async () => {
  const at = await drilling({ onStop: { code: 143, afterMs: 500 } });
  await runningJob(at, IGNORING);
  await using proxy = await startFaultProxy(at.sandbox);
  const user = new AbortController();
  const told: string[] = [];
  const results = await drilled(await aCluster({ kubeconfig: proxy.kubeconfig }), aDrill({ undoMs: 60_000 }), {
    signal: user.signal,
    seen: async (update) => {
      if (update.kind === 'letting-go') told.push(update.command.join(' '));
      if (update.kind === 'letting-go') return proxy.comeBack();
      if (update.kind !== 'step' || update.step.text !== 'evicted') return;
      await proxy.goAway();
      user.abort(new Error('Ctrl-C'));
    },
  });
  expect(results).toMatchObject([{ endedBy: 'interrupted', undo: { kind: 'uncordoned' } }]);
  expect(told).toEqual([expect.stringMatching(/^kubectl job drill restore node-\d$/)]);
});

describe('a node that another drill holds', () => {
  const heldBy = async (until: string) => {
    const at = await drilling({ onStop: { code: 143, afterMs: 500 } }, { nodes: 2 });
    await runningJob(at, IGNORING);
    await new DrillHold({ cluster: at.cluster, node: 'node-1', mark: { ...MARK, until }, undoMs: 60_000 }).take();
    const request = aDrill({ wish: { ...aDrill().wish, node: 'node-1' } });
    const planned = await planDrain(at.cluster, request, aCall());
    const [result] = await drilled(at.cluster, request);
    return { planned, result, nodes: nodesOf(at.sandbox) };
  };
  const stillHeld = { cordoned: true, mark: expect.stringContaining('"id":"a"') };

  test('that may still be at work is told before, and uncordoned by the last', async () => {
    const { planned, result, nodes } = await heldBy('2100-01-01T00:00:00Z');
    expect(planned).toMatchObject({ plan: { isCordoned: false, alsoHeldBy: [{ id: 'a' }], leftovers: [] } });
    expect(result?.undo).toEqual({ kind: 'left-cordoned', why: 'other-drill' });
    expect(nodes[0]).toMatchObject(stillHeld);
  });

  test('that is gone is left to restore, of which the plan and the result tell', async () => {
    const { planned, result, nodes } = await heldBy('2020-01-01T00:00:00Z');
    expect(planned).toMatchObject({ plan: { isCordoned: false, alsoHeldBy: [], leftovers: [{ node: 'node-1' }] } });
    expect(result && (await drainResultText(result, PIPE))).toContain(
      '\n  node node-1 stays cordoned: a drill that is gone has left it so; kubectl job drill restore node-1 undoes it\n',
    );
    expect(nodes[0]).toMatchObject(stillHeld);
  });
});
