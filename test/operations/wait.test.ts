import { describe, expect, test } from 'vitest';
import { waitExit } from '../../src/operations/wait/exit.ts';
import type { WaitUpdate } from '../../src/operations/wait/result.ts';
import { anything, listsOf, watchesOf } from '../support/fault-proxy.ts';
import { handTimer } from '../support/hand-timer.ts';
import { aCluster } from '../support/open-cluster.ts';
import { COMPLETE, conditions, ended, FAILED, rawEvent, rawJob } from '../support/store-cluster.ts';
import { aWait, until, waited } from '../support/waiting.ts';
import { inTurn, outcome, room } from '../support/waiting-room.ts';

const X = { namespace: 'default', name: 'x' };

describe('one Job', () => {
  test('that had completed before we looked costs one request', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    const found = await outcome(at.cluster, aWait([X]));
    expect([found.exit, found.by, found.result?.end?.toldBy]).toEqual(['ok', 'settled', 'status']);
    expect(at.proxy.requests).toHaveLength(1);
  });

  test('that had failed before we looked costs two: itself, and its pods', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: FAILED }));
    const found = await outcome(at.cluster, aWait([X], { logLines: 10 }));
    expect([found.exit, found.result?.end?.reason]).toEqual(['failed', 'BackoffLimitExceeded']);
    expect(at.proxy.requests.map(({ path }) => path.replace(/.*\//, ''))).toEqual(['jobs', 'pods']);
  });

  test('that has nothing to do is complete', async () => {
    await using at = await room();
    at.store.put(
      'jobs',
      rawJob('x', { spec: { completions: 0 }, status: ended('Complete', 'CompletionsReached', {}) }),
    );
    expect((await outcome(at.cluster, aWait([X]))).exit).toBe('ok');
  });

  test('that ends while we wait ends the wait, which asks for nothing else', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const end = () => void at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    expect((await outcome(at.cluster, aWait([X]), inTurn(end))).exit).toBe('ok');
    expect(at.proxy.requests.map(({ query }) => query.get('fieldSelector'))).toEqual(Array(2).fill('metadata.name=x'));
  });

  test('that is removed by its TTL ended as its last status says, though that came with the deletion', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const remove = () => void at.store.removeAs('jobs', rawJob('x', { status: FAILED }));
    const found = await outcome(at.cluster, aWait([X]), inTurn(remove));
    expect([found.exit, found.result?.isGone, found.result?.end?.toldBy]).toEqual(['failed', true, 'status']);
  });

  test('that ended and was removed while nobody could see it ended as its events say', async () => {
    await using at = await room();
    const job = at.store.put('jobs', rawJob('x'));
    const vanish = () => {
      at.proxy.next(watchesOf('jobs'), { kind: 'error-event', code: 410, reason: 'Expired' });
      at.store.remove('jobs', 'default', 'x');
      at.store.put('events', rawEvent(job, 'Warning', 'DeadlineExceeded'));
    };
    const found = await outcome(at.cluster, aWait([X]), inTurn(vanish));
    expect(found.exit).toBe('failed');
    expect(found.result?.end).toEqual({
      outcome: 'failed',
      reason: 'DeadlineExceeded',
      message: 'told by DeadlineExceeded',
      uid: 'uid-of-x',
      at: expect.any(String),
      toldBy: 'events',
    });
  });

  test('that is deleted while it runs is gone', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const found = await outcome(
      at.cluster,
      aWait([X]),
      inTurn(() => void at.store.remove('jobs', 'default', 'x')),
    );
    expect([found.exit, found.result?.kind, found.result?.isReplaced]).toEqual(['gone', 'gone', false]);
  });

  test('that is replaced by another of its name is gone, and the other is not waited for', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const replace = () => {
      at.store.remove('jobs', 'default', 'x');
      at.store.put('jobs', rawJob('x', { uid: 'another', status: COMPLETE }));
    };
    const found = await outcome(at.cluster, aWait([X]), inTurn(replace));
    expect([found.exit, found.result?.isReplaced]).toEqual(['gone', true]);
    expect(found.result?.description?.job.metadata.uid).toBe('uid-of-x');
  });

  test('that never was is gone, and the names that may have been meant are told', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x-ray'));
    const found = await outcome(at.cluster, aWait([X]));
    expect([found.exit, found.result?.missing?.beginSo]).toEqual(['gone', ['x-ray']]);
  });

  test.each(['a,b', 'a=b', 'x\\'])('called %s never was: it is no name', async (name) => {
    await using at = await room();
    expect((await outcome(at.cluster, aWait([{ ...X, name }]))).exit).toBe('gone');
  });

  test('that is gone, but of which events still tell that it completed, has', async () => {
    await using at = await room();
    at.store.put('events', rawEvent(rawJob('x'), 'Normal', 'Completed'));
    const found = await outcome(at.cluster, aWait([X]));
    expect([found.exit, found.result?.end?.toldBy, found.result?.missing]).toEqual(['ok', 'events', undefined]);
  });

  test.each([
    ['--for=create', { until: until('create') }, 'met'],
    ['--wait-for-creation', { forCreation: true }, 'failed'],
  ])('that is not there yet is waited for with %s', async (_, how, kind) => {
    await using at = await room();
    const create = () => void at.store.put('jobs', rawJob('x'));
    const fail = () => void at.store.put('jobs', rawJob('x', { status: FAILED }));
    const found = await outcome(at.cluster, aWait([X], how), inTurn(create, fail));
    expect(found.result?.kind).toBe(kind);
    expect(found.updates[0]).toMatchObject({ kind: 'notice', notice: { kind: 'awaited', job: X, ended: undefined } });
  });

  test('that is suspended is waited for until it is resumed and ends', async () => {
    await using at = await room();
    const suspended = { active: 0, ...conditions(['Suspended', 'JobSuspended']) };
    at.store.put('jobs', rawJob('x', { spec: { suspend: true }, status: suspended }));
    const resume = () => void at.store.put('jobs', rawJob('x'));
    const end = () => void at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    const found = await outcome(at.cluster, aWait([X]), inTurn(resume, end));
    expect(found.exit).toBe('ok');
    expect(found.states).toEqual(['suspended', 'running', 'complete']);
  });

  test('that has succeeded by its successPolicy is waited for until its pods have ended, unless early is enough', async () => {
    await using at = await room();
    const met = rawJob('x', { status: { active: 3, ...conditions(['SuccessCriteriaMet', 'SuccessPolicy']) } });
    at.store.put('jobs', met);
    const early = await outcome(at.cluster, aWait([X], { early: true }));
    const end = () => void at.store.put('jobs', rawJob('x', { status: ended('Complete', 'SuccessPolicy', {}) }));
    const late = await outcome(at.cluster, aWait([X]), inTurn(end));
    expect([early.exit, early.result?.description?.outcome.state]).toEqual(['ok', 'succeeding']);
    expect([late.exit, late.result?.description?.outcome.state]).toEqual(['ok', 'complete']);
    expect(late.states).toEqual(['succeeding', 'complete']);
  });

  test('that is bound to fail is waited for until it has, unless early is enough', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: conditions(['FailureTarget', 'PodFailurePolicy']) }));
    const early = await outcome(at.cluster, aWait([X], { early: true }));
    expect([early.exit, early.result?.end?.reason]).toEqual(['failed', 'PodFailurePolicy']);
    const late = await outcome(at.cluster, aWait([X], { timeoutMs: 0 }));
    expect(late.exit).toBe('timeout');
  });

  test('that another controller manages ends when that one says so', async () => {
    await using at = await room();
    const spec = { managedBy: 'example.com/queue' };
    at.store.put('jobs', rawJob('x', { spec, status: { startTime: undefined, active: 0 } }));
    let stuck: readonly string[] | undefined;
    const seen = (update: WaitUpdate) => {
      if (update.kind !== 'standing') return;
      stuck ??= update.standing.waiting[0]?.describe()?.stuck.map(({ kind }) => kind);
      at.store.put('jobs', rawJob('x', { spec, status: COMPLETE }));
    };
    expect((await outcome(at.cluster, aWait([X]), seen)).exit).toBe('ok');
    expect(stuck).toEqual(['managed-by']);
  });

  test('of which something cannot come true any more ends the wait', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const end = () => void at.store.put('jobs', rawJob('x', { status: FAILED }));
    const complete = await outcome(at.cluster, aWait([X], { until: until('complete') }), inTurn(end));
    expect([complete.exit, complete.result?.kind]).toEqual(['failed', 'impossible']);
    at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    const failed = await outcome(at.cluster, aWait([X], { until: until('failed') }));
    expect([failed.exit, failed.result?.because]).toEqual(['error', 'it is Complete: it is not Failed']);
  });

  test('is waited for until it is deleted, with --for=delete; one that is not there is', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    const request = aWait([X], { until: until('delete') });
    const found = await outcome(
      at.cluster,
      request,
      inTurn(() => void at.store.remove('jobs', 'default', 'x')),
    );
    expect(found.exit).toBe('ok');
    expect((await outcome(at.cluster, request)).exit).toBe('ok');
  });
});

