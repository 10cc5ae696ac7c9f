import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { json, status } from '../../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../../support/open-cluster.ts';
import { recordingFile } from '../../support/recordings.ts';

const JOBS = '/apis/batch/v1/namespaces/film/jobs';

function recorded(name: string): object {
  return JSON.parse(readFileSync(recordingFile('wire', name), 'utf8'));
}

async function film() {
  const server = await aServer();
  return { server, cluster: await aCluster({ server: server.url }) };
}

test('a real table gives names, and cells by their columns', async () => {
  const { server, cluster } = await film();
  server.on(JOBS, json(recorded('jobs.table.json')));
  const rows = await cluster.table('jobs', 'film', aCall());
  expect(rows).toMatchObject([
    { name: 'sweep', cells: { Status: 'Running', Completions: expect.stringMatching(/120$/) } },
  ]);
  expect(server.requests[0]?.query.get('includeObject')).toBe('None');
  expect(server.requests[0]?.headers.accept).toContain('as=Table');
});

test('a plain list, which is what a server without tables answers, gives names alone', async () => {
  const { server, cluster } = await film();
  const items = [{ metadata: { name: 'a' } }, { metadata: {} }, 'junk', { metadata: { name: 'b' } }];
  server.on(JOBS, json({ kind: 'JobList', apiVersion: 'batch/v1', metadata: {}, items }));
  expect(await cluster.table('jobs', 'film', aCall())).toEqual([
    { name: 'a', cells: {} },
    { name: 'b', cells: {} },
  ]);
});

test('a table of junk has no rows', async () => {
  const { server, cluster } = await film();
  server.on(JOBS, json({ kind: 'Table', metadata: {}, columnDefinitions: null, rows: [{ cells: ['x'] }, 3] }));
  expect(await cluster.table('jobs', 'film', aCall())).toEqual([]);
});

test('a refusal is asked once and thrown', async () => {
  const { server, cluster } = await film();
  server.on('/api/v1/namespaces', status(429, 'TooManyRequests', 'later'));
  await expect(cluster.table('namespaces', undefined, aCall())).rejects.toMatchObject({ code: 429 });
  expect(server.requests.length).toBe(1);
});

test('the version of a server, and its minor whatever a distribution puts behind it', async () => {
  const { server, cluster } = await film();
  const versions = ['v1.36.2', 'v1.29.4-gke.1043002', 'v1.27.3+k3s1', 'unknown'];
  server.on('/version', ...versions.map((gitVersion) => json({ gitVersion, major: '1' })));
  const said = [];
  for (const _ of versions) said.push(await cluster.serverVersion(aCall()));
  expect(said.map(({ minor }) => minor)).toEqual([36, 29, 27, undefined]);
  expect(said[0]).toEqual({ gitVersion: 'v1.36.2', minor: 36, source: { gitVersion: 'v1.36.2', major: '1' } });
});

test('what has no version is no API server', async () => {
  const { server, cluster } = await film();
  server.on('/version', json({ version: 3 }));
  await expect(cluster.serverVersion(aCall())).rejects.toMatchObject({ trouble: 'not-kubernetes' });
});
