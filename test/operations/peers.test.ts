import { describe, expect, test } from 'vitest';
import { watchPeers } from '../../src/operations/peers/watch.ts';
import { readPeers } from '../../src/operations/peers.ts';
import type { JobPeers } from '../../src/operations/peers-result.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';
import { rawPeerJob, rawPeerPod, rawPeerService } from '../support/raw-peers.ts';
import { steppedReplay } from '../support/stepped-replay.ts';
import { storeCluster } from '../support/store-cluster.ts';

/** `0:Yes 1:ended`: what most tests look at. */
function shown({ peers }: JobPeers): string {
  return peers
    .map(({ pod, publication }) => `${pod.index}:${publication.published ? 'yes' : publication.because}`)
    .join(' ');
}

const RING = { job: { namespace: 'lab', name: 'ring' }, clusterDomain: 'cluster.local' };

describe('a Service that is not as it should be, in a cluster', () => {
  const table: readonly (readonly [string, Parameters<typeof rawPeerService> | undefined, readonly string[]])[] = [
    ['all right', [{}], []],
    ['missing', undefined, ['no-service']],
    ['in another namespace', [{}, { namespace: 'elsewhere' }], ['other-namespace']],
    ['with an address', [{ clusterIP: '10.96.0.1' }], ['not-headless']],
  ];
  test.each(table)('%s', async (_, service, kinds) => {
    await using cluster = await storeCluster();
    cluster.store.put('jobs', rawPeerJob());
    if (service) cluster.store.put('services', rawPeerService(...service));
    const { findings } = await readPeers(await aCluster({ kubeconfig: cluster.kubeconfig }), RING, aCall());
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('a Job without a subdomain is told which Services would do', async () => {
    await using cluster = await storeCluster();
    cluster.store.put('jobs', rawPeerJob({ podSpec: { subdomain: undefined } }));
    cluster.store.put('services', rawPeerService());
    cluster.store.put('services', rawPeerService({ clusterIP: '10.96.0.1' }, { name: 'other', uid: 'uid-of-other' }));
    const { findings } = await readPeers(await aCluster({ kubeconfig: cluster.kubeconfig }), RING, aCall());
    expect(findings).toEqual([{ kind: 'no-subdomain', candidates: ['svc'] }]);
  });
});

test('a watch tells of pods as they come, get ready and end, and ends when the Job does', async () => {
  await using replay = await steppedReplay('pod-to-pod', 4_700);
  const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
  const request = { job: { namespace: 'pod-to-pod', name: 'example-job' }, clusterDomain: 'cluster.local' };
  const steps = [
    { until: '', next: 10_000 },
    { until: '0:no-address 1:no-address 2:no-address', next: 18_000 },
    { until: '0:no-address 1:yes 2:no-address', next: 22_000 },
    { until: '0:yes 1:yes 2:yes', next: 29_500 },
    { until: '0:not-ready 1:yes 2:yes', next: 31_000 },
    { until: '0:not-ready 1:ended 2:ended', next: 'end' },
  ] as const;
  const waiting = [...steps];
  let last: JobPeers | undefined;
  for await (const { peers, isLast } of watchPeers(cluster, request, aCall())) {
    last = peers;
    const [step] = waiting;
    if (step && shown(peers) === step.until) {
      waiting.shift();
      replay.moveTo(step.next);
    }
    if (isLast) break;
  }
  expect(waiting).toEqual([]);
  expect(last && shown(last)).toBe('0:ended 1:ended 2:ended');
});

test('a watch follows its Service, and says when the Job is gone', async () => {
  await using cluster = await storeCluster();
  cluster.store.put('jobs', rawPeerJob());
  const label = {
    'batch.kubernetes.io/controller-uid': 'uid-of-ring',
    'batch.kubernetes.io/job-completion-index': '0',
  };
  cluster.store.put('pods', {
    kind: 'Pod',
    apiVersion: 'v1',
    ...rawPeerPod(0, { metadata: { namespace: 'lab', labels: label } }),
  });
  const seen: string[] = [];
  for await (const update of watchPeers(await aCluster({ kubeconfig: cluster.kubeconfig }), RING, aCall())) {
    const kinds = update.peers.findings.map(({ kind }) => kind).join();
    if (seen.at(-1) !== kinds) seen.push(kinds);
    if (kinds === 'no-service') cluster.store.put('services', rawPeerService());
    if (kinds === 'unpublished') cluster.store.remove('jobs', 'lab', 'ring');
    if (update.isGone) seen.push('gone');
  }
  expect(seen).toEqual(['no-service', 'unpublished', 'gone']);
});