describe('time', () => {
  const GIVEN_MS = 123_456;

  test('0 looks once: one request, whatever stands', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    const found = await outcome(at.cluster, aWait([X], { timeoutMs: 0 }));
    expect([found.exit, found.by, found.result?.because]).toEqual([
      'timeout',
      'timeout',
      'it is neither Complete nor Failed',
    ]);
    expect(at.proxy.requests).toHaveLength(1);
  });

  test('that is up ends the wait, with a closer look at what was waited for', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    using time = handTimer(GIVEN_MS);
    const found = await outcome(
      at.cluster,
      aWait([X], { timeoutMs: GIVEN_MS }),
      inTurn(() => time.up()),
    );
    expect([found.exit, found.result?.description?.podsRead]).toEqual(['timeout', 'not-succeeded']);
  });

  test('that is up while a server says nothing ends the wait all the same', async () => {
    await using at = await room();
    at.proxy.always(anything, { kind: 'none', how: 'silence' });
    const found = await outcome(at.cluster, aWait([X], { timeoutMs: 50 }));
    expect([found.exit, found.result?.because]).toEqual(['timeout', 'nothing was heard of it']);
  });

  test('what failed before time was up counts for more', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: FAILED }));
    at.store.put('jobs', rawJob('y'));
    using time = handTimer(GIVEN_MS);
    const both = aWait([X, { ...X, name: 'y' }], { timeoutMs: GIVEN_MS });
    expect(
      (
        await outcome(
          at.cluster,
          both,
          inTurn(() => time.up()),
        )
      ).exit,
    ).toBe('failed');
  });
});

