import { describe, expect, test } from 'vitest';
import { peerServiceOf } from '../../src/batch/peers/headless.ts';
import type { PeerFinding } from '../../src/batch/peers/peer-findings.ts';
import { peerJobOf } from '../../src/batch/peers/peer-job.ts';
import { normaliseJob } from '../../src/cluster/normalise.ts';
import { composePeers, readPeers } from '../../src/operations/peers.ts';
import type { JobPeers } from '../../src/operations/peers-result.ts';
import type { Page } from '../../src/views/page.ts';
import { findingText } from '../../src/views/peers/findings.ts';
import { appendedPeers, type PeersFormat, peersOutput } from '../../src/views/peers/output.ts';
import { expectGolden } from '../support/golden.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';
import { rawEndpoint, rawPeerJob, rawPeerPod, rawPeerService, rawSlice } from '../support/raw-peers.ts';
import { replaying } from '../support/replay.ts';

const PIPE: Page = { width: undefined, colour: false, unicode: true };
const TEXT: PeersFormat = { output: { kind: 'text' }, headers: true, slots: undefined };

async function recorded(name: string, at: number | 'end', job: string): Promise<JobPeers> {
  await using sandbox = await replaying(name, { at });
  const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
  const request = { job: { namespace: sandbox.namespace, name: job }, clusterDomain: 'cluster.local' };
  return await readPeers(cluster, request, aCall());
}

/** The object of a tests' own Job with pods of these indexes, all of which run. */
function made(job: object, indexes: readonly number[]): JobPeers {
  const asRead = (object: object) => ({
    apiVersion: 'v1',
    kind: '',
    metadata: { name: '', namespace: '', uid: '', resourceVersion: '' },
    ...object,
  });
  return composePeers({
    job: normaliseJob(job),
    service: { kind: 'found', service: peerServiceOf(rawPeerService()) },
    pods: indexes.map((index) => asRead(rawPeerPod(index))),
    slices: [asRead(rawSlice(...indexes.map((index) => rawEndpoint(index))))],
    clusterDomain: 'cluster.local',
  });
}

describe('the screen of peers', () => {
  test.each([
    ['17.8', PIPE],
    ['25', PIPE],
    ['end', { width: 100, colour: false, unicode: true }],
    ['25', { width: 60, colour: true, unicode: true }],
  ] as const)('of the documentation, at %s on %j', async (at, page) => {
    const peers = await recorded('pod-to-pod', at === 'end' ? at : Number(at) * 1000, 'example-job');
    const name = `peers/pod-to-pod.${at}${page.width ? `.${page.width}` : ''}.txt`;
    expectGolden(name, await peersOutput(peers, TEXT, page));
  });

  test('of a Job without names', async () => {
    expectGolden(
      'peers/indexed.30.txt',
      await peersOutput(await recorded('indexed', 30_000, 'indexed-job'), TEXT, PIPE),
    );
  });

  test('of indexes that have no pod, a row for each run of them', async () => {
    const job = rawPeerJob({ spec: { completions: 100_000, parallelism: 2 } });
    const status = { completedIndexes: '0-9', failedIndexes: '11' };
    expectGolden('peers/large.txt', await peersOutput(made({ ...job, status }, [10, 12]), TEXT, PIPE));
  });

  test('nothing that a terminal would act on comes through', async () => {
    const peers = made(rawPeerJob({ metadata: { name: 'ri\x1b[2Jng' }, podSpec: { subdomain: 's\rvc' } }), [0]);
    for (const kind of ['text', 'name', 'hostfile', 'hosts'] as const) {
      expect(await peersOutput(peers, { ...TEXT, output: { kind } }, PIPE)).not.toMatch(/[\x1b\r]/);
    }
  });
});

