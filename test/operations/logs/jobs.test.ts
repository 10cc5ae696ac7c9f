import { describe, expect, test } from 'vitest';
import { findJobs, podsOfJobs } from '../../../src/operations/logs/jobs.ts';
import { listsOf } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { replaying } from '../../support/replay.ts';
import { rawJob, storeCluster } from '../../support/store-cluster.ts';

const NONE = { kind: 'names', jobs: [], cronJobs: [] } as const;

function namesOf(jobs: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] {
  return jobs.map(({ metadata }) => metadata.name);
}

describe('the Jobs that are meant', () => {
  test('by name, in their order, each once', async () => {
    await using at = await storeCluster();
    for (const name of ['a', 'b']) at.store.put('jobs', rawJob(name));
    const cluster = await aCluster({ kubeconfig: at.kubeconfig });
    const jobs = ['b', 'a', 'b'].map((name) => ({ namespace: 'default', name }));
    const { jobs: found, notices } = await findJobs(cluster, { target: { ...NONE, jobs }, allJobs: false }, aCall());
    expect([namesOf(found), notices]).toEqual([['b', 'a'], []]);
    const missing = { ...NONE, jobs: [{ namespace: 'default', name: 'nope' }] };
    await expect(findJobs(cluster, { target: missing, allJobs: false }, aCall())).rejects.toMatchObject({ code: 404 });
  });

  test.each([
    [false, ['hello-29921389']],
    [true, ['hello-29921388', 'hello-29921389']],
  ])('of a CronJob the newest, or all, the oldest first (all: %s)', async (allJobs, expected) => {
    await using sandbox = await replaying('cronjob', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const target = { ...NONE, cronJobs: [{ namespace: sandbox.namespace, name: 'hello' }] };
    expect(namesOf((await findJobs(cluster, { target, allJobs }, aCall())).jobs)).toEqual(expected);
  });

  test('of a CronJob that has not run: none, which is said', async () => {
    await using sandbox = await replaying('cronjob', { at: 0 });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    sandbox.store.put('cronjobs', { metadata: { name: 'idle', namespace: sandbox.namespace, uid: 'idle' } });
    const target = { ...NONE, cronJobs: [{ namespace: sandbox.namespace, name: 'idle' }] };
    expect(await findJobs(cluster, { target, allJobs: false }, aCall())).toEqual({
      jobs: [],
      notices: [{ kind: 'no-jobs', namespace: sandbox.namespace, cronJob: 'idle' }],
    });
  });

  test('by selector; none is said too', async () => {
    await using sandbox = await replaying('expansion', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const selected = (labelSelector: string) =>
      findJobs(
        cluster,
        {
          target: { kind: 'selector', namespace: 'expansion', labelSelector, fieldSelector: undefined },
          allJobs: false,
        },
        aCall(),
      );
    expect(namesOf((await selected('jobgroup=jobexample')).jobs)).toHaveLength(3);
    const { jobs, notices } = await selected('no=such');
    expect([jobs, notices]).toEqual([[], [{ kind: 'no-jobs', namespace: 'expansion', cronJob: undefined }]]);
  });
});

describe('the pods of Jobs', () => {
  test('are asked for fifty Jobs at a time, and each goes to its own', async () => {
    await using at = await storeCluster();
    const cluster = await aCluster({ kubeconfig: at.kubeconfig });
    const names = Array.from({ length: 120 }, (_, i) => `job-${String(i).padStart(3, '0')}`);
    for (const name of names) {
      const uid = `uid-${name}`;
      const key = 'batch.kubernetes.io/controller-uid';
      at.store.put('jobs', {
        ...{ metadata: { name, namespace: 'default', uid } },
        spec: { selector: { matchLabels: { [key]: uid } }, template: { spec: {} } },
      });
      at.store.put('pods', {
        metadata: { name: `${name}-x`, namespace: 'default', uid: `pod-${name}`, labels: { [key]: uid } },
      });
    }
    const jobs = await Array.fromAsync(cluster.jobs.list({ namespace: 'default' }, aCall()));
    const proxied = await aCluster({ kubeconfig: at.proxy.kubeconfig });
    const pods = await podsOfJobs(proxied, jobs, aCall());
    expect(jobs.map(({ metadata }) => namesOf(pods.get(metadata.uid) ?? []))).toEqual(
      names.map((name) => [`${name}-x`]),
    );
    expect(at.proxy.requests.filter(listsOf('pods'))).toHaveLength(3);
  });

  test('one Job alone is asked for by its own selector', async () => {
    await using sandbox = await replaying('per-index', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const job = await cluster.jobs.get('per-index', 'per-index', aCall());
    const pods = await podsOfJobs(cluster, [job], aCall());
    expect(pods.get(job.metadata.uid)).toHaveLength(11);
    expect(await podsOfJobs(cluster, [], aCall())).toEqual(new Map());
  });
});