describe('several Jobs', () => {
  test('cost one watch a namespace, however many they are', async () => {
    await using at = await room();
    const names = Array.from({ length: 20 }, (_, i) => ({ namespace: i % 2 ? 'default' : 'film', name: `x-${i}` }));
    for (const { namespace, name } of names) at.store.put('jobs', rawJob(name, { namespace }));
    const end = () => {
      for (const { namespace, name } of names) at.store.put('jobs', rawJob(name, { namespace, status: COMPLETE }));
    };
    const found = await outcome(at.cluster, aWait(names), inTurn(end));
    expect([found.exit, found.results.length]).toEqual(['ok', 20]);
    expect(at.proxy.requests.filter(watchesOf('jobs'))).toHaveLength(2);
    expect(at.proxy.requests.filter(listsOf('jobs'))).toHaveLength(2);
  });

  test('are all waited for, and one that failed fails the whole', async () => {
    await using at = await room();
    for (const name of ['a', 'b']) at.store.put('jobs', rawJob(name, { status: name === 'a' ? FAILED : {} }));
    const request = {
      ...aWait([]),
      target: { kind: 'selector', namespace: 'default', labelSelector: undefined, fieldSelector: undefined } as const,
    };
    const found = await outcome(
      at.cluster,
      request,
      inTurn(() => void at.store.put('jobs', rawJob('b', { status: COMPLETE }))),
    );
    expect([found.exit, found.kinds]).toEqual(['failed', ['a failed', 'b met']]);
  });

  test('that failed by the dozen are not all explained by their pods', async () => {
    await using at = await room();
    const names = Array.from({ length: 24 }, (_, i) => ({ namespace: 'default', name: `x-${i}` }));
    for (const { name } of names) at.store.put('jobs', rawJob(name, { status: FAILED }));
    const found = await outcome(at.cluster, aWait(names));
    expect([found.exit, found.results.length]).toEqual(['failed', 24]);
    expect(found.results.filter(({ description }) => description?.podsRead === 'not-succeeded')).toHaveLength(20);
    expect(found.results.every(({ description }) => description?.outcome.reason === 'BackoffLimitExceeded')).toBe(true);
  });

  test('with --any the first that has come to it is enough; one that never can is not', async () => {
    await using at = await room();
    for (const name of ['a', 'b', 'c']) at.store.put('jobs', rawJob(name, { status: name === 'a' ? FAILED : {} }));
    const names = ['a', 'b', 'c'].map((name) => ({ namespace: 'default', name }));
    const end = () => void at.store.put('jobs', rawJob('c', { status: COMPLETE }));
    const complete = await outcome(at.cluster, aWait(names, { any: true, until: until('complete') }), inTurn(end));
    expect([complete.exit, complete.kinds]).toEqual(['ok', ['a impossible', 'c met']]);
    const finished = await outcome(at.cluster, aWait(names, { any: true }));
    expect([finished.exit, finished.kinds]).toEqual(['failed', ['a failed']]);
  });

  const LABELLED = {
    kind: 'selector',
    namespace: 'default',
    labelSelector: 'app=etl',
    fieldSelector: undefined,
  } as const;
  const etl = (name: string, status: object) => rawJob(name, { labels: { app: 'etl' }, status });

  test('of a selector are those that were there at first', async () => {
    await using at = await room();
    at.store.put('jobs', etl('a', {}));
    const later = () => {
      at.store.put('jobs', etl('b', {}));
      at.store.put('jobs', etl('a', COMPLETE));
    };
    const found = await outcome(at.cluster, { ...aWait([]), target: LABELLED }, inTurn(later));
    expect([found.exit, found.kinds]).toEqual(['ok', ['a met']]);
  });

  test('of a selector that finds none are nothing to wait for, unless their creation is waited for', async () => {
    await using at = await room();
    const none = await outcome(at.cluster, { ...aWait([]), target: LABELLED });
    expect([none.exit, none.by]).toEqual(['gone', 'nothing']);
    const create = () => void at.store.put('jobs', etl('a', COMPLETE));
    const first = await outcome(at.cluster, { ...aWait([]), target: LABELLED, forCreation: true }, inTurn(create));
    expect([first.exit, first.kinds]).toEqual(['ok', ['a met']]);
  });
});

