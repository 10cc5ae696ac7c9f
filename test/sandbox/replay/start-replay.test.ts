import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ReplayOptions, startReplay } from '../../../src/sandbox/replay/start-replay.ts';
import { BEGIN, timeAt } from '../../support/record.ts';

/** Two namespaces; the first object in one is no Job. The last log line is later than the last event. */
const EVENTS = [
  { at: 0, resource: 'nodes', type: 'ADDED', object: { metadata: { name: 'node1' } } },
  {
    at: 1,
    resource: 'pods',
    type: 'ADDED',
    object: { metadata: { name: 'x', namespace: 'other', creationTimestamp: timeAt(1) } },
  },
  { at: 2, resource: 'jobs', type: 'ADDED', object: { metadata: { name: 'j', namespace: 'mine' } } },
];
const LOGS = `== pod/x\n[pod/x/main] ${timeAt(5)} late\n`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
  await writeFile(join(folder, 'watch.jsonl'), EVENTS.map((event) => JSON.stringify(event)).join('\n'));
  await writeFile(join(folder, 'logs.txt'), LOGS);
});
afterAll(() => rm(folder, { recursive: true }));

const start = (options: Omit<ReplayOptions, 'path'> = {}) => startReplay({ ...options, path: folder });

describe('a replay', () => {
  test('is of the namespace of its first Job', async () => {
    await using sandbox = await start({ at: 'end' });
    expect(sandbox.namespace).toBe('mine');
  });

  const moments: readonly (readonly [string, Omit<ReplayOptions, 'path'>, number, number])[] = [
    ['without a moment it begins at the beginning, as fast as it was', {}, 0, 1],
    ['a moment is held still', { at: 1500 }, 1.5, 0],
    ['a moment with a speed goes on from there', { at: 1500, speed: 2 }, 1.5, 2],
    ['the end is after the last event and the last log line', { at: 'end' }, 5, 0],
    ['a moment after the end is one', { at: 60_000 }, 60, 0],
    ['the beginning can be held still too', { speed: 0 }, 0, 0],
  ];
  test.concurrent.each(moments)('%s', async (_, options, seconds, speed) => {
    const begun = performance.now();
    await using sandbox = await start(options);
    // This process may be put aside between any two of these.
    const outer = performance.now();
    const before = sandbox.clock.now();
    const inner = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const innerMs = performance.now() - inner;
    const passedMs = sandbox.clock.now() - before;
    const outerMs = performance.now() - outer;
    expect(passedMs).toBeGreaterThanOrEqual(speed * innerMs - 1);
    expect(passedMs).toBeLessThanOrEqual(speed * outerMs + 1);
    expect(before - BEGIN).toBeGreaterThanOrEqual(seconds * 1000);
    expect(before - BEGIN).toBeLessThan(seconds * 1000 + 1000 + speed * (inner - begun));
  });

  test('closing removes the kubeconfig, stops the server, and may be done twice', async () => {
    const { kubeconfig, server, close } = await start({ at: 'end' });
    await close();
    await close();
    expect(existsSync(kubeconfig)).toBe(false);
    const { hostname, port } = new URL(server);
    await expect(once(connect(Number(port), hostname), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  test('a port that is taken cannot be had', async () => {
    await using sandbox = await start({ at: 'end' });
    await expect(start({ port: Number(new URL(sandbox.server).port) })).rejects.toThrow('EADDRINUSE');
  });
});
