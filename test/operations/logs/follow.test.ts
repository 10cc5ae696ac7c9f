import { describe, expect, test } from 'vitest';
import { connect } from '../../../src/cluster/connect.ts';
import type { Cluster } from '../../../src/cluster/port.ts';
import { followLogs } from '../../../src/operations/logs/follow.ts';
import { logsOutcome } from '../../../src/operations/logs.ts';
import type { LogRequest } from '../../../src/sandbox/api/log-source.ts';
import { StatusError } from '../../../src/sandbox/api/status.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { noticeText } from '../../../src/views/logs/notices.ts';
import { listsOf, logsOf, startFaultProxy } from '../../support/fault-proxy.ts';
import { LogCluster, type LogClusterOptions, stampNow, type WrittenLog } from '../../support/log-cluster.ts';
import { logsRequest } from '../../support/logs-request.ts';
import { followAll, whenSeen } from '../../support/logs-seen.ts';

/** A Job of so many indexes, of which the first runs. */
async function running(
  completions: number,
  options: LogClusterOptions & { readonly restartPolicy?: string } = {},
): Promise<{ readonly cluster: LogCluster; readonly log: WrittenLog } & AsyncDisposable> {
  const cluster = await LogCluster.start(options);
  cluster.job(completions);
  const log = cluster.run('job-0-a', 0, options.restartPolicy);
  return { cluster, log, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

function write(log: WrittenLog, ...texts: readonly string[]): void {
  for (const text of texts) log.write(stampNow(), `${text}\n`);
}

/** Ends the pod of the first index, and the Job. */
function finish(cluster: LogCluster, completions = 1): void {
  cluster.end('job-0-a', 0);
  cluster.finishJob(completions);
}

describe('follows', { timeout: 30_000 }, () => {
  test('lines as they come, until the Job has ended and all has been read', async () => {
    await using at = await running(1);
    write(at.log, 'one');
    const { lines, said, end } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen(
        ['0#1 one', () => write(at.log, 'two')],
        [
          '0#1 two',
          () => {
            // The Job is told to have ended while its pod still writes.
            at.cluster.finishJob(1);
            write(at.log, 'three');
            at.log.write(stampNow(), 'no newline');
            at.cluster.end('job-0-a', 0);
          },
        ],
      ),
    });
    expect(lines).toEqual(['0#1 one', '0#1 two', '0#1 three', '0#1 no newline']);
    expect([said, end?.unread, end?.jobs.length]).toEqual(['', false, 1]);
  });

  test('pods that come later: the next index, and the retry of one that failed', async () => {
    await using at = await running(2);
    write(at.log, 'first');
    const { lines } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen(
        [
          '0#1 first',
          () => {
            at.cluster.end('job-0-a', 0, { exitCode: 1 });
            write(at.cluster.run('job-0-b', 0), 'retry');
          },
        ],
        ['0#2 retry', () => write(at.cluster.run('job-1-a', 1), 'next')],
        [
          '1#1 next',
          () => {
            at.cluster.end('job-0-b', 0);
            at.cluster.end('job-1-a', 1);
            at.cluster.finishJob(2);
          },
        ],
      ),
    });
    expect(lines).toEqual(['0#1 first', '0#2 retry', '1#1 next']);
  });

  test('a container that is still being made: it is waited for, and nothing is said', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(2);
    write(cluster.run('job-1-a', 1), 'other');
    cluster.wait('job-0-a', 0);
    const { lines, said } = await followAll(cluster.kubeconfig, {
      seen: whenSeen(
        ['1#1 other', () => write(cluster.run('job-0-a', 0), 'at last')],
        [
          '0#1 at last',
          () => {
            cluster.end('job-1-a', 1);
            finish(cluster, 2);
          },
        ],
      ),
    });
    expect([lines, said]).toEqual([['1#1 other', '0#1 at last'], '']);
  });

  test('one that cannot start: why, at once, and once', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(2);
    cluster.wait('job-0-a', 0, 'ImagePullBackOff');
    cluster.wait('job-1-a', 1, 'ImagePullBackOff');
    let notices = 0;
    const { said } = await followAll(cluster.kubeconfig, {
      seen: () => {
        notices += 1;
        if (notices === 1) cluster.finishJob(2, 'Failed');
        if (notices === 1) for (const pod of ['job-0-a', 'job-1-a']) cluster.remove(pod);
      },
    });
    expect(said.match(/^Waiting: /gm)).toHaveLength(1);
    expect(said).toMatch(/^Waiting: indexes 0,1: cannot pull image/);
    expect(said.match(/^Not started: .*$/gm)).toEqual([
      'Not started: index 0, container main: the pod was deleted first',
      'Not started: index 1, container main: the pod was deleted first',
    ]);
  });

  test('a Job that is suspended: it is waited for, which is said each time', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1, {}, { suspend: true });
    const { lines, said } = await followAll(cluster.kubeconfig, {
      seen: whenSeen(
        [
          '',
          () => {
            cluster.job(1);
            write(cluster.run('job-0-a', 0), 'resumed');
          },
        ],
        ['0#1 resumed', () => finish(cluster)],
      ),
    });
    expect(lines).toEqual(['0#1 resumed']);
    expect(said).toBe('Job job is suspended: nothing comes until it is resumed\n');
  });

  test('a container that restarts: run after run', async () => {
    await using at = await running(1, { restartPolicy: 'OnFailure' });
    write(at.log, 'run 1');
    const again = (text: string) => () => {
      at.cluster.end('job-0-a', 0, { restarts: true, exitCode: 1 });
      write(at.cluster.run('job-0-a', 0, 'OnFailure'), text);
    };
    const { lines, said } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen(
        ['0#1 run 1', again('run 2')],
        ['0#1 run 2', again('run 3')],
        ['0#1 run 3', () => finish(at.cluster)],
      ),
    });
    expect([lines, said]).toEqual([['0#1 run 1', '0#1 run 2', '0#1 run 3'], '']);
  });

  test('a container that restarts faster than it can be read: of the runs between the log is gone, which is said', async () => {
    await using at = await running(1, { restartPolicy: 'OnFailure' });
    write(at.log, 'run 1');
    const { lines, said, end } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen(
        [
          '0#1 run 1',
          () => {
            for (const run of [2, 3, 4]) {
              at.cluster.end('job-0-a', 0, { restarts: true, exitCode: 1 });
              write(at.cluster.run('job-0-a', 0, 'OnFailure'), `run ${run}`);
            }
          },
        ],
        ['0#1 run 4', () => finish(at.cluster)],
      ),
    });
    expect(lines).toEqual(['0#1 run 1', '0#1 run 3', '0#1 run 4']);
    // Whether all of the first run came before it was gone nobody can tell any more.
    expect(said.replace(/ \(.*\)$/gm, '').split('\n')).toEqual([
      'Not read: index 0, container main: the log is gone from the node, rotated away or cleaned up',
      'Not kept: index 0, container main: 1 earlier run before the last restart; a node keeps the log of one',
      '',
    ]);
    expect(end?.unread).toBe(false);
  });

  test('a Job that failed: its last lines too, and how it ended', async () => {
    await using at = await running(1);
    write(at.log, 'one');
    const { lines, end } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen([
        '0#1 one',
        () => {
          write(at.log, 'last');
          at.cluster.end('job-0-a', 0, { exitCode: 1 });
          at.cluster.finishJob(1, 'Failed');
        },
      ]),
    });
    expect(lines).toEqual(['0#1 one', '0#1 last']);
    expect(end && [false, true].map((ofJobs) => logsOutcome(end, { ofJobs }))).toEqual(['ok', 'failed']);
  });

  test('what has ended before is handed on in its order, and the rest as it comes', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(4);
    for (const index of [2, 0, 1]) {
      write(cluster.run(`job-${index}`, index), `line ${index}`);
      cluster.end(`job-${index}`, index);
    }
    cluster.finishJob(4);
    const { lines } = await followAll(cluster.kubeconfig);
    expect(lines).toEqual(['0#1 line 0', '1#1 line 1', '2#1 line 2']);
  });

  test('more logs than streams: they take turns, which is said once, and none misses a line', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(5);
    const logs = Array.from({ length: 5 }, (_, index) => cluster.run(`job-${index}`, index));
    for (const [index, log] of logs.entries()) write(log, `begin ${index}`);
    let round = 0;
    const { lines, said } = await followAll(cluster.kubeconfig, {
      maxStreams: 2,
      seen: (seen) => {
        if (seen.length < 5 * (round + 1)) return;
        round += 1;
        for (const [index, log] of logs.entries()) {
          if (round < 3) write(log, `round ${round} of ${index}`);
          else cluster.end(`job-${index}`, index);
        }
        if (round === 3) cluster.finishJob(5);
      },
    });
    const expected = [0, 1, 2, 3, 4].flatMap((i) => [`begin ${i}`, `round 1 of ${i}`, `round 2 of ${i}`]);
    expect(lines.map((line) => line.slice(4)).toSorted()).toEqual(expected.toSorted());
    expect(said).toBe(
      '5 logs are followed over 2 streams: they take turns, and lines come late. --max-streams allows more.\n',
    );
  });
});