describe('other formats', () => {
  const three = made(rawPeerJob(), [0, 2]);
  const shown = (kind: 'name' | 'hostfile' | 'hosts', slots?: number, peers = three) =>
    peersOutput(peers, { output: { kind }, headers: true, slots }, PIPE);

  test('names are those of all indexes', async () =>
    expect(await shown('name')).toBe('ring-0.svc\nring-1.svc\nring-2.svc\n'));
  test('a hostfile has slots', async () => expect(await shown('hostfile', 4)).toContain('ring-1.svc slots=4\n'));
  test('as many as a pod has GPUs', async () => {
    const containers = [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': 8 } } }];
    expect(await shown('hostfile', undefined, made(rawPeerJob({ podSpec: { containers } }), []))).toContain(
      'ring-0.svc slots=8\n',
    );
  });
  test('lines for /etc/hosts are those of pods that have an address', async () => {
    expect(await shown('hosts')).toBe(
      '10.0.0.0 ring-0.svc.lab.svc.cluster.local ring-0.svc ring-0\n10.0.0.2 ring-2.svc.lab.svc.cluster.local ring-2.svc ring-2\n',
    );
  });
  test('of slices that may not be read it is not said that nobody is in them', async () => {
    const blind = { ...three, slicesRead: false };
    expect(await peersOutput(blind, TEXT, PIPE)).toContain('It cannot be seen how many of 3 names resolve.');
    expect(await peersOutput(blind, { ...TEXT, output: { kind: 'json' } }, PIPE)).toContain('"resolving": null');
  });
  test('JSON has what the screen has', async () => {
    expectGolden(
      'peers/pod-to-pod.25.json',
      await peersOutput(
        await recorded('pod-to-pod', 25_000, 'example-job'),
        { ...TEXT, output: { kind: 'json' } },
        PIPE,
      ),
    );
  });
  test('a watch in a pipe writes the rows that changed', async () => {
    const print = appendedPeers(TEXT, PIPE);
    const update = (peers: JobPeers) => ({ peers, isLast: false, isGone: false, trouble: undefined });
    expect(await print(update(three))).toContain('INDEX');
    expect(await print(update(three))).toBe('');
    expect(await print(update(made(rawPeerJob(), [0, 1, 2])))).toMatch(/^1 {3}ring-1 .* Yes\n$/);
  });
});

test('every finding has words and a way out', () => {
  const indexes = [{ first: 0, last: 2 }];
  const findings: readonly PeerFinding[] = [
    { kind: 'alone', pods: 1 },
    { kind: 'alone', pods: 0 },
    { kind: 'not-indexed' },
    { kind: 'no-subdomain', candidates: ['a', 'b'] },
    { kind: 'no-service', service: 'svc' },
    { kind: 'other-namespace', service: 'svc', namespaces: ['x', 'y'] },
    { kind: 'unread-service', service: 'svc' },
    { kind: 'unread-slices', service: 'svc' },
    { kind: 'not-headless', service: 'svc', clusterIP: '10.96.0.1', type: 'ClusterIP' },
    { kind: 'not-headless', service: 'svc', clusterIP: '', type: 'ExternalName' },
    { kind: 'no-selector', service: 'svc' },
    { kind: 'selects-others', service: 'svc', missing: { role: 'worker' } },
    { kind: 'selects-one-index', service: 'svc', index: '0' },
    { kind: 'ready-only', service: 'svc', unready: indexes },
    { kind: 'dns-policy', policy: 'Default' },
    { kind: 'dns-policy', policy: 'None' },
    { kind: 'host-network' },
    { kind: 'long-hostname', hostname: 'x'.repeat(70), limit: 63 },
    { kind: 'long-fqdn', name: 'x'.repeat(70), limit: 64 },
    { kind: 'never-together', parallelism: 2, completions: 3 },
    { kind: 'ended-peers', indexes },
    { kind: 'unpublished', service: 'svc', indexes: [{ first: 1, last: 1 }] },
  ];
  const job = peerJobOf(rawPeerJob(), 'lab');
  const lines = findings.map((finding) => {
    const { severity, text, fix } = findingText(finding, job);
    return `${finding.kind} (${severity}): ${text}\n  ${fix.kind}: ${fix.lines.join('\n    ')}\n`;
  });
  expectGolden('peers/findings.txt', lines.join(''));
});
