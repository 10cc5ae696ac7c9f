/** `kubectl job peers check` where the cluster's DNS server remembers that a name was not there, as CoreDNS does when its Corefile says so. */
import { expect, test } from 'vitest';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { plainJob } from '../support/peer-manifests.ts';
import { run, runCli } from '../support/run-cli.ts';

/** Absences alone, for an hour: however slow the machine is, they are remembered still. */
const COREFILE = `.:53 {
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    ttl 3600
  }
  cache 3600 {
    disable success cluster.local
  }
}
`;

const JOB = plainJob('cold', { fields: 'parallelism: 1' });

test('a name whose absence is remembered is told from one that is wrong', { timeout: 180_000 }, async () => {
  const cluster = await startCluster({});
  const env = { KUBECONFIG: cluster.kubeconfig };
  const peers = async (...words: readonly string[]) => runCli(['peers', ...words], { env, input: JOB });
  const kubectl = (words: readonly string[], input = '') => run('kubectl', words, { env, input });
  const becauses = ['check', 'cold', '--from=0', '-o', 'jsonpath={.failures[*].because}'];
  const seen = async () => (await peers('cold', '-o', 'jsonpath={.resolving} {.peers[*].ready}')).stdout;
  try {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns' }, data: { Corefile: COREFILE } };
    await kubectl(['create', '-n', 'kube-system', '-f', '-'], JSON.stringify(config));
    await peers('create', '-f', '-', '--apply', '--yes');
    await expect.poll(seen, { timeout: 60_000 }).toBe('1 true');
    expect(await peers(...becauses)).toMatchObject({ code: 3, stdout: 'no-pod no-pod' });
    await kubectl(['patch', 'job', 'cold', '--type=merge', '-p', '{"spec":{"parallelism":3}}']);
    await expect.poll(seen, { timeout: 60_000 }).toBe('3 true true true');
    expect(await peers(...becauses)).toMatchObject({ code: 3, stdout: 'negative-cache negative-cache' });
    await kubectl(['delete', '-n', 'kube-system', 'configmap', 'coredns']);
    expect(await peers(...becauses)).toMatchObject({ code: 0, stdout: '' });
  } finally {
    await cluster.close();
  }
});
