/**
 * The pod-to-pod example of Kubernetes' documentation, on the cluster that E2E_KUBECONFIG names, else on the embedded one: what `peers create` makes of it
 * completes, and `peers check` finds nine of nine. Makes a namespace of its own, and removes it.
 */
import { expect, test } from 'vitest';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { run, runCli } from '../support/run-cli.ts';

const real = process.env.E2E_KUBECONFIG;

/** https://kubernetes.io/docs/tasks/job/job-with-pod-to-pod-communication/, without its Service, subdomain and completionMode; it stays until it was looked at. */
const DOCUMENTED = `apiVersion: batch/v1
kind: Job
metadata:
  name: example-job
spec:
  completions: 3
  parallelism: 3
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: example-workload
        image: bash:latest
        command:
        - bash
        - -c
        - |
          for i in 0 1 2
          do
            gotStatus="-1"
            wantStatus="0"
            while [ $gotStatus -ne $wantStatus ]
            do
              ping -c 1 example-job-\${i}.headless-svc > /dev/null 2>&1
              gotStatus=$?
              if [ $gotStatus -ne $wantStatus ]; then
                echo "Failed to ping pod example-job-\${i}.headless-svc, retrying in 1 second..."
                sleep 1
              fi
            done
            echo "Successfully pinged pod: example-job-\${i}.headless-svc"
          done
          until [ -e /tmp/checked ]; do sleep 1; done
`;

test('the documented example finds its peers, and completes', { timeout: 300_000 }, async () => {
  const cluster = real === undefined ? await startCluster({ speed: 4 }) : undefined;
  const env = { KUBECONFIG: real ?? cluster?.kubeconfig };
  const namespace = `peers-${Date.now().toString(36)}`;
  const kubectl = (...words: readonly string[]) => run('kubectl', ['-n', namespace, ...words], { env });
  try {
    await kubectl('create', 'namespace', namespace);
    const create = ['peers', 'create', '-f', '-', '--service=headless-svc', '--apply', '--yes', '-n', namespace];
    expect(await runCli(create, { env, input: DOCUMENTED })).toMatchObject({
      code: 0,
      stdout: 'service/headless-svc created\njob.batch/example-job created\n',
    });
    const seen = ['peers', 'example-job', '-n', namespace, '-o', 'jsonpath={.resolving} {.peers[*].ready}'];
    // DNS goes by EndpointSlices, to which pods come when their controller does, not when they are ready.
    await expect.poll(async () => (await runCli(seen, { env })).stdout, { timeout: 120_000 }).toBe('3 true true true');
    const checked = await runCli(['peers', 'check', 'example-job', '-n', namespace], { env });
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('9 of 9 pairs resolve.') });
    for (const pod of (await kubectl('get', 'pods', '-o', 'name')).stdout.trim().split('\n')) {
      expect(await kubectl('exec', pod, '--', 'touch', '/tmp/checked')).toMatchObject({ code: 0 });
    }
    const waited = await runCli(['wait', 'example-job', '-n', namespace, '--timeout=180s', '-o', 'name'], { env });
    expect(waited).toMatchObject({ code: 0 });
    const logs = await kubectl('logs', '-l', 'job-name=example-job', '--tail=-1');
    expect(logs.stdout.match(/Successfully pinged pod/g)).toHaveLength(9);
    await kubectl('delete', 'job', 'example-job');
    const service = () => kubectl('get', 'service', 'headless-svc', '--ignore-not-found', '-o', 'name');
    await expect.poll(async () => (await service()).stdout, { timeout: 60_000 }).toBe('');
  } finally {
    await run('kubectl', ['delete', 'namespace', namespace, '--wait=false'], { env });
    await cluster?.close();
  }
});
