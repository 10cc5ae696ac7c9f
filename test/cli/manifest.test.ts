import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestJobs } from '../../src/cli/manifest.ts';
import { aFolder } from '../support/open-cluster.ts';

const job = (name: string, more = '') => `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${name}\n${more}`;

/** The names in a manifest from standard input, with their namespaces. */
async function read(text: string): Promise<string> {
  const jobs = await manifestJobs(['-'], async () => text);
  return jobs.map((found) => (found.namespace ? `${found.namespace}/${found.name}` : found.name)).join(' ');
}

describe('the Jobs of a manifest', () => {
  const check = (name: string, text: string, expected: string) =>
    test(name, async () => expect(await read(text)).toBe(expected));

  check('one', job('a'), 'a');
  check('several documents, an empty one among them', `${job('a')}---\n---\n${job('b')}`, 'a b');
  check('its namespace', job('a', '  namespace: film\n'), 'film/a');
  check('other kinds are passed over', `apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\n${job('a')}`, 'a');
  check(
    'a List',
    JSON.stringify({ kind: 'List', items: [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' } }] }),
    'a',
  );
  check(
    'a JobList',
    JSON.stringify({ kind: 'JobList', items: [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' } }] }),
    'a',
  );
});

describe('a manifest that will not do', () => {
  const check = (name: string, text: string, message: string) =>
    test(name, () => expect(read(text)).rejects.toThrow(message));

  check('nothing in it', '', 'no Job in "-": found nothing');
  check('no Job in it', 'kind: Pod\n---\nkind: CronJob\n', 'no Job in "-": found Pod, CronJob');
  check('no Kubernetes object', 'just text', 'a Kubernetes object was expected, found string');
  check('no YAML', 'a: [', 'error parsing standard input: ');
  check(
    'a generated name',
    'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}',
    'a Job with generateName "a-" has no name to look for',
  );
  check('no name', 'apiVersion: batch/v1\nkind: Job\n', 'a Job in the manifest has no metadata.name');
});

test('files and folders are read in order', async () => {
  const folder = await aFolder({
    'b.yaml': job('b'),
    'a.json': '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"}}',
    'c.txt': 'no',
  });
  const jobs = await manifestJobs([folder, join(folder, 'b.yaml')], async () => '');
  expect(jobs.map(({ name }) => name)).toEqual(['a', 'b', 'b']);
});

test('every manifest of the recordings names its Jobs', async () => {
  const jobs = await manifestJobs(
    ['test/recordings/expansion/manifest.yaml', 'test/recordings/indexed/manifest.yaml'],
    async () => '',
  );
  expect(jobs.map(({ name }) => name)).toEqual([
    'process-item-apple',
    'process-item-banana',
    'process-item-cherry',
    'indexed-job',
  ]);
});

test('a path that is not there', () =>
  expect(manifestJobs(['/nope.yaml'], async () => '')).rejects.toThrow('the path "/nope.yaml" does not exist'));

test('the web is not read', () =>
  expect(manifestJobs(['https://x/y.yaml'], async () => '')).rejects.toThrow('not fetched from the web'));