describe('a CronJob', () => {
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'cron', namespace: 'default', uid: 'uid-of-cron' },
    spec: { schedule: '* * * * *' },
  };
  const request = {
    ...aWait([]),
    target: { kind: 'names', jobs: [], cronJobs: [{ namespace: 'default', name: 'cron' }] } as const,
  };

  test('stands for its newest Job, pinned; a newer one changes nothing', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    at.store.put('jobs', rawJob('c-1', { owner: 'uid-of-cron', created: '2026-11-21T10:00:00Z', status: FAILED }));
    at.store.put('jobs', rawJob('c-2', { owner: 'uid-of-cron', created: '2026-11-21T10:01:00Z' }));
    const end = () => {
      at.store.put('jobs', rawJob('c-3', { owner: 'uid-of-cron', created: '2026-11-21T10:02:00Z' }));
      at.store.put('jobs', rawJob('c-2', { owner: 'uid-of-cron', created: '2026-11-21T10:01:00Z', status: COMPLETE }));
    };
    const found = await outcome(at.cluster, request, inTurn(end));
    expect([found.exit, found.kinds]).toEqual(['ok', ['c-2 met']]);
    expect(found.updates[0]).toMatchObject({ notice: { kind: 'newest', cronJob: 'cron', job: { name: 'c-2' } } });
  });

  test('whose newest Job has ended costs two requests', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    at.store.put('jobs', rawJob('c-1', { owner: 'uid-of-cron', status: COMPLETE }));
    expect((await outcome(at.cluster, request)).exit).toBe('ok');
    expect(at.proxy.requests).toHaveLength(2);
  });

  test('without Jobs is gone, or waited for until it makes one', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    const none = await outcome(at.cluster, request);
    expect([none.exit, none.result?.because]).toEqual(['gone', 'it has made no Job, or keeps none']);
    const make = () => {
      at.store.put('jobs', rawJob('other'));
      at.store.put('jobs', rawJob('c-1', { owner: 'uid-of-cron', status: COMPLETE }));
    };
    const first = await outcome(at.cluster, { ...request, forCreation: true }, inTurn(make));
    expect([first.exit, first.kinds]).toEqual(['ok', ['c-1 met']]);
  });

  test('without Jobs has none that could still be deleted', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    expect((await outcome(at.cluster, { ...request, until: until('delete') })).exit).toBe('ok');
  });

  test('whose server starts anew just then is asked again, which is told once', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    at.store.put('jobs', rawJob('c-1', { owner: 'uid-of-cron', status: COMPLETE }));
    await at.proxy.goAway();
    const told: string[] = [];
    const seen = async (update: WaitUpdate) => {
      if (update.kind === 'notice') told.push(update.notice.kind);
      if (told.length === 1) await at.proxy.comeBack();
    };
    const found = await outcome(at.cluster, { ...request, firstAnswerMs: 60_000 }, seen);
    expect([found.exit, told]).toEqual(['ok', ['interrupted', 'restored', 'newest']]);
  });

  test('of a server that has trouble is asked again', async () => {
    await using at = await room();
    at.store.put('cronjobs', cronJob);
    at.store.put('jobs', rawJob('c-1', { owner: 'uid-of-cron', status: COMPLETE }));
    at.proxy.next(({ path }) => path.endsWith('/cronjobs/cron'), { kind: 'answer', code: 500 });
    expect((await outcome(at.cluster, request)).exit).toBe('ok');
  });

  test('of a server that is away is an error in the end, and at once where one looks once', async () => {
    await using at = await room();
    await at.proxy.goAway();
    await expect(waited(at.cluster, request)).rejects.toMatchObject({ trouble: 'refused' });
    const once = { ...request, timeoutMs: 0, firstAnswerMs: 60_000 };
    await expect(waited(at.cluster, once)).rejects.toMatchObject({ trouble: 'refused' });
    const timedOut = await outcome(at.cluster, { ...request, timeoutMs: 50, firstAnswerMs: 60_000 });
    expect(timedOut.exit).toBe('timeout');
    await at.proxy.comeBack();
  });

  test('that is not there is an error', async () => {
    await using at = await room();
    await expect(waited(at.cluster, request)).rejects.toMatchObject({ kind: 'ApiError', code: 404 });
  });
});