describe('few streams, and pods that have ended with more than is held of a log', { timeout: 30_000 }, () => {
  test.each([1, 2, 3])(
    '%d at once: what comes first is not kept waiting by what is read ahead of it',
    async (maxStreams) => {
      await using cluster = await LogCluster.start();
      cluster.job(5);
      write(cluster.run('job-0', 0, 'OnFailure'), 'run 1');
      cluster.end('job-0', 0, { restarts: true, exitCode: 1 });
      for (let index = 0; index < 5; index += 1) {
        const log = cluster.run(`job-${index}`, index);
        for (let line = 0; line < 8; line += 1) write(log, 'x'.repeat(100_000));
        cluster.end(`job-${index}`, index);
      }
      cluster.finishJob(5);
      const { lines } = await followAll(cluster.kubeconfig, { maxStreams });
      const eight = (index: number) => Array.from({ length: 8 }, () => `${index}#1`);
      expect(lines.map((line) => line.slice(0, 3))).toEqual(['0#1', ...[0, 1, 2, 3, 4].flatMap(eight)]);
    },
  );
});

describe('what happens to a pod whose log waits for a stream', { timeout: 30_000 }, () => {
  /** Two pods that write over one stream: the first is being read, and what is done to the other is done while it waits. */
  async function waiting(act: (cluster: LogCluster, log: WrittenLog) => void) {
    await using cluster = await LogCluster.start();
    cluster.job(2);
    const [first, second] = [cluster.run('job-0-a', 0), cluster.run('job-1-a', 1)];
    write(first, 'first');
    write(second, 'second');
    const done = whenSeen(['0#1 first', () => act(cluster, second)]);
    let isOver = false;
    const { lines, said } = await followAll(cluster.kubeconfig, {
      maxStreams: 1,
      seen: (all) => {
        done(all);
        if (isOver || !all.includes('0#1 first')) return;
        isOver = true;
        cluster.end('job-0-a', 0);
        cluster.finishJob(2, 'Failed');
      },
    });
    return { lines: lines.toSorted(), said };
  }

  test('it ends: every line of it comes', async () => {
    const { lines, said } = await waiting((cluster, log) => {
      write(log, 'last');
      cluster.end('job-1-a', 1, { exitCode: 1 });
    });
    expect([lines, said.replace(/^\d logs are followed .*\n/, '')]).toEqual([
      ['0#1 first', '1#1 last', '1#1 second'],
      '',
    ]);
  });

  test('it is deleted: what could not be read is said, unless it had been', async () => {
    const { lines, said } = await waiting((cluster) => cluster.remove('job-1-a'));
    const isRead = lines.includes('1#1 second');
    expect(lines).toEqual(isRead ? ['0#1 first', '1#1 second'] : ['0#1 first']);
    if (!isRead)
      expect(said).toMatch(/^Not read: index 1, container main: the pod was deleted before its log was read$/m);
  });
});

