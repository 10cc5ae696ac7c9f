import { expect, test } from 'vitest';
import type { JobDescription } from '../../../src/operations/describe-result.ts';
import type { WaitUpdate } from '../../../src/operations/wait/result.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { aCluster } from '../../support/open-cluster.ts';
import { recordedAt } from '../../support/recorded-job.ts';
import { steppedReplay } from '../../support/stepped-replay.ts';
import { aWait, waited } from '../../support/waiting.ts';

const NAME = { namespace: 'backoff-limit', name: 'backoff-limit' };

/** A moment, in milliseconds, at which the recorded Job waits for its back-off. */
const BACKING_OFF_MS = 20_000;

test('a Job that backs off tells when it tries again, for one list of pods, and no longer when it runs', async () => {
  expect(recordedAt('backoff-limit', BACKING_OFF_MS / 1000).job.status).toMatchObject({ failed: 1, active: 0 });
  await using replay = await steppedReplay('backoff-limit', BACKING_OFF_MS);
  await using proxy = await startFaultProxy(replay);
  const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
  const seen: JobDescription[] = [];
  const look = async (update: WaitUpdate) => {
    const description = update.kind === 'standing' ? update.standing.waiting[0]?.describe() : undefined;
    if (description) seen.push(description);
    if (description?.nextTries.length) replay.moveTo('end');
  };
  await waited(cluster, aWait([NAME]), { seen: look });
  const tries = seen.find(({ nextTries }) => nextTries.length > 0);
  expect(tries).toMatchObject({ outcome: { state: 'backing-off' }, nextTries: [{ failures: 1, index: undefined }] });
  expect(
    seen.filter(({ outcome }) => outcome.state === 'running').every(({ nextTries }) => nextTries.length === 0),
  ).toBe(true);
});
