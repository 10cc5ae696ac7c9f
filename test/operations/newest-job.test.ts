import { describe, expect, test } from 'vitest';
import { newestFirst, runsOfCronJob } from '../../src/operations/newest-job.ts';
import { aJob } from '../support/builders.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';
import { replaying } from '../support/replay.ts';

describe('the Jobs of a CronJob', () => {
  test('are those it owns, newest first', async () => {
    await using sandbox = await replaying('cronjob', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const [cronJob] = sandbox.store.list('cronjobs').objects;
    const owned = sandbox.store.list('jobs').objects.map(({ metadata }) => metadata);
    const found = await runsOfCronJob(
      cluster,
      { namespace: sandbox.namespace, name: cronJob?.metadata.name ?? '' },
      aCall(),
    );
    expect(found.cronJob.metadata.uid).toBe(cronJob?.metadata.uid);
    expect(owned.length).toBeGreaterThan(1);
    expect(found.jobs.map(({ metadata }) => metadata.name)).toEqual(
      owned
        .map(({ name }) => name)
        .sort()
        .reverse(),
    );
  });

  test('of one that is not there is an error', async () => {
    await using sandbox = await replaying('cronjob', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    await expect(runsOfCronJob(cluster, { namespace: 'cronjob', name: 'none' }, aCall())).rejects.toMatchObject({
      kind: 'ApiError',
      code: 404,
    });
  });

  test('of the same second are ordered by their names, which end with the scheduled time', () => {
    const jobs = [aJob('x-10').created(60).build(), aJob('x-11').created(60).build(), aJob('x-09').created(99).build()];
    expect(newestFirst(jobs).map(({ metadata }) => metadata.name)).toEqual(['x-09', 'x-11', 'x-10']);
  });
});
