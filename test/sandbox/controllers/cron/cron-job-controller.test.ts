import { describe, expect, test } from 'vitest';
import { startCronJobController } from '../../../../src/sandbox/controllers/cron/cron-job-controller.ts';
import { type BareCluster, bareCluster } from '../bare-cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

const MINUTE = 60_000;
/** The clusters of these tests begin at noon; the first minute after it. */
const FIRST = Date.parse('2026-11-21T12:01:00Z') / MINUTE;

describe('a CronJob', () => {
  test('does what the recording cronjob shows: names, annotations, status, events', async () => {
    using cluster = await started({ schedule: '* * * * *' });
    await cluster.pass(MINUTE + 1000);
    const [job] = jobs(cluster);
    expect(job?.metadata).toMatchObject({
      name: `hello-${FIRST}`,
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-21T12:01:00Z' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: 'hello', controller: true, blockOwnerDeletion: true },
      ],
    });
    const { uid, resourceVersion } = job?.metadata ?? {};
    expect(status(cluster)).toEqual({
      active: [
        { kind: 'Job', namespace: 'default', name: `hello-${FIRST}`, uid, apiVersion: 'batch/v1', resourceVersion },
      ],
      lastScheduleTime: '2026-11-21T12:01:00Z',
    });
    finish(cluster, `hello-${FIRST}`, 'Complete');
    await cluster.pass(100);
    expect(status(cluster)).toEqual({
      lastScheduleTime: '2026-11-21T12:01:00Z',
      lastSuccessfulTime: '2026-11-21T12:01:01Z',
    });
    expect(cluster.events()).toEqual([
      `SuccessfulCreate: Created job hello-${FIRST}`,
      `SawCompletedJob: Saw completed job: hello-${FIRST}, condition: Complete`,
    ]);
  });

  test('follows the clock of its zone, and writes its times in it', async () => {
    using cluster = await started({ schedule: '30 21 * * *', timeZone: 'Asia/Tokyo' });
    await cluster.pass(31 * MINUTE);
    const times = jobs(cluster).map(({ metadata }) => Object.values(Object(metadata.annotations)));
    expect(times).toEqual([['2026-11-21T21:30:00+09:00']]);
  });

  test('keeps three that succeeded and one that failed, the newest', async () => {
    using cluster = await started({ schedule: '* * * * *' });
    for (let i = 0; i < 7; i += 1) {
      await cluster.pass(MINUTE);
      await cluster.pass(1000);
      finish(cluster, `hello-${FIRST + i}`, i % 3 === 0 ? 'Failed' : 'Complete');
    }
    await cluster.pass(1);
    expect(jobs(cluster).map(({ metadata }) => Number(metadata.name.slice('hello-'.length)) - FIRST)).toEqual([
      2, 4, 5, 6,
    ]);
    expect(cluster.events('SuccessfulDelete')).toHaveLength(3);
  });

  test('Forbid waits for the one that runs, Replace does not, Allow minds nothing', async () => {
    const run = async (concurrencyPolicy: string) => {
      using cluster = await started({ schedule: '* * * * *', concurrencyPolicy });
      await cluster.pass(2 * MINUTE + 1000);
      return [
        jobs(cluster).map(({ metadata }) => Number(metadata.name.slice('hello-'.length)) - FIRST),
        cluster.events().slice(1),
      ];
    };
    expect(await run('Forbid')).toEqual([
      [0],
      ['JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid'],
    ]);
    expect(await run('Replace')).toEqual([
      [1],
      [`SuccessfulDelete: Deleted job hello-${FIRST}`, `SuccessfulCreate: Created job hello-${FIRST + 1}`],
    ]);
    expect(await run('Allow')).toEqual([[0, 1], [`SuccessfulCreate: Created job hello-${FIRST + 1}`]]);
  });

  test('what Forbid held back starts as soon as the other has ended', async () => {
    using cluster = await started({ schedule: '* * * * *', concurrencyPolicy: 'Forbid' });
    await cluster.pass(2 * MINUTE + 30_000);
    finish(cluster, `hello-${FIRST}`, 'Complete');
    await cluster.pass(100);
    expect(jobs(cluster).map(({ metadata }) => metadata.name)).toEqual([`hello-${FIRST}`, `hello-${FIRST + 1}`]);
  });

  test('that was suspended makes up for one start, unless its deadline is over', async () => {
    const run = async (spec: Fields) => {
      using cluster = await started({ schedule: '*/10 * * * *', suspend: true, ...spec });
      await cluster.pass(35 * MINUTE);
      cluster.writer.patch(CRON_JOB, { spec: { suspend: false } });
      await cluster.pass(1000);
      return cluster.events();
    };
    const half = Date.parse('2026-11-21T12:30:00Z') / MINUTE;
    expect(await run({})).toEqual([`SuccessfulCreate: Created job hello-${half}`]);
    expect(await run({ startingDeadlineSeconds: 60 })).toEqual([]);
    expect(await run({ startingDeadlineSeconds: 600 })).toEqual([`SuccessfulCreate: Created job hello-${half}`]);
  });

  test('that missed more than a hundred starts says so, and starts the newest', async () => {
    using cluster = await started({ schedule: '* * * * *', suspend: true });
    await cluster.pass(150 * MINUTE);
    cluster.writer.patch(CRON_JOB, { spec: { suspend: false } });
    await cluster.pass(1000);
    expect(cluster.events().toSorted()).toEqual([
      `SuccessfulCreate: Created job hello-${FIRST + 149}`,
      'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    ]);
  });

  test('that gets another schedule starts nothing of its past', async () => {
    using cluster = await started({ schedule: '0 0 1 1 *' });
    await cluster.pass(35 * MINUTE);
    cluster.writer.patch(CRON_JOB, { spec: { schedule: '*/10 * * * *' } });
    await cluster.pass(4 * MINUTE);
    expect(jobs(cluster)).toEqual([]);
    await cluster.pass(2 * MINUTE);
    expect(jobs(cluster).map(({ metadata }) => metadata.name)).toEqual([`hello-${FIRST + 39}`]);
  });

  test('whose Job somebody deleted goes on', async () => {
    using cluster = await started({ schedule: '* * * * *' });
    await cluster.pass(MINUTE + 1000);
    cluster.writer.remove(
      { resource: 'jobs', namespace: 'default', name: `hello-${FIRST}` },
      { propagationPolicy: 'Background' },
    );
    await cluster.pass(1);
    expect(cluster.events('MissingJob')).toEqual([`MissingJob: Active job went missing: hello-${FIRST}`]);
    expect(status(cluster)).toEqual({ lastScheduleTime: '2026-11-21T12:01:00Z' });
  });

  test('is looked at after each change of its Jobs, however soon the next came', async () => {
    using cluster = await started({ schedule: '0 0 1 1 *' });
    const { uid } = cluster.get('cronjobs', 'hello').metadata;
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'hello', uid, controller: true };
    cluster.writer.create('jobs', {
      metadata: { name: 'by-hand', namespace: 'default', ownerReferences: [owner] },
      spec: { template: TEMPLATE },
    });
    const ref = { resource: 'jobs', namespace: 'default', name: 'by-hand' };
    for (const active of [1, 2]) cluster.writer.patch(ref, { status: { active } });
    await cluster.pass(1);
    finish(cluster, 'by-hand', 'Complete');
    await cluster.pass(1);
    const [event] = cluster.store.list('events').objects;
    expect(event).toMatchObject({ reason: 'UnexpectedJob', type: 'Warning', count: 3 });
    expect(status(cluster)).toMatchObject({ lastSuccessfulTime: '2026-11-21T12:00:00Z' });
  });

  test('that keeps no history removes a Job before it has noted its end', async () => {
    using cluster = await started({ schedule: '* * * * *', successfulJobsHistoryLimit: 0 });
    await cluster.pass(MINUTE + 1000);
    finish(cluster, `hello-${FIRST}`, 'Complete');
    await cluster.pass(1);
    expect(cluster.events()).toEqual([
      `SuccessfulCreate: Created job hello-${FIRST}`,
      `SuccessfulDelete: Deleted job hello-${FIRST}`,
    ]);
    expect(status(cluster)).toMatchObject({ lastSuccessfulTime: '2026-11-21T12:01:01Z' });
    expect(status(cluster)).not.toHaveProperty('active');
  });

  test('that may make no Job tries again, ever later, and makes it as soon as it may', async () => {
    using cluster = await started({ schedule: '*/10 * * * *' });
    cluster.writer.create('resourcequotas', {
      metadata: { name: 'none', namespace: 'default' },
      spec: { hard: { 'count/jobs.batch': '0' } },
    });
    await cluster.pass(9 * MINUTE + 1000 * 61);
    const [refused] = cluster.store.list('events').objects;
    expect(refused).toMatchObject({ reason: 'FailedCreate', type: 'Warning' });
    expect(Number(refused?.count)).toBeGreaterThan(5);
    cluster.writer.remove({ resource: 'resourcequotas', namespace: 'default', name: 'none' });
    await cluster.pass(MINUTE);
    expect(jobs(cluster)).toHaveLength(1);
  });

  test('whose zone is named in its schedule is told that this is no good', async () => {
    using cluster = await started({ schedule: 'TZ=Asia/Tokyo 30 21 * * *' });
    await cluster.pass(31 * MINUTE);
    expect(jobs(cluster)).toHaveLength(1);
    expect(cluster.events('UnsupportedSchedule')[0]).toContain(
      'CRON_TZ or TZ used in schedule "TZ=Asia/Tokyo 30 21 * * *"',
    );
  });
});

const TEMPLATE = { spec: { containers: [{ name: 'hello', image: 'busybox' }], restartPolicy: 'OnFailure' } };
const CRON_JOB = { resource: 'cronjobs', namespace: 'default', name: 'hello' };

async function started(spec: Fields): Promise<BareCluster> {
  const cluster = await bareCluster({ controllers: [startCronJobController] });
  cluster.writer.create('cronjobs', {
    metadata: { name: 'hello', namespace: 'default' },
    spec: { jobTemplate: { spec: { template: TEMPLATE } }, ...spec },
  });
  return cluster;
}

function jobs({ store }: BareCluster) {
  return store.list('jobs').objects;
}

function status(cluster: BareCluster): unknown {
  return cluster.get('cronjobs', 'hello').status;
}

function finish({ writer, clock }: BareCluster, name: string, type: 'Complete' | 'Failed'): void {
  const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
  const conditions = [{ type, status: 'True', lastTransitionTime: now }];
  const status = { startTime: now, conditions, ...(type === 'Complete' ? { completionTime: now } : {}) };
  writer.patch({ resource: 'jobs', namespace: 'default', name }, { status });
}
