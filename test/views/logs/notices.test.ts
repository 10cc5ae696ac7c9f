import { describe, expect, test } from 'vitest';
import type { LogNotice, LogReference } from '../../../src/operations/logs/events.ts';
import { noticeText } from '../../../src/views/logs/notices.ts';
import { aJob } from '../../support/builders.ts';

const job = aJob('sweep').indexed(100).build();

function of(index: number | undefined, about: Partial<LogReference> = {}): LogReference {
  return { namespace: 'film', job: 'sweep', index, attempt: 1, pod: `sweep-${index}-x`, container: 'main', ...about };
}

const NO_INDEX = [1, 2, 3, 4, 5, 6, 7].map((number) => of(undefined, { pod: `pi-${number}` }));

const cases: readonly (readonly [expected: string, notice: LogNotice])[] = [
  [
    'Not read: index 7, attempt 2, container main: the pod was deleted before its log was read',
    { kind: 'not-read', why: 'deleted', message: 'gone', logs: [of(7, { attempt: 2 })] },
  ],
  [
    'Not read: indexes 1-3,7, container main: pods "x" is forbidden',
    { kind: 'not-read', why: 'forbidden', message: 'pods "x" is forbidden', logs: [1, 2, 3, 7].map((i) => of(i)) },
  ],
  [
    'Not read: index 0: the log is gone from the node, rotated away or cleaned up (unable to retrieve)',
    { kind: 'not-read', why: 'log-gone', message: 'unable to retrieve', logs: [of(0, { container: '' })] },
  ],
  [
    'Not started: pods pi-1, pi-2, pi-3, pi-4, pi-5, … (+2 more), container main: not scheduled yet',
    { kind: 'not-started', message: 'not scheduled yet', logs: NO_INDEX },
  ],
  [
    'Waiting: index 4: cannot pull image',
    { kind: 'waiting', message: 'cannot pull image', logs: [of(4, { container: '' })] },
  ],
  [
    'Not kept: index 4, container main: 3 earlier runs before the last restart; a node keeps the log of one',
    { kind: 'runs-gone', runs: 3, logs: [of(4)] },
  ],
  [
    'Lines may be missing: index 4, container main: the node rotated the log while it was not being read',
    { kind: 'rotated', logs: [of(4)] },
  ],
  [
    'Not read: 2 failed pods and the pods of completed indexes 0-4,9 of Job sweep: deleted, and their logs with them',
    {
      kind: 'pods-gone',
      job,
      gaps: {
        failed: 2,
        succeeded: 0,
        indexes: [
          { first: 0, last: 4 },
          { first: 9, last: 9 },
        ],
      },
    },
  ],
  ['Not read: 9 pods beyond the first 1 (--max-pods)', { kind: 'left-out', pods: 9, read: 1 }],
  [
    '90 logs are followed over 50 streams: they take turns, and lines come late. --max-streams allows more.',
    { kind: 'taking-turns', streams: 50, logs: 90 },
  ],
  ['Only the newest 7 lines: more do not fit into memory', { kind: 'tail-cut', lines: 7 }],
  ['Connection lost: reset. Following goes on when it is back.', { kind: 'interrupted', message: 'reset' }],
  ['Job sweep is suspended: nothing comes until it is resumed', { kind: 'suspended', job }],
  ['Connected again.', { kind: 'restored' }],
  ['Job sweep has no indexes (completionMode Indexed): --index chooses nothing', { kind: 'no-indexes', job }],
  [
    'No such container: the pods have main, sidecar (-c takes a name, or a regular expression for whole names)',
    { kind: 'no-containers', containers: ['main', 'sidecar'] },
  ],
  ['No previous logs: no container of these pods has been restarted', { kind: 'no-previous' }],
  ['No pods to read: Job sweep has none that was asked for', { kind: 'no-pods', jobs: [job] }],
  ['No pods to read: 2 Jobs have none that was asked for', { kind: 'no-pods', jobs: [job, job] }],
  [
    'CronJob nightly has no Jobs: it has not run yet, or keeps none (successfulJobsHistoryLimit, failedJobsHistoryLimit)',
    { kind: 'no-jobs', namespace: 'film', cronJob: 'nightly' },
  ],
  ['No resources found in film namespace.', { kind: 'no-jobs', namespace: 'film', cronJob: undefined }],
  ['Job sweep was deleted', { kind: 'job-deleted', job }],
  ['Logs are not followed: pods is forbidden', { kind: 'not-followed', message: 'pods is forbidden' }],
];

describe('what the reader should know', () => {
  test.each(cases)('%s', (expected, notice) => {
    expect(noticeText(notice)).toBe(`${expected}\n`);
  });

  test('nothing in it is acted on by a terminal', () => {
    expect(noticeText({ kind: 'interrupted', message: 'a\x1b[2Jb\nc' })).not.toMatch(/\x1b|\n./);
  });
});