describe('which, and how much', { timeout: 30_000 }, () => {
  const old = ['old 1', 'old 2', 'old 3'];
  const cases: readonly (readonly [string, Parameters<typeof followAll>[1], readonly string[]])[] = [
    ['everything', {}, [...old, 'new']],
    ['the last line, and all that come', { amount: { tailLines: 1 } }, ['old 3', 'new']],
    ['none but what comes', { amount: { tailLines: 0 } }, ['new']],
    ['the newest of all, and what comes', { amount: { tailTotal: 2 } }, ['old 2', 'old 3', 'new']],
    ['lines that are wanted', { amount: { keep: (text) => /[1w]$/.test(text) } }, ['old 1', 'new']],
    ['so many bytes', { amount: { limitBytes: 9 } }, ['old 1', 'old']],
    ['an index that it has', { selection: { indexes: [{ first: 0, last: 0 }] } }, [...old, 'new']],
    ['one that it has not', { selection: { indexes: [{ first: 7, last: 7 }] } }, []],
    ['another node', { selection: { nodes: ['node9'] } }, []],
    ['no pod that failed', { selection: { states: ['failed'] } }, []],
  ];
  test.each(cases)('%s', async (_, asked, expected) => {
    const goOn = () => {
      write(at.log, 'new');
      finish(at.cluster);
    };
    let timer: NodeJS.Timeout | undefined;
    // What is asked for first is served before anything else happens.
    const asking = ({ follow }: LogRequest) => {
      if (follow) timer ??= setTimeout(goOn, 0);
    };
    await using at = await running(1, { asked: asking });
    // As lines of before are: in a second of their own.
    for (const [i, text] of old.entries()) at.log.write(stampNow(-5000, i), `${text}\n`);
    if (!expected.includes('new')) timer = setTimeout(goOn, 200);
    const { lines } = await followAll(at.cluster.kubeconfig, asked);
    clearTimeout(timer);
    expect(lines.map((line) => line.slice(4))).toEqual(expected);
  });

  test('no more pods than so many; the others are told of', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(3);
    for (const index of [0, 1, 2]) {
      write(cluster.run(`job-${index}`, index), `line ${index}`);
      cluster.end(`job-${index}`, index);
    }
    cluster.finishJob(3);
    const { lines, said } = await followAll(cluster.kubeconfig, { maxPods: 2 });
    expect(lines).toEqual(['0#1 line 0', '1#1 line 1']);
    expect(said).toBe('Not read: 1 pod beyond the first 2 (--max-pods)\n');
  });
});

