/** Who comes by an older protocol than WebSockets is told what to do instead. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster } from '../../../src/sandbox/cluster.ts';

test('exec by SPDY is not simulated, and WebSockets are', async () => {
  await using cluster = await startCluster({ seed: 1, speed: 0, controllers: () => [] });
  const containers = [{ name: 'main', image: 'busybox' }];
  cluster.writer.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  cluster.writer.create('pods', {
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers, nodeName: 'node-1' },
  });
  const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
  const ca = Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64').toString();
  const headers = {
    authorization: `Bearer ${config.users[0].user.token}`,
    connection: 'Upgrade',
    upgrade: 'SPDY/3.1',
    'content-length': 0,
  };
  const path = '/api/v1/namespaces/default/pods/p/exec';
  const outgoing = request(`${cluster.server}${path}?command=date&stdout=true`, { method: 'POST', ca, headers });
  outgoing.end();
  const [incoming] = await once(outgoing, 'response');
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  const { code, message } = JSON.parse(Buffer.concat(pieces).toString());
  expect([code, message]).toEqual([
    501,
    `the embedded cluster does not simulate POST ${path} by SPDY/3.1: kubectl comes by WebSocket from 1.30 on, and 1.29 with KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true`,
  ]);
});
