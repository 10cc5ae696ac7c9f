import { describe, expect, test } from 'vitest';
import { jobRow } from '../../src/operations/job-summary.ts';
import { orderBy } from '../../src/views/list-order.ts';
import { atMs } from '../support/build-time.ts';
import { aJob } from '../support/builders.ts';

const rows = [
  aJob('job-10').created(0).started(0).active(2).failedPods(1),
  aJob('job-2').created(50).started(50).succeeded(1).complete(60),
  aJob('job-1').created(20).suspend().condition('Suspended', { seconds: 20 }),
].map((job) => jobRow(job.build(), atMs(100)));

describe('--sort-by', () => {
  const check = (text: string, expected: string) =>
    test(`${text}: ${expected}`, () =>
      expect(
        orderBy(text)(rows)
          .map(({ job }) => job.metadata.name)
          .join(' '),
      ).toBe(expected));

  check('name', 'job-1 job-2 job-10');
  check('NAME', 'job-1 job-2 job-10');
  check('status', 'job-2 job-10 job-1');
  check('age', 'job-2 job-1 job-10');
  check('duration', 'job-1 job-2 job-10');
  check('failed', 'job-2 job-1 job-10');
  check('active', 'job-2 job-1 job-10');
  check('completions', 'job-10 job-1 job-2');
  check('.metadata.name', 'job-1 job-2 job-10');
  check('metadata.name', 'job-1 job-2 job-10');
  check('{.metadata.name}', 'job-1 job-2 job-10');
});

test('a path that finds nothing anywhere is a mistake', () => {
  expect(() => orderBy('.nope')(rows)).toThrow(`couldn't find any field with path ".nope" in the list of objects`);
});

test('of no rows it is none', () => expect(orderBy('.nope')([])).toEqual([]));

test('a path that cannot be read is refused at once', () =>
  expect(() => orderBy('{.a}{.b}')).toThrow('unexpected path'));
