import { describe, expect, test } from 'vitest';
import { jobRow } from '../../src/operations/job-summary.ts';
import { type ListRequest, type ListUpdate, listJobs, watchJobs } from '../../src/operations/list.ts';
import { atMs } from '../support/build-time.ts';
import { aJob, type JobBuilder } from '../support/builders.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';
import { replaying } from '../support/replay.ts';
import { steppedReplay } from '../support/stepped-replay.ts';

const everything: ListRequest = { scope: { namespace: undefined }, statuses: undefined, order: undefined, whole: true };

/** A row as text: what most tests look at. */
function shown({ changed }: Pick<ListUpdate, 'changed'>): string {
  return changed.map(({ job, summary }) => `${job.metadata.name} ${summary.status} ${summary.completions}`).join(', ');
}

describe('listJobs', () => {
  test('tells of a recorded Job what the recording says', async () => {
    await using sandbox = await replaying('per-index', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const [row] = await listJobs(cluster, everything, aCall());
    expect(row?.summary).toMatchObject({
      status: 'Failed',
      reason: 'FailedIndexes',
      completions: '7/10',
      completedIndexes: '0,1,4,6-9',
      failedIndexes: '2,3,5',
      failed: 4,
      durationSeconds: 52,
    });
  });

  test('narrows by what the rows say, and puts them in order', async () => {
    await using sandbox = await replaying('expansion', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const names = async (request: Partial<ListRequest>) =>
      (await listJobs(cluster, { ...everything, ...request }, aCall())).map(({ job }) => job.metadata.name);
    const all = ['process-item-apple', 'process-item-banana', 'process-item-cherry'];
    expect(await names({})).toEqual(all);
    expect(await names({ order: (rows) => rows.toReversed() })).toEqual(all.toReversed());
    expect(await names({ statuses: ({ state }) => state === 'failed' })).toEqual([]);
    expect(await names({ scope: { namespace: 'expansion', labelSelector: 'jobgroup=jobexample' } })).toEqual(all);
    expect(await names({ scope: { namespace: 'nowhere' } })).toEqual([]);
  });
});

describe('watchJobs', () => {
  test('first tells all, then each change, until the signal ends it', async () => {
    await using replay = await steppedReplay('indexed', 12_000);
    const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
    const stop = new AbortController();
    const told: string[] = [];
    for await (const update of watchJobs(cluster, everything, stop)) {
      if (update.changed.length > 0) told.push(shown(update));
      if (told.length === 1) replay.moveTo('end');
      if (update.all()[0]?.summary.state === 'complete') stop.abort();
    }
    expect(told.join(', ')).toMatch(/^indexed-job Running 0\/5(?:, .*)*, indexed-job Complete 5\/5$/);
  });

  test('a Job that leaves the wanted states is told once more', async () => {
    await using replay = await steppedReplay('pi', 8_000);
    const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
    const stop = new AbortController();
    const running = { ...everything, statuses: ({ state }: { state: string }) => state === 'running' };
    const told: string[] = [];
    for await (const update of watchJobs(cluster, running, stop)) {
      told.push(shown(update));
      if (told.length === 1) replay.moveTo('end');
      else if (update.all().length === 0) stop.abort();
    }
    const left = told.filter((row) => row !== '' && !row.includes('Running'));
    expect(left).toEqual([expect.stringMatching(/SuccessCriteriaMet|Complete/)]);
  });

  test('a deleted Job is told as Deleted', async () => {
    await using replay = await steppedReplay('ttl', 8_000);
    const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
    const stop = new AbortController();
    let last = '';
    for await (const update of watchJobs(cluster, everything, stop)) {
      if (update.first) replay.moveTo('end');
      if (update.changed.length > 0) last = shown(update);
      if (last.includes('Deleted')) stop.abort();
    }
    expect(last).toMatch(/Deleted 1\/1$/);
  });

  test('ticks when nothing changes, if that is asked for', async () => {
    await using sandbox = await replaying('indexed', { at: 'end' });
    const cluster = await aCluster({ kubeconfig: sandbox.kubeconfig });
    const stop = new AbortController();
    let updates = 0;
    for await (const update of watchJobs(cluster, { ...everything, tickMs: 20 }, stop)) {
      updates += 1;
      if (updates === 3) stop.abort();
      expect(update.all()).toHaveLength(1);
    }
    expect(updates).toBe(3);
  });

  test('a server that is not there is told at once', async () => {
    const cluster = await aCluster({ server: 'http://127.0.0.1:1' });
    const updates = watchJobs(cluster, everything, aCall());
    await expect(updates.next()).rejects.toMatchObject({ kind: 'ConnectionError' });
  });
});

describe('what is in the way of a Job', () => {
  const check = (name: string, job: JobBuilder, seconds: number, expected: string) =>
    test(name, () => expect(jobRow(job.build(), atMs(seconds)).summary.stuck).toBe(expected));

  const running = aJob('x').parallelism(3).completions(3).created(0).started(0);

  check('nothing', running.active(3), 300, '');
  check('nothing yet, while pods start', aJob('x').created(0).started(0).active(1, 0), 30, '');
  check('pods that do not get ready', aJob('x').created(0).started(0).active(3, 0), 300, 'no pod ready after 5m');
  check('pods that are not made', aJob('x').created(0).started(0).active(0, 0), 300, 'no pod ready after 5m');
  check('all is done, and only the end is not written', aJob('x').started(0).active(0, 0).succeeded(1), 300, '');
  check('a pod that does not end', aJob('x').created(0).started(0).terminating(1), 300, 'waits for 1 terminating pod');
  check('back-off', aJob('x').created(0).started(0).failedPods(1), 30, '1 failed, backoffLimit 6');
  check(
    'a finalizer',
    aJob('x')
      .created(0)
      .deleting(5)
      .metadata({ finalizers: ['a/b'] }),
    30,
    'waits for a/b',
  );
  check('the controller', aJob('x').created(0), 300, 'nothing has happened for 5m: is the Job controller running?');
  const suspended = () => aJob('x').created(0).condition('Suspended', { reason: 'JobSuspended' });
  check('suspension is no news', suspended().suspend(), 300, '');
  check('a suspension that the controller has not seen', aJob('x').created(0).suspend(), 5, 'about to be suspended');
  check('a resumption that the controller has not seen', suspended(), 5, 'about to be resumed');
  check('nothing is, once it is over', aJob('x').created(0).started(0).succeeded(1).complete(9), 300, '');
});