/** Cuts the stream of the log when its last line of before has come; then there is a new one. */
async function cutAfterTail(
  before: readonly (readonly [stamp: string, text: string])[],
  { tailLines, how }: { readonly tailLines: number; readonly how: 'end' | 'reset' },
): Promise<{ readonly lines: readonly string[]; readonly said: string }> {
  await using at = await running(1);
  await using proxy = await startFaultProxy(at.cluster);
  for (const [stamp, text] of before) at.log.write(stamp, `${text}\n`);
  const last = before.at(-1)?.[1] ?? '';
  const { lines, said } = await followAll(proxy.kubeconfig, {
    amount: { tailLines },
    seen: whenSeen(
      [
        `0#1 ${last}`,
        () => {
          proxy.cut(logsOf(), how);
          write(at.log, 'new');
        },
      ],
      ['0#1 new', () => finish(at.cluster)],
    ),
  });
  return { lines: lines.map((line) => line.slice(4)), said };
}

describe('the tail of a log, cut while nothing comes behind it', { timeout: 30_000 }, () => {
  const s = '2026-11-21T17:00:00';
  const before = {
    'in seconds of their own': [
      `${s}.1Z`,
      '2026-11-21T17:00:05.1Z',
      '2026-11-21T17:00:09.1Z',
      '2026-11-21T17:00:12.1Z',
    ],
    'in the same second': [`${s}.1Z`, `${s}.2Z`, `${s}.3Z`, `${s}.4Z`],
    'in the same instant': [`${s}.1Z`, `${s}.1Z`, `${s}.1Z`, `${s}.1Z`],
    'some in the instant of its first line': [`${s}.1Z`, `${s}.1Z`, `${s}.1Z`, `${s}.2Z`],
  };
  const cases = Object.entries(before).flatMap(([name, stamps]) =>
    [1, 3].flatMap((tailLines) => (['end', 'reset'] as const).map((how) => ({ name, tailLines, how, stamps }))),
  );
  test.each(cases)('lines $name, --tail $tailLines, $how', async ({ stamps, tailLines, how }) => {
    const lines = stamps.map((stamp, i) => [stamp.replace(/(\.\d)Z$/, '$100000000Z'), `line ${i}`] as const);
    const found = await cutAfterTail(lines, { tailLines, how });
    expect(found).toEqual({ lines: [...['line 1', 'line 2', 'line 3'].slice(-tailLines), 'new'], said: '' });
  });

  test('none of it, cut before anything came: what was written meanwhile comes', async () => {
    await using at = await running(1);
    await using proxy = await startFaultProxy(at.cluster);
    at.log.write(stampNow(-5000), 'old\n');
    proxy.next(logsOf(), { kind: 'cut', afterBytes: 0, how: 'reset' });
    const following = followAll(proxy.kubeconfig, {
      amount: { tailLines: 0 },
      seen: whenSeen(['0#1 meanwhile', () => finish(at.cluster)]),
    });
    await proxy.seen(logsOf());
    write(at.log, 'meanwhile');
    expect((await following).lines).toEqual(['0#1 meanwhile']);
  });

  test('--since, cut: nothing older comes, and nothing twice', async () => {
    await using at = await running(1);
    await using proxy = await startFaultProxy(at.cluster);
    at.log.write(stampNow(-60_000), 'old\n');
    at.log.write(stampNow(-5000), 'young\n', 'twin\n');
    const { lines, said } = await followAll(proxy.kubeconfig, {
      amount: { since: 30_000 },
      seen: whenSeen(
        [
          '0#1 twin',
          () => {
            proxy.cut(logsOf(), 'reset');
            write(at.log, 'new');
          },
        ],
        ['0#1 new', () => finish(at.cluster)],
      ),
    });
    expect([lines, said]).toEqual([['0#1 young', '0#1 twin', '0#1 new'], '']);
  });
});

