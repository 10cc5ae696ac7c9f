import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peerJobOf, peerSelector } from '../../../src/batch/peers/peer-job.ts';
import { allShortNames, defaultServiceName, isServiceName, peerNames } from '../../../src/batch/peers/peer-names.ts';
import { rawPeerJob } from '../../support/raw-peers.ts';
import { recordedAt } from '../../support/recorded-job.ts';

test('the names of the documentation, as recorded pods have them', () => {
  const { job, rawPods } = recordedAt('pod-to-pod', 'end');
  const peerJob = peerJobOf(job.source, '');
  const hostnames = rawPods.map((pod) => Object(pod).spec).map(({ hostname, subdomain }) => `${hostname}.${subdomain}`);
  expect(allShortNames(peerJob, peerJob.subdomain ?? '')).toEqual(hostnames.sort());
  expect(
    peerNames('example-job-0', 'headless-svc', { namespace: 'pod-to-pod', clusterDomain: 'cluster.local' }),
  ).toEqual({
    short: 'example-job-0.headless-svc',
    full: 'example-job-0.headless-svc.pod-to-pod.svc.cluster.local',
  });
});

describe('the name of a Service for a Job', () => {
  test.each([
    ['ring', 'ring'],
    ['7-dwarfs', 'peers-7-dwarfs'],
    ['a'.repeat(63), 'a'.repeat(63)],
    ['a'.repeat(64), undefined],
    [`7${'a'.repeat(58)}`, undefined],
    ['with.dots', undefined],
  ])('%s: %s', (job, service) => expect(defaultServiceName(job)).toBe(service));

  test('is one, and no two Jobs have the same', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        const [a, b] = [defaultServiceName(one), defaultServiceName(other)];
        if (a !== undefined) expect(isServiceName(a)).toBe(true);
        if (one !== other && a === b && a !== undefined) expect([one, other]).toContain(a.replace('peers-', ''));
      }),
    );
  });
});

test('what a Service selects: the label that all servers set, or what a Job with a selector of its own has', () => {
  expect(peerSelector(rawPeerJob())).toEqual({ 'job-name': 'ring' });
  const manual = rawPeerJob({ spec: { manualSelector: true, selector: { matchLabels: { app: 'x' } } } });
  expect(peerSelector(manual)).toEqual({ app: 'x' });
});

describe('what is read of a Job', () => {
  const gpu = {
    containers: [{ name: 'a' }, { name: 'b', resources: { limits: { cpu: '4', 'nvidia.com/gpu': '8' } } }],
  };
  test('GPUs', () => expect(peerJobOf(rawPeerJob({ podSpec: gpu }), '').gpus).toBe(8));
  test('no GPUs', () => expect(peerJobOf(rawPeerJob(), '').gpus).toBeUndefined());
  test('completions and parallelism both left out are one', () => {
    const job = peerJobOf(rawPeerJob({ spec: { completions: undefined, parallelism: undefined } }), '');
    expect([job.completions, job.parallelism]).toEqual([1, 1]);
  });
  test('the namespace of a manifest without one', () =>
    expect(peerJobOf(rawPeerJob({ metadata: { namespace: undefined } }), 'here').namespace).toBe('here'));
});
