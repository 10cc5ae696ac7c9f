import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Act, json, lines, text, tlsFile } from '../support/fault-server.ts';
import { aCluster, aServer } from '../support/open-cluster.ts';

const PROGRAM = join(import.meta.dirname, '../support/programs/use-cluster.ts');

interface Running {
  readonly nodeOptions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function run(args: readonly string[], { nodeOptions = [], env = {} }: Running = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, PROGRAM, ...args], {
    timeout: 60_000,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

/** Some 8 KB of a pod, so that 10,000 of them are far more than the program may keep. */
const FILLING = 'x'.repeat(8_000);

/** `count` pods in pages as asked for; the continue token is where to go on. */
function podsInPages(count: number): Act {
  return (response, seen) => {
    const from = Number(seen.query.get('continue') ?? 0);
    const to = Math.min(count, from + Number(seen.query.get('limit')));
    const items = Array.from({ length: to - from }, (_, i) => ({
      metadata: { name: `p-${from + i}`, namespace: 'film', uid: `u-${from + i}`, annotations: { FILLING } },
    }));
    const metadata = { resourceVersion: '1', ...(to < count ? { continue: String(to) } : {}) };
    text(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata, items }))(response, seen);
  };
}

test('10,000 pods (80 MB) are listed in a heap of 48 MB, and the program ends by itself', async () => {
  const server = await aServer();
  server.on('/api/v1/pods', podsInPages(10_000));
  expect(await run(['count', server.url], { nodeOptions: ['--max-old-space-size=48'] })).toBe('10000');
  expect(server.requests).toHaveLength(20);
});

test('a watch that was stopped leaves nothing behind: the program ends by itself', async () => {
  const server = await aServer({ keepAliveMs: 60_000 });
  const items = [{ metadata: { name: 'a', namespace: 'film', uid: 'u' } }];
  server.on('/apis/batch/v1/jobs', json({ kind: 'JobList', metadata: { resourceVersion: '1' }, items }));
  server.onWatch('/apis/batch/v1/jobs', lines([], 'hold'));
  expect(await run(['watch', server.url])).toBe('1');
});

test('an authority that this machine trusts is trusted, another is not', async () => {
  const server = await aServer({ tls: 'server' });
  server.on('/api/v1/pods', podsInPages(3));
  await expect(run(['count', server.url])).rejects.toThrow(/signed by unknown authority/);
  // Elsewhere the machine's authorities stand in a store that a test cannot add to.
  if (process.platform !== 'linux') return;
  const env = { SSL_CERT_FILE: tlsFile('ca.crt') };
  expect(await run(['count', server.url], { env })).toBe('3');
  expect(await run(['count', server.url, '4'], { env }), 'four requests that begin at once').toBe('12');
});

test('to connect asks nothing of the server', async () => {
  const server = await aServer();
  const cluster = await aCluster({ server: `${server.url}/prefix/`, namespace: 'film' });
  expect(cluster).toMatchObject({ server: `${server.url}/prefix`, namespace: 'film' });
  const before = Date.now();
  const now = cluster.now();
  expect([now >= before, now <= Date.now()]).toEqual([true, true]);
  expect(server.sockets.size).toBe(0);
});

test('importing the cluster loads neither client-node nor any other package', async () => {
  const program = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.includes('/node_modules/')) packages.add(found.url);
      return found;
    } });
    const { connect } = await import(${JSON.stringify(new URL('../../src/cluster/connect.ts', import.meta.url).href)});
    await connect({ server: 'https://127.0.0.1:1', token: 't' });
    console.log(packages.size);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(stdout.trim()).toBe('0');
});