describe('what cannot be had', { timeout: 30_000 }, () => {
  test('a log that may not be read is told of, and is no success', async () => {
    await using at = await running(1, {
      asked: () => {
        throw new StatusError(403, 'Forbidden', { message: 'pods "job-0-a" is forbidden' });
      },
    });
    const timer = setTimeout(() => finish(at.cluster), 100);
    const { said, end } = await followAll(at.cluster.kubeconfig);
    clearTimeout(timer);
    expect(said).toMatch(/^Not read: index 0, container main: .*forbidden/);
    expect(end && logsOutcome(end, { ofJobs: false })).toBe('error');
  });

  test('pods that were deleted before we came, and one that is deleted under way', async () => {
    await using at = await running(2);
    write(at.log, 'seen');
    const { lines, said } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen([
        '0#1 seen',
        () => {
          at.cluster.remove('job-0-a');
          at.cluster.job(2, { failed: 2, conditions: [{ type: 'Failed', status: 'True', reason: '', message: '' }] });
        },
      ]),
    });
    expect(lines).toEqual(['0#1 seen']);
    expect(said).toMatch(/^Not read: \d failed pods? of Job job: deleted, and their logs with them$/m);
  });

  test('a connection that is lost is told of once, and once when it is back', async () => {
    await using at = await running(1);
    await using proxy = await startFaultProxy(at.cluster);
    write(at.log, 'before');
    const away = whenSeen([
      '0#1 before',
      async () => {
        await proxy.goAway();
        write(at.log, 'meanwhile');
        await proxy.comeBack();
      },
    ]);
    let isOver = false;
    const { lines, said } = await followAll(proxy.kubeconfig, {
      seen: (all, notices) => {
        away(all);
        if (isOver || all.length < 2 || notices.at(-1)?.kind !== 'restored') return;
        isOver = true;
        finish(at.cluster);
      },
    });
    expect(lines).toEqual(['0#1 before', '0#1 meanwhile']);
    expect(said.match(/^Connection lost: .*$/gm)).toHaveLength(1);
    expect(said).toMatch(/^Connected again\.$/m);
  });

  test('a Job that is deleted: its pods are read to their end', async () => {
    await using at = await running(1);
    write(at.log, 'one');
    const { lines, said, end } = await followAll(at.cluster.kubeconfig, {
      seen: whenSeen([
        '0#1 one',
        () => {
          at.cluster.store.remove('jobs', 'film', 'job');
          write(at.log, 'two');
          at.cluster.end('job-0-a', 0);
        },
      ]),
    });
    expect([lines, said]).toEqual([['0#1 one', '0#1 two'], 'Job job was deleted\n']);
    expect(end && logsOutcome(end, { ofJobs: true })).toBe('gone');
  });

  test.each([
    ['deleted', () => {}],
    [
      'deleted and made anew',
      ({ store }: LogCluster, job: StoredObject) =>
        store.put('jobs', { ...job, metadata: { ...job.metadata, uid: 'uid-other' } }),
    ],
  ])('a Job that is %s between being found and being watched', async (_, then) => {
    await using at = await running(1);
    const cluster = await connect({ kubeconfig: at.cluster.kubeconfig });
    const jobs: Cluster['jobs'] = {
      get: async (...which) => {
        const job = await cluster.jobs.get(...which);
        const stored = at.cluster.store.get('jobs', 'film', 'job');
        at.cluster.store.remove('jobs', 'film', 'job');
        if (stored) then(at.cluster, stored);
        return job;
      },
      list: (...how) => cluster.jobs.list(...how),
      watch: (...how) => cluster.jobs.watch(...how),
    };
    const behind = { now: cluster.now, logs: cluster.logs, pods: cluster.pods, jobs };
    const events = await Array.fromAsync(
      followLogs({ ...cluster, ...behind }, logsRequest({ jobs: ['job'] }), { signal: AbortSignal.timeout(20_000) }),
    );
    cluster.close();
    const end = events.at(-1);
    expect(events.flatMap((event) => (event.kind === 'notice' ? [noticeText(event.notice)] : []))).toContain(
      'Job job was deleted\n',
    );
    expect(end?.kind === 'end' && logsOutcome(end, { ofJobs: true })).toBe('gone');
  });

  test('a Job that is not there', async () => {
    await using cluster = await LogCluster.start();
    await expect(followAll(cluster.kubeconfig)).rejects.toMatchObject({ kind: 'ApiError', code: 404 });
  });

  test('pods that may not be listed', async () => {
    await using at = await running(1);
    await using proxy = await startFaultProxy(at.cluster);
    proxy.always(listsOf('pods'), { kind: 'answer', code: 403, reason: 'Forbidden' });
    await expect(followAll(proxy.kubeconfig)).rejects.toMatchObject({ kind: 'ApiError', code: 403 });
  });
});
