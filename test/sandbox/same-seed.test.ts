/** The same seed gives the same run, byte for byte, whatever the machine does meanwhile. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { isConditionTrue } from '../../src/sandbox/api/fields.ts';
import { startCluster } from '../../src/sandbox/cluster.ts';

/** Tools of which each is loaded when it is first used, chance, failures, and waits. */
const SCRIPT = [
  'seq 3 | awk "{ s += \\$1 } END { print s, NR }" | rev; echo "index $JOB_COMPLETION_INDEX" | sed s/index/no/',
  'sleep $((RANDOM % 4)); [ $((RANDOM % 6)) = 0 ] && exit 3; sort /etc/passwd | head -1 & sleep 1; wait',
].join('; ');

/** All changes of a cluster that runs a Job to its end, as one number. */
async function changesOf(seed: number): Promise<{ readonly hash: string; readonly count: number }> {
  await using cluster = await startCluster({ nodes: 2, seed, speed: 'max', startMs: Date.UTC(2026, 0, 1) });
  const hash = createHash('sha256');
  let count = 0;
  const ended = new Promise<void>((resolve) => {
    cluster.store.subscribe(({ type, resource, object }) => {
      count += 1;
      // The API server's own certificate and port differ each time.
      if (resource !== 'configmaps') hash.update(JSON.stringify([type, resource, object]));
      if (resource === 'jobs' && (isConditionTrue(object, 'Complete') || isConditionTrue(object, 'Failed'))) resolve();
    });
  });
  cluster.writer.create('jobs', {
    metadata: { name: 'sweep', namespace: 'default' },
    spec: {
      completions: 200,
      parallelism: 80,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 2,
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'app', command: ['bash', '-c', SCRIPT] }] },
      },
    },
  });
  await ended;
  return { hash: hash.digest('hex'), count };
}

test('twice the same, and another seed another', { timeout: 60_000 }, async () => {
  const first = await changesOf(7);
  expect(await changesOf(7)).toEqual(first);
  expect((await changesOf(8)).hash).not.toBe(first.hash);
  expect(first.count).toBeGreaterThan(600);
});
