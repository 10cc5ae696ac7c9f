import { expect, describe as group, test } from 'vitest';
import { type DescribeTarget, describe } from '../../src/operations/describe.ts';
import type { Described, JobDescription, RowSelection } from '../../src/operations/describe-result.ts';
import type { FaultServer } from '../support/fault-server.ts';
import { json, reset, status } from '../support/fault-server.ts';
import { aCall, aCluster, aServer } from '../support/open-cluster.ts';
import { type RecordedJob, recordedAt } from '../support/recorded-job.ts';

/** A server on which a recorded Job stands as it stood at that moment, by the clock of that moment. */
async function serverWith(recorded: RecordedJob): Promise<FaultServer> {
  const { namespace, name } = recorded.job.metadata;
  const date = new Date(recorded.now).toUTCString();
  const unsuccessful = recorded.rawPods.filter((_, i) => recorded.pods[i]?.phase !== 'Succeeded');
  const server = await aServer();
  server.on(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`, json(recorded.job.source, { date }));
  server.on(`/apis/batch/v1/namespaces/${namespace}/jobs`, list('JobList', [recorded.job.source], date));
  server.on(`/api/v1/namespaces/${namespace}/pods`, list('PodList', unsuccessful, date));
  server.on(`/api/v1/namespaces/${namespace}/events`, list('EventList', [], date));
  return server;
}

function list(kind: string, items: readonly object[], date = new Date().toUTCString()) {
  return json({ kind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }, { date });
}

async function describeOn(
  server: FaultServer,
  target: DescribeTarget,
  rows?: RowSelection,
): Promise<readonly Described[]> {
  const cluster = await aCluster({ server: server.url });
  return Array.fromAsync(describe(cluster, target, { rows, ...aCall() }));
}

function byName({ job }: RecordedJob): DescribeTarget {
  const { namespace, name } = job.metadata;
  return { kind: 'names', jobs: [{ namespace, name }] };
}

function descriptionsIn(described: readonly Described[]): readonly JobDescription[] {
  return described.flatMap((found) => (found.kind === 'job' ? [found.description] : []));
}

/** What was asked, in words: the resource and its selectors; the Job's uid is `<uid>`, a pod's `<pod>`. */
function asked(server: FaultServer, { job, pods }: RecordedJob): readonly string[] {
  const words = server.requests.map(({ path, query }) => {
    const selectors = [query.get('labelSelector'), query.get('fieldSelector')].filter((selector) => selector !== null);
    return [path.replace(/.*\/namespaces\/[^/]+\//, ''), ...selectors].join(' ');
  });
  const masked = words.map((text) => text.replaceAll(job.metadata.uid, '<uid>'));
  return masked
    .map((text) => pods.reduce((masked, { metadata }) => masked.replaceAll(metadata.uid, '<pod>'), text))
    .sort();
}

const OWN = 'batch.kubernetes.io/controller-uid=<uid>';
const ALL = { indexes: undefined, failed: false, running: false };
const EVENTS = 'events involvedObject.uid=<uid>';
const UNSUCCESSFUL = `pods ${OWN} status.phase!=Succeeded`;
const INDEX = 'batch.kubernetes.io/job-completion-index';

/** name of the case: recording, moment, rows asked for, requests. */
const REQUESTS: Readonly<
  Record<string, readonly [string, number | 'end', RowSelection | undefined, readonly string[]]>
> = {
  'a Job that completed without a failure lists no pods': ['indexed', 'end', undefined, [EVENTS, 'jobs/indexed-job']],
  'a Job that completed in spite of nothing at all counted lists no pods': [
    'drain',
    'end',
    undefined,
    [EVENTS, 'jobs/drain'],
  ],
  'a failed Job lists the pods that did not succeed': [
    'per-index',
    'end',
    undefined,
    [EVENTS, 'jobs/per-index', UNSUCCESSFUL],
  ],
  'a running Job lists the pods that did not succeed': [
    'per-index',
    40,
    undefined,
    [EVENTS, 'jobs/per-index', UNSUCCESSFUL],
  ],
  'a Job that waits for its pods to end lists them': [
    'success-policy',
    50,
    undefined,
    [EVENTS, 'jobs/success-policy', UNSUCCESSFUL],
  ],
  'a Job suspended from the start lists no pods': ['rerun-seeded', 15, undefined, [EVENTS, 'jobs/rerun-seeded']],
  'a Job suspended while its pods end lists them': [
    'suspend-resume',
    25,
    undefined,
    [EVENTS, 'jobs/suspend-resume', UNSUCCESSFUL],
  ],
  'a stuck pod is asked for its events': [
    'image-pull',
    'end',
    undefined,
    ['events involvedObject.uid=<pod>', EVENTS, 'jobs/image-pull', UNSUCCESSFUL],
  ],
  'indexes that look pending below one that runs are asked for': [
    'indexed',
    27.1,
    undefined,
    [EVENTS, 'jobs/indexed-job', UNSUCCESSFUL, `pods ${OWN},${INDEX} in (0,1)`],
  ],
  'rows of all indexes need all pods': ['indexed', 'end', ALL, [EVENTS, 'jobs/indexed-job', `pods ${OWN}`]],
  'rows of a few indexes need their pods alone': [
    'indexed',
    'end',
    { ...ALL, indexes: [{ first: 1, last: 2 }] },
    // This server has none of them; an older one would have them without the label.
    [EVENTS, 'jobs/indexed-job', `pods ${OWN},${INDEX} in (1,2)`, `pods ${OWN},!${INDEX}`],
  ],
  'rows of a few indexes of a failed Job need both': [
    'per-index',
    'end',
    { ...ALL, indexes: [{ first: 5, last: 5 }] },
    [EVENTS, 'jobs/per-index', UNSUCCESSFUL, `pods ${OWN},${INDEX} in (5)`],
  ],
  'rows of failed indexes need no more than the screen': [
    'per-index',
    'end',
    { ...ALL, failed: true },
    [EVENTS, 'jobs/per-index', UNSUCCESSFUL],
  ],
  'rows of failed indexes of a Job without failures need none': [
    'indexed',
    'end',
    { ...ALL, failed: true },
    [EVENTS, 'jobs/indexed-job'],
  ],
  'rows of a Job without indexes need no more than the screen': ['drain', 'end', ALL, [EVENTS, 'jobs/drain']],
};

group('the requests', () => {
  test.each(Object.entries(REQUESTS))('%s', async (_, [recording, seconds, rows, expected]) => {
    const recorded = recordedAt(recording, seconds);
    const server = await serverWith(recorded);
    await describeOn(server, byName(recorded), rows);
    expect(asked(server, recorded)).toEqual([...expected].sort());
  });

  test('many Jobs cost one list of Jobs, and come in its order', async () => {
    const recorded = recordedAt('per-index', 'end');
    const server = await serverWith(recorded);
    const names = Array.from({ length: 9 }, (_, number) => `job-${number}`);
    const jobs = names.map((name) => ({
      ...recorded.job.source,
      metadata: { name, namespace: 'per-index', uid: name },
    }));
    server.on('/apis/batch/v1/namespaces/per-index/jobs', list('JobList', jobs));
    const described = await describeOn(server, {
      kind: 'selector',
      namespace: 'per-index',
      labelSelector: 'a=b',
      fieldSelector: undefined,
    });
    expect(descriptionsIn(described).map(({ job }) => job.metadata.name)).toEqual(names);
    expect(asked(server, recorded).filter((text) => text.startsWith('jobs'))).toEqual(['jobs a=b']);
  });
});

group('what cannot be read', () => {
  const forbidden = (what: string) =>
    status(403, 'Forbidden', `${what} is forbidden: User "eve" cannot list resource "${what}"`);

  test.each(['pods', 'events'])('%s that are forbidden: the rest is shown, and how to ask for leave', async (what) => {
    const recorded = recordedAt('per-index', 'end');
    const server = await serverWith(recorded);
    server.on(`/api/v1/namespaces/per-index/${what}`, forbidden(what));
    const [description] = descriptionsIn(await describeOn(server, byName(recorded)));
    expect(description?.unread).toEqual([
      {
        what,
        namespace: 'per-index',
        forbidden: true,
        why: expect.stringContaining(`${what} is forbidden`),
        remedy: `kubectl auth can-i list ${what} -n per-index`,
      },
    ]);
    expect([description?.progress.done, description?.podsRead]).toEqual([
      7,
      what === 'pods' ? 'unreadable' : 'not-succeeded',
    ]);
  });

  test('a Job that is not there is missing, with the namespaces that have one of that name', async () => {
    const recorded = recordedAt('pi', 'end');
    const server = await serverWith(recorded);
    server.on('/apis/batch/v1/namespaces/here/jobs/pi', status(404, 'NotFound', 'jobs.batch "pi" not found'));
    server.on('/apis/batch/v1/namespaces/here/jobs', list('JobList', []));
    server.on('/apis/batch/v1/jobs', list('JobList', [recorded.job.source]));
    const jobs = [
      { namespace: 'here', name: 'pi' },
      { namespace: 'pi', name: 'pi' },
    ];
    const [missing, found] = await describeOn(server, { kind: 'names', jobs });
    expect(missing).toMatchObject({ kind: 'missing', name: 'pi', namespace: 'here', foundIn: ['pi'] });
    expect(found?.kind).toBe('job');
    expect(server.requests.filter(({ path }) => path === '/apis/batch/v1/jobs')).toHaveLength(1);
  });

  test('a Job that is not there, where other namespaces may not be looked into, is missing all the same', async () => {
    const server = await aServer();
    server.on('/apis/batch/v1/namespaces/here/jobs/pi', status(404, 'NotFound', 'jobs.batch "pi" not found'));
    server.on('/apis/batch/v1/jobs', forbidden('jobs'));
    const [missing] = await describeOn(server, { kind: 'names', jobs: [{ namespace: 'here', name: 'pi' }] });
    expect(missing).toMatchObject({ kind: 'missing', foundIn: undefined });
  });

  test('a name that begins one Job’s name is taken for it, as kubectl does; one that begins several is missing', async () => {
    const recorded = recordedAt('pi', 'end');
    const server = await serverWith(recorded);
    server.on('/apis/batch/v1/namespaces/pi/jobs/p', status(404, 'NotFound', 'jobs.batch "p" not found'));
    const target = { kind: 'names', jobs: [{ namespace: 'pi', name: 'p' }] } as const;
    const byPrefix = async () => {
      const cluster = await aCluster({ server: server.url });
      return Array.fromAsync(describe(cluster, target, { rows: undefined, byPrefix: true, ...aCall() }));
    };
    expect((await byPrefix()).map(({ kind }) => kind)).toEqual(['job']);
    expect(await describeOn(server, target)).toMatchObject([{ kind: 'missing', beginSo: ['pi'] }]);
    const another = { ...recorded.job.source, metadata: { name: 'pie', namespace: 'pi', uid: 'pie' } };
    server.on('/apis/batch/v1/namespaces/pi/jobs', list('JobList', [recorded.job.source, another]));
    expect(await byPrefix()).toMatchObject([{ kind: 'missing', beginSo: ['pi', 'pie'] }]);
  });

  test('a Job that may not be read is an error', async () => {
    const server = await aServer();
    server.on('/apis/batch/v1/namespaces/here/jobs/pi', forbidden('jobs'));
    await expect(describeOn(server, { kind: 'names', jobs: [{ namespace: 'here', name: 'pi' }] })).rejects.toThrow(
      'forbidden',
    );
  });

  test('a connection that breaks while pods are read is an error, not a gap', async () => {
    const recorded = recordedAt('per-index', 'end');
    const server = await serverWith(recorded);
    server.on('/api/v1/namespaces/per-index/pods', reset());
    await expect(describeOn(server, byName(recorded))).rejects.toMatchObject({ kind: 'ConnectionError' });
  });
});
