import { describe, expect, test } from 'vitest';
import type { LogNotice, LogReference } from '../../../src/operations/logs/events.ts';
import { LogIsGone, logTroubleOf } from '../../../src/operations/logs/log-trouble.ts';
import { Misses } from '../../../src/operations/logs/misses.ts';

function of(pod: string, container = 'main'): LogReference {
  return { namespace: 'film', job: 'job', index: 0, attempt: 1, pod, container };
}

/** What the adapter throws for an answer of this code. */
function answered(code: number, message = `code ${code}`): Error {
  return Object.assign(new Error(message), { kind: 'ApiError', code, reason: '' });
}

function connectionError(): Error {
  return Object.assign(new Error('reset'), { kind: 'ConnectionError', trouble: 'reset' });
}

describe('trouble with a log', () => {
  test.each([
    ['deleted', answered(404)],
    ['no-run', answered(400)],
    ['forbidden', answered(401)],
    ['forbidden', answered(403)],
    ['passing', answered(408)],
    ['passing', answered(410)],
    ['passing', answered(429)],
    ['passing', answered(500)],
    ['passing', answered(503)],
    ['passing', connectionError()],
    ['other', answered(418)],
    ['other', new Error('a bug')],
    ['log-gone', new LogIsGone('unable to retrieve container logs for containerd://1')],
    ['log-gone', answered(500, 'failed to try resolving symlinks in path "/var/log/pods/x": lstat: no such file')],
  ])('is %s', (expected, error) => {
    expect(logTroubleOf(error)).toBe(expected);
  });
});

describe('what could not be had', () => {
  test('of several logs the same is said once, with all their names', () => {
    const misses = new Misses();
    for (const pod of ['job-0-x', 'job-1-y', 'job-0-x'])
      misses.failed(of(pod), answered(403, `pods "${pod}" is forbidden`));
    expect(misses.all()).toEqual([
      {
        kind: 'not-read',
        why: 'forbidden',
        message: 'pods "job-0-x" is forbidden',
        logs: [of('job-0-x'), of('job-1-y')],
      },
    ]);
  });

  test('something else is said for itself', () => {
    const misses = new Misses();
    misses.failed(of('a'), answered(404, 'pods "a" not found'));
    misses.failed(of('b'), answered(404, 'another message for the same'));
    misses.failed(of('c'), answered(403));
    misses.add({ kind: 'rotated', logs: [of('d')] });
    misses.add({ kind: 'runs-gone', runs: 1, logs: [of('d')] });
    misses.add({ kind: 'runs-gone', runs: 2, logs: [of('e')] });
    expect(misses.all().map(({ kind, logs }) => [kind, logs.length])).toEqual([
      ['not-read', 2],
      ['not-read', 1],
      ['rotated', 1],
      ['runs-gone', 1],
      ['runs-gone', 1],
    ]);
  });

  test('what is told at once is not told again at the end; the others that it holds for are', () => {
    const told: LogNotice[] = [];
    const misses = new Misses((notice) => told.push(notice));
    for (const pod of ['a', 'b', 'c', 'a']) misses.add({ kind: 'rotated', logs: [of(pod)] });
    misses.add({ kind: 'runs-gone', runs: 1, logs: [of('a'), of('b')] });
    expect(told).toEqual([
      { kind: 'rotated', logs: [of('a')] },
      { kind: 'runs-gone', runs: 1, logs: [of('a'), of('b')] },
    ]);
    expect(misses.untold()).toEqual([{ kind: 'rotated', logs: [of('b'), of('c')] }]);
  });

  test('a container that keeps failing is told of once', () => {
    const told: LogNotice[] = [];
    const misses = new Misses((notice) => told.push(notice));
    for (const times of ['1 restart', '2 restarts'])
      misses.add({ kind: 'waiting', message: `crash loop: exit code 1, ${times}`, logs: [of('job-0-x', '')] });
    expect(told).toHaveLength(1);
  });

  test.each([
    [false, answered(404)],
    [false, answered(400)],
    [false, new LogIsGone('gone')],
    [true, answered(403)],
    [true, answered(500)],
    [true, connectionError()],
  ])('is a failure: %s for %o', (expected, error) => {
    const misses = new Misses();
    misses.failed(of('a'), error);
    expect(misses.anyFailed).toBe(expected);
  });

  test('a bug of ours is none', () => {
    expect(() => new Misses().failed(of('a'), new TypeError('a bug'))).toThrow('a bug');
  });
});
