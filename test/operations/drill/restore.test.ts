/** What drills that are gone have left, and what becomes of it. */
import { describe, expect, test } from 'vitest';
import { type DrillMark, takeHold } from '../../../src/batch/drain/node-mark.ts';
import { heldNodes, restoreNodes } from '../../../src/operations/drill/restore.ts';
import { type Drilling, drilling, nodesOf } from '../../support/drilling.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';

const NEVER = '2020-01-01T00:00:00Z';
const ALWAYS = '2100-01-01T00:00:00Z';

function mark(id: string, until: string): DrillMark {
  return { id, job: 'film/render', since: NEVER, until, host: 'desk', pid: 7 };
}

/** The node as drills have left it. */
function leave(
  { sandbox }: Drilling,
  name: string,
  { cordoned = false, marks }: { readonly cordoned?: boolean; readonly marks: readonly DrillMark[] },
) {
  const ref = { resource: 'nodes', name };
  if (cordoned) sandbox.writer.patch(ref, { spec: { unschedulable: true } });
  for (const one of marks) {
    const node = nodesOf(sandbox).find((found) => found.name === name);
    const held = { name, unschedulable: node?.cordoned ?? false, annotation: node?.mark };
    const annotations = { 'kubectl-job/drill': takeHold(held, one).annotation };
    sandbox.writer.patch(ref, { metadata: { annotations }, spec: { unschedulable: true } });
  }
}

async function restored(
  at: Drilling,
  { names = [] as readonly string[], force = false, alive = undefined as boolean | undefined } = {},
) {
  const held = await heldNodes(at.cluster, { names, force, isAlive: () => alive }, aCall());
  const undone: string[] = [];
  for await (const { node, undo } of restoreNodes(at.cluster, held, { undoMs: 60_000, call: aCall() })) {
    undone.push(`${node} ${undo?.kind ?? 'left alone'}`);
  }
  return undone;
}

async function threeNodes(): Promise<Drilling> {
  return drilling({ onStop: { code: 0, afterMs: 0 } });
}

describe('restore', () => {
  test('finds what is left, and nothing else', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', NEVER)] });
    leave(at, 'node-2', { cordoned: true, marks: [mark('b', NEVER), mark('c', NEVER)] });
    expect(await restored(at)).toEqual(['node-1 uncordoned', 'node-2 left-cordoned']);
    expect(nodesOf(at.sandbox)).toEqual([
      { name: 'node-1', cordoned: false, mark: undefined },
      { name: 'node-2', cordoned: true, mark: undefined },
      { name: 'node-3', cordoned: false, mark: undefined },
    ]);
  });

  test('leaves drills alone that may still be at work, unless it is forced', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', ALWAYS)] });
    expect(await restored(at)).toEqual(['node-1 left alone']);
    expect(nodesOf(at.sandbox)[0]?.cordoned).toBe(true);
    expect(await restored(at, { force: true })).toEqual(['node-1 uncordoned']);
  });

  test('leaves the node to the drill that still holds it', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', NEVER), mark('b', ALWAYS)] });
    expect(await restored(at)).toEqual(['node-1 left-cordoned']);
    expect(nodesOf(at.sandbox)[0]).toMatchObject({ cordoned: true, mark: expect.stringContaining('"id":"b"') });
  });

  test('goes by the process, on the machine where it ran', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', ALWAYS)] });
    expect(await restored(at, { alive: true })).toEqual(['node-1 left alone']);
    expect(await restored(at, { alive: false })).toEqual(['node-1 uncordoned']);
  });

  test('takes nodes by name; one that is not there is told', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', NEVER)] });
    leave(at, 'node-2', { marks: [mark('b', NEVER)] });
    expect(await restored(at, { names: ['node-2'] })).toEqual(['node-2 uncordoned']);
    await expect(restored(at, { names: ['node-9'] })).rejects.toMatchObject({ code: 404 });
  });

  test('asks again when somebody else was faster, and when the server is busy', async () => {
    const at = await threeNodes();
    leave(at, 'node-1', { marks: [mark('a', NEVER)] });
    await using proxy = await startFaultProxy(at.sandbox);
    const isPatch = ({ method }: { readonly method: string }) => method === 'PATCH';
    proxy.next(isPatch, { kind: 'answer', code: 409, reason: 'Conflict' }, { kind: 'answer', code: 500 });
    const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
    expect(await restored({ ...at, cluster })).toEqual(['node-1 uncordoned']);
    expect(proxy.requests.filter(isPatch)).toHaveLength(3);
  });
});
