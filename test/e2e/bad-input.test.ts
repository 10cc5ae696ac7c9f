/** What a user gets for what cannot work: one clear error, what to type next, the right exit code, never a stack. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Replaying, replaying } from '../support/replay.ts';
import { type Ended, LAUNCHER, run, runCli } from '../support/run-cli.ts';

let cluster: Replaying;
let folder = '';
let website: Server;

beforeAll(async () => {
  cluster = await replaying('per-index', { at: 'end' });
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-bad-input-'));
  website = await listening((_, response) =>
    response.setHeader('content-type', 'text/html').end('<html>Welcome</html>'),
  );
  await writeFile(join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n');
  await writeFile(join(folder, 'broken.yaml'), 'kind: [Job\n');
  await writeFile(join(folder, 'not-a-kubeconfig'), 'just a text\n');
});

afterAll(async () => {
  website.close();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

interface Expected {
  readonly code: number;
  /** Each must stand somewhere in stderr. */
  readonly says: readonly string[];
}

describe('what cannot work', () => {
  const check = (name: string, words: string, expected: Expected) =>
    test(`${name}: kubectl job ${words}`, async () => {
      const ended = await runCli(filled(words), { env: cluster.env });
      expectError(ended, expected);
    });

  check('no such Job', 'describe nope', {
    code: 1,
    says: ['Error from server (NotFound): jobs.batch "nope" not found', 'kubectl job list -n per-index'],
  });
  check('a Job in another namespace', 'describe per-index -n default', {
    code: 1,
    says: ['jobs.batch "per-index" not found', '-n per-index'],
  });
  check('no target', 'describe', { code: 2, says: ['error: ', 'kubectl job describe --help'] });
  check('two ways to choose', 'describe a -l b=c', { code: 2, says: ['selector'] });
  check('another kind', 'describe pods/x', { code: 2, says: ['pods'] });
  check('a slash without a name', 'describe job/', { code: 2, says: ['job/'] });
  check('an unknown flag', 'list --frobnicate', { code: 2, says: ['--frobnicate', 'kubectl job list --help'] });
  check('a flag without its value', 'list -n', { code: 2, says: ['flag needs an argument'] });
  check('an unknown output', 'list -o toml', { code: 2, says: ['"toml"', 'json'] });
  check('a broken template', 'list -o jsonpath={.items[', { code: 2, says: ['jsonpath'] });
  check('an unknown state', 'list --status sleeping', { code: 2, says: ['sleeping', 'running'] });
  check('a broken label selector', 'list -l a=(', { code: 1, says: ['BadRequest', 'unable to parse'] });
  check('an unsupported field selector', 'list --field-selector spec.magic=1', { code: 1, says: ['BadRequest'] });
  check('a range that runs backwards', 'describe per-index --indexes 5-2', { code: 2, says: ['5-2'] });
  check('a width that is none', 'describe per-index --max-width x', { code: 2, says: ['--max-width'] });
  check('a length of time that is none', 'list --request-timeout abc', { code: 2, says: ['abc'] });
  check('a manifest that is not there', 'describe -f {folder}/nope.yaml', { code: 1, says: ['nope.yaml'] });
  check('a manifest without a Job', 'describe -f {folder}/pod.yaml', { code: 2, says: ['Pod'] });
  check('a manifest that is no YAML', 'describe -f {folder}/broken.yaml', { code: 2, says: ['broken.yaml'] });
  check('an unknown context', 'list --context nope', { code: 1, says: ['context "nope" does not exist', 'sandbox'] });
  check('no kubeconfig', 'list --kubeconfig {folder}/none', { code: 1, says: ['none'] });
  check('a kubeconfig that is none', 'list --kubeconfig {folder}/not-a-kubeconfig', { code: 1, says: ['kubeconfig'] });
  check('credentials that no longer count', 'list --token expired', {
    code: 1,
    says: ['You must be logged in to the server (Unauthorized)'],
  });
  check('nobody listens', 'list -s https://127.0.0.1:1', {
    code: 1,
    says: ['The connection to the server 127.0.0.1:1 was refused'],
  });
  check('a certificate nobody vouches for', 'list --certificate-authority {folder}/pod.yaml', {
    code: 1,
    says: ['PEM'],
  });
  check('a server that is not Kubernetes', 'list -s {website}', { code: 1, says: ['Kubernetes'] });
  check('a recording that is not there', 'sandbox replay {folder}/nope', { code: 1, says: ['nope'] });
  check('a moment that is none', 'sandbox replay {folder} --at soon', { code: 2, says: ['soon'] });
});

test('a full disk is an error, not a stack', async () => {
  const ended = await run('sh', ['-c', `"${LAUNCHER}" list > /dev/full`], { env: cluster.env });
  expectError(ended, { code: 1, says: ['error: cannot write to standard output: ', 'ENOSPC'] });
});

describe('a Job with junk in its status', () => {
  test('is described, and the junk is a finding', async () => {
    const server = await listening(junkApi);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ended = await runCli(['describe', 'junk', '-s', address], { env: { KUBECONFIG: join(folder, 'none') } });
    server.close();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('Findings:');
    expect(ended.stdout).toMatch(/completedIndexes.*many/);
    expect(ended.stdout).toMatch(/status\.succeeded/);
  });
});

function expectError(ended: Ended, { code, says }: Expected): void {
  expect(ended).toMatchObject({ code, stdout: '' });
  for (const words of says) expect(ended.stderr).toContain(words);
  expect(ended.stderr).not.toMatch(/^ +at |node:internal|dist\/|TypeError/m);
}

function filled(words: string): readonly string[] {
  const address = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
  return words.split(' ').map((word) => word.replace('{folder}', folder).replace('{website}', address));
}

function listening(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** An API server whose only Job has a status that no Kubernetes would write. */
const junkApi: RequestListener = (request, response) => {
  const metadata = { name: 'junk', namespace: 'default', uid: 'u', creationTimestamp: '2026-11-21T17:00:00Z' };
  const spec = { completions: 5, parallelism: 2, completionMode: 'Indexed', template: { spec: { containers: [] } } };
  const status = { completedIndexes: '0,many,2-1', succeeded: 'three', conditions: 'none', startTime: 'yesterday' };
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec, status };
  const list = { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] };
  const body = request.url?.includes('/jobs/junk') ? job : list;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
};