describe('ending', () => {
  test('on Ctrl-C says where every Job stood, and asks for nothing more', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x'));
    at.store.put('jobs', rawJob('y', { status: COMPLETE }));
    const ending = new AbortController();
    const request = aWait([X, { ...X, name: 'y' }]);
    const seen = ({ kind }: WaitUpdate) => kind === 'standing' && ending.abort(new Error('Ctrl-C'));
    const found = await waited(at.cluster, request, { signal: ending.signal, seen });
    expect([found.by, waitExit(found, request)]).toEqual(['interrupted', 'interrupted']);
    expect(found.results.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['y met', 'x interrupted']);
    expect(found.results[1]?.description?.outcome.state).toBe('running');
    expect(at.proxy.requests.every(listsOf('jobs'))).toBe(true);
  });

  test('a server that may not be asked is an error', async () => {
    await using at = await room();
    at.proxy.always(anything, { kind: 'answer', code: 403, reason: 'Forbidden' });
    await expect(waited(at.cluster, aWait([X]))).rejects.toMatchObject({ code: 403 });
  });

  test('a server that cannot be reached to begin with is an error', async () => {
    await using at = await room();
    await at.proxy.goAway();
    await expect(waited(at.cluster, aWait([X]))).rejects.toMatchObject({ trouble: 'refused' });
    const once = aWait([X], { timeoutMs: 0, firstAnswerMs: 60_000 });
    await expect(waited(at.cluster, once)).rejects.toMatchObject({ trouble: 'refused' });
    await at.proxy.comeBack();
  });

  test('a server that starts anew just then is waited for, which is told once', async () => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: COMPLETE }));
    await at.proxy.goAway();
    const told: string[] = [];
    const seen = async (update: WaitUpdate) => {
      if (update.kind === 'notice') told.push(update.notice.kind);
      if (told.length === 1) await at.proxy.comeBack();
    };
    const found = await outcome(at.cluster, aWait([X], { firstAnswerMs: 60_000 }), seen);
    expect([found.exit, told]).toEqual(['ok', ['interrupted', 'restored', 'state']]);
  });

  test('a server that answers with nothing but trouble is an error where one looks once', async () => {
    await using at = await room();
    at.proxy.always(anything, { kind: 'answer', code: 500 });
    await expect(waited(at.cluster, aWait([X], { timeoutMs: 0 }))).rejects.toMatchObject({ code: 500 });
  });

  test('a host that there is not is no server that starts anew', async () => {
    const cluster = await aCluster({ server: 'https://no-such-host.invalid' });
    const asked = waited(cluster, aWait([X], { firstAnswerMs: 60_000 }));
    await expect(asked).rejects.toMatchObject({ trouble: 'unknown-host' });
  });
});
