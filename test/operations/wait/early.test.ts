/** `--fail-early` in the embedded cluster: each way in which the end of a Job is decided before its last pods have ended. */
import { expect, test } from 'vitest';
import { waitExit } from '../../../src/operations/wait/exit.ts';
import { startCluster } from '../../../src/sandbox/cluster.ts';
import { aCluster } from '../../support/open-cluster.ts';
import { aWait, waited } from '../../support/waiting.ts';

/** A Job of three indexes: the first does what `script` says, the others go on, and do not listen to SIGTERM. */
function job(name: string, script: string, spec: object, restartPolicy = 'Never') {
  const command = ['sh', '-c', `trap '' TERM; if [ $JOB_COMPLETION_INDEX = 0 ]; then ${script}; fi; sleep 36000`];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      ...{ completions: 3, parallelism: 3, completionMode: 'Indexed', ...spec },
      template: {
        spec: {
          ...{ restartPolicy, terminationGracePeriodSeconds: 36_000 },
          containers: [{ name: 'main', image: 'bash:5', command }],
        },
      },
    },
  };
}

const FAIL_JOB = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] };

test.each([
  ['PodFailurePolicy', 'failed', job('x', 'exit 42', { podFailurePolicy: FAIL_JOB })],
  ['BackoffLimitExceeded', 'failed', job('x', 'exit 7', { backoffLimit: 0 })],
  ['BackoffLimitExceeded', 'failed', job('x', 'exit 7', { backoffLimit: 0 }, 'OnFailure')],
  ['MaxFailedIndexesExceeded', 'failed', job('x', 'exit 7', { backoffLimitPerIndex: 0, maxFailedIndexes: 0 })],
  ['DeadlineExceeded', 'failed', job('x', 'sleep 36000', { activeDeadlineSeconds: 5 })],
  ['SuccessPolicy', 'ok', job('x', 'exit 0', { successPolicy: { rules: [{ succeededIndexes: '0' }] } })],
])('%s, %s', async (reason, exit, x) => {
  await using sandbox = await startCluster({ seed: 3, speed: 60 });
  sandbox.writer.create('jobs', x);
  const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
  const request = aWait([{ namespace: 'default', name: 'x' }], { early: true });
  const found = await waited(cluster, request);
  const [result] = found.results;
  expect([waitExit(found, request), result?.end?.reason]).toEqual([exit, reason]);
  expect(['failing', 'succeeding']).toContain(result?.description?.outcome.state);
});
