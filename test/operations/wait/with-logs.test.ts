import { describe, expect, test } from 'vitest';
import { textBounds } from '../../../src/batch/log-lines.ts';
import { connect } from '../../../src/cluster/connect.ts';
import type { WaitRequest } from '../../../src/operations/wait/result.ts';
import { type WaitNews, waitNews } from '../../../src/operations/wait/with-logs.ts';
import { noticeText } from '../../../src/views/logs/notices.ts';
import { listsOf, logsOf, startFaultProxy, watchesOf } from '../../support/fault-proxy.ts';
import { LogCluster, stampNow } from '../../support/log-cluster.ts';
import { whenSeen } from '../../support/logs-seen.ts';
import { aWait, until } from '../../support/waiting.ts';

const JOB = { namespace: 'film', name: 'job' };

/** What a wait with logs tells, in words: `line …`, `result …`, `ended …`, `said …`; standings are left out. */
async function told(
  { kubeconfig }: { readonly kubeconfig: string },
  rest: Partial<WaitRequest>,
  seen: (words: readonly string[], news: WaitNews) => void = () => {},
): Promise<readonly string[]> {
  const cluster = await connect({ kubeconfig });
  const words: string[] = [];
  try {
    const request = { ...aWait([JOB], rest), logs: true };
    for await (const news of waitNews(cluster, request, { signal: AbortSignal.timeout(20_000) })) {
      words.push(...inWords(news));
      seen(words, news);
    }
  } finally {
    cluster.close();
  }
  return words;
}

function inWords(news: WaitNews): readonly string[] {
  if (news.kind === 'wait') {
    const { update } = news;
    if (update.kind === 'settled') return [`result ${update.result.kind}`];
    return update.kind === 'ended' ? [`ended ${update.by}`] : [];
  }
  const { event } = news;
  if (event.kind === 'notice') return [`said ${noticeText(event.notice).trimEnd()}`];
  if (event.kind !== 'lines') return [];
  const { block } = event;
  return block.starts.map((_, line) => {
    const { from, to } = textBounds(block, line);
    return `line ${block.bytes.toString('utf8', from, to)}`;
  });
}

describe('a wait with the logs of its Job', { timeout: 30_000 }, () => {
  test('tells lines as they come, reads every log to its end, and then says how it ended', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(2);
    const first = cluster.run('job-0-a', 0);
    first.write(stampNow(), 'begun\n');
    const words = await told(
      cluster,
      {},
      whenSeen(
        ['line begun', () => first.write(stampNow(), 'goes on\n')],
        [
          'line goes on',
          () => {
            cluster.run('job-1-a', 1).write(stampNow(), 'another\n');
            cluster.finishJob(2);
            // The Job is told to have ended before the last lines are read.
            first.write(stampNow(), 'last words');
            cluster.end('job-0-a', 0);
            cluster.end('job-1-a', 1);
          },
        ],
      ),
    );
    expect(words.slice(0, 2)).toEqual(['line begun', 'line goes on']);
    expect(words.slice(2, 4).toSorted()).toEqual(['line another', 'line last words']);
    expect(words.slice(4)).toEqual(['result met', 'ended settled']);
  });

  test('that has ended before we looked: its logs, pod after pod, then the result', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(2);
    for (const index of [1, 0]) {
      cluster.run(`job-${index}-a`, index).write(stampNow(), `index ${index}\n`);
      cluster.end(`job-${index}-a`, index, { exitCode: 1 });
    }
    cluster.finishJob(2, 'Failed');
    expect(await told(cluster, {})).toEqual(['line index 0', 'line index 1', 'result failed', 'ended settled']);
  });

  test('that is waited for only to start does not wait for more lines', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    const log = cluster.run('job-0-a', 0);
    log.write(stampNow(), 'begun\n');
    const words = await told(
      cluster,
      { until: until('succeeded=1') },
      whenSeen(['line begun', () => cluster.job(1, { succeeded: 1, completedIndexes: '0' })]),
    );
    expect(words).toEqual(['line begun', 'result met', 'ended settled']);
    expect(log.ended).toBe(false);
  });

  test('that time runs out for ends with the time', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    cluster.run('job-0-a', 0).write(stampNow(), 'begun\n');
    const words = await told(cluster, { timeoutMs: 1500 });
    expect(words).toEqual(['line begun', 'result timeout', 'ended timeout']);
  });

  test('that is not there yet is read from its first line on', async () => {
    await using cluster = await LogCluster.start();
    const begin = () => {
      cluster.job(1);
      cluster.run('job-0-a', 0).write(stampNow(), 'only line\n');
      cluster.end('job-0-a', 0);
      cluster.finishJob(1);
    };
    expect(await told(cluster, { forCreation: true }, whenSeen(['', begin]))).toEqual([
      'line only line',
      'result met',
      'ended settled',
    ]);
  });

  test('that is deleted under way ends as the wait does', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    cluster.run('job-0-a', 0).write(stampNow(), 'begun\n');
    const remove = () => {
      cluster.store.remove('jobs', 'film', 'job');
      cluster.remove('job-0-a');
    };
    expect(await told(cluster, {}, whenSeen(['line begun', remove]))).toEqual([
      'line begun',
      'result gone',
      'ended settled',
    ]);
  });
});

describe('trouble with logs does not touch the wait', { timeout: 30_000 }, () => {
  test('where pods may not be read', async () => {
    await using cluster = await LogCluster.start();
    await using proxy = await startFaultProxy(cluster);
    for (const pods of [listsOf('pods'), watchesOf('pods')])
      proxy.always(pods, { kind: 'answer', code: 403, reason: 'Forbidden' });
    cluster.job(1);
    const end = () => cluster.finishJob(1);
    const words = await told(proxy, {}, (seen, { kind }) => {
      if (kind === 'log' && seen.length === 1) end();
    });
    expect(words).toEqual([expect.stringMatching(/^said Logs are not followed: /), 'result met', 'ended settled']);
  });

  test('where the server is busy when pods are asked for: they are asked for again', async () => {
    await using cluster = await LogCluster.start();
    await using proxy = await startFaultProxy(cluster);
    proxy.next(listsOf('pods'), { kind: 'answer', code: 500 }, { kind: 'none', how: 'reset' });
    cluster.job(1);
    const log = cluster.run('job-0-a', 0);
    log.write(stampNow(), 'begun\n');
    const end = () => {
      cluster.end('job-0-a', 0);
      cluster.finishJob(1);
    };
    expect(await told(proxy, {}, whenSeen(['line begun', end]))).toEqual(['line begun', 'result met', 'ended settled']);
  });

  test('where logs may not be read', async () => {
    await using cluster = await LogCluster.start();
    await using proxy = await startFaultProxy(cluster);
    proxy.always(logsOf(), { kind: 'answer', code: 403, reason: 'Forbidden' });
    cluster.job(1);
    cluster.run('job-0-a', 0);
    cluster.end('job-0-a', 0);
    cluster.finishJob(1);
    expect(await told(proxy, {})).toEqual([
      expect.stringMatching(/^said Not read: index 0, container main: /),
      'result met',
      'ended settled',
    ]);
  });
});
