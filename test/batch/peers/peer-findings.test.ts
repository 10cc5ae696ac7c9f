import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peerServiceOf, publishedPods } from '../../../src/batch/peers/headless.ts';
import { type PeerFacts, peerFindings, type ServiceFacts, severityOf } from '../../../src/batch/peers/peer-findings.ts';
import { peerJobOf } from '../../../src/batch/peers/peer-job.ts';
import { peerPodOf, peersOf } from '../../../src/batch/peers/peer-pods.ts';
import { rawEndpoint, rawPeerJob, rawPeerPod, rawPeerService, rawSlice } from '../../support/raw-peers.ts';

type Json = Readonly<Record<string, unknown>>;

interface Case {
  readonly job?: Json;
  readonly service?: Json | ServiceFacts;
  readonly pods?: readonly Json[];
  readonly slices?: readonly Json[] | 'unread';
  readonly isFinished?: boolean;
}

function factsOf({
  job = rawPeerJob(),
  service = rawPeerService(),
  pods = [],
  slices = [],
  isFinished = false,
}: Case): PeerFacts {
  const isFacts = (value: Json | ServiceFacts): value is ServiceFacts => !('apiVersion' in value);
  return {
    job: peerJobOf(job, 'lab'),
    service: isFacts(service) ? service : { kind: 'found', service: peerServiceOf(service) },
    peers: peersOf(pods.map(peerPodOf), slices === 'unread' ? undefined : publishedPods(slices)),
    slicesRead: slices !== 'unread',
    isFinished,
    clusterDomain: 'cluster.local',
  };
}

const kindsOf = (of: Case) => peerFindings(factsOf(of)).map(({ kind }) => kind);

const notIndexed = rawPeerJob({ spec: { completionMode: 'NonIndexed' } });
const notIndexedAlone = rawPeerJob({
  spec: { completionMode: 'NonIndexed', completions: 1, parallelism: 1 },
  podSpec: { subdomain: undefined },
});
const long = 'a'.repeat(62);

describe('what keeps names from resolving', () => {
  const table: Readonly<Record<string, readonly [Case, readonly string[]]>> = {
    'nothing, where all is right': [{}, []],
    'a Job that is not Indexed': [{ job: notIndexed }, ['not-indexed']],
    'a completionMode left out is NonIndexed': [
      { job: rawPeerJob({ spec: { completionMode: undefined } }) },
      ['not-indexed'],
    ],
    'no subdomain': [
      { job: rawPeerJob({ podSpec: { subdomain: '' } }), service: { kind: 'unnamed', candidates: [] } },
      ['no-subdomain'],
    ],
    'neither one nor the other': [
      {
        job: rawPeerJob({ spec: { completionMode: 'NonIndexed' }, podSpec: { subdomain: undefined } }),
        service: { kind: 'unnamed', candidates: [] },
      },
      ['not-indexed', 'no-subdomain'],
    ],
    'no Service of that name': [{ service: { kind: 'missing', elsewhere: [] } }, ['no-service']],
    'a Service of that name in another namespace': [
      { service: { kind: 'missing', elsewhere: ['other'] } },
      ['other-namespace'],
    ],
    'a Service that may not be read': [{ service: { kind: 'forbidden' } }, ['unread-service']],
    'a Service with an address': [{ service: rawPeerService({ clusterIP: '10.96.0.7' }) }, ['not-headless']],
    'an alias': [{ service: rawPeerService({ clusterIP: undefined, type: 'ExternalName' }) }, ['not-headless']],
    'a Service without a selector': [{ service: rawPeerService({ selector: undefined }) }, ['no-selector']],
    'a Service of another Job': [
      { service: rawPeerService({ selector: { 'job-name': 'other' } }) },
      ['selects-others'],
    ],
    'a Service that wants one label too many': [
      { service: rawPeerService({ selector: { 'job-name': 'ring', role: 'worker' } }) },
      ['selects-others'],
    ],
    'the newer label will do as well': [
      { service: rawPeerService({ selector: { 'batch.kubernetes.io/job-name': 'ring' } }) },
      [],
    ],
    'labels of the template will do': [{ service: rawPeerService({ selector: { app: 'ring' } }) }, []],
    'a Service for one index': [
      {
        service: rawPeerService({ selector: { 'job-name': 'ring', 'batch.kubernetes.io/job-completion-index': '0' } }),
      },
      ['selects-one-index'],
    ],
    'a Job with a selector of its own has no job-name': [
      { job: rawPeerJob({ spec: { manualSelector: true, selector: { matchLabels: { app: 'ring' } } } }) },
      ['selects-others'],
    ],
    'names that come late': [{ service: rawPeerService({ publishNotReadyAddresses: false }) }, ['ready-only']],
    'dnsPolicy Default': [{ job: rawPeerJob({ podSpec: { dnsPolicy: 'Default' } }) }, ['dns-policy']],
    'dnsPolicy None': [{ job: rawPeerJob({ podSpec: { dnsPolicy: 'None' } }) }, ['dns-policy']],
    'dnsPolicy None that searches the namespace': [
      { job: rawPeerJob({ podSpec: { dnsPolicy: 'None', dnsConfig: { searches: ['lab.svc.cluster.local'] } } }) },
      [],
    ],
    'dnsPolicy None that searches another namespace': [
      { job: rawPeerJob({ podSpec: { dnsPolicy: 'None', dnsConfig: { searches: ['other.svc.cluster.local'] } } }) },
      ['dns-policy'],
    ],
    "the node's network": [{ job: rawPeerJob({ podSpec: { hostNetwork: true } }) }, ['host-network']],
    "the node's network with its policy": [
      { job: rawPeerJob({ podSpec: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } }) },
      [],
    ],
    'a hostname of 64 characters': [
      { job: rawPeerJob({ metadata: { name: long } }), service: rawPeerService({ selector: { 'job-name': long } }) },
      ['long-hostname'],
    ],
    'a hostname of 63 characters': [
      {
        job: rawPeerJob({ metadata: { name: long.slice(1) } }),
        service: rawPeerService({ selector: { 'job-name': long.slice(1) } }),
      },
      [],
    ],
    'the last index is the longest': [
      {
        job: rawPeerJob({ metadata: { name: long.slice(1) }, spec: { completions: 11, parallelism: 11 } }),
        service: rawPeerService({ selector: { 'job-name': long.slice(1) } }),
      },
      ['long-hostname'],
    ],
    'a full name as hostname, short enough': [{ job: rawPeerJob({ podSpec: { setHostnameAsFQDN: true } }) }, []],
    'a full name as hostname, too long': [
      { job: rawPeerJob({ metadata: { namespace: 'n'.repeat(40) }, podSpec: { setHostnameAsFQDN: true } }) },
      ['long-fqdn'],
    ],
    'fewer pods at a time than peers': [{ job: rawPeerJob({ spec: { parallelism: 2 } }) }, ['never-together']],
    'one pod, whatever else it lacks': [
      { job: notIndexedAlone, service: { kind: 'unnamed', candidates: [] } },
      ['alone'],
    ],
    'a work queue with one worker': [
      { job: rawPeerJob({ spec: { completionMode: undefined, completions: undefined, parallelism: 1 } }) },
      ['alone'],
    ],
    'no pod at all': [{ job: rawPeerJob({ spec: { completions: 0, parallelism: 0 } }) }, ['alone']],
    'a parallelism left out is one': [{ job: rawPeerJob({ spec: { parallelism: undefined } }) }, ['never-together']],
    'a work queue has no number of peers': [
      { job: rawPeerJob({ spec: { completionMode: 'NonIndexed', completions: undefined, parallelism: 2 } }) },
      ['not-indexed'],
    ],
    'peers that have ended while others run': [
      { pods: [rawPeerPod(0), rawPeerPod(1, { status: { phase: 'Succeeded' } })], slices: [rawSlice(rawEndpoint(0))] },
      ['ended-peers'],
    ],
    'a finished Job has no peers left': [
      { pods: [rawPeerPod(0, { status: { phase: 'Succeeded' } })], isFinished: true },
      [],
    ],
    'a pod with an address that nobody publishes': [
      { pods: [rawPeerPod(0), rawPeerPod(1)], slices: [rawSlice(rawEndpoint(0))] },
      ['unpublished'],
    ],
    'of a Service that selects others that is no wonder': [
      { service: rawPeerService({ selector: { a: 'b' } }), pods: [rawPeerPod(0)], slices: [] },
      ['selects-others'],
    ],
    'slices that may not be read': [{ pods: [rawPeerPod(0)], slices: 'unread' }, ['unread-slices']],
  };
  test.each(Object.entries(table))('%s', (_, [given, kinds]) => {
    expect(kindsOf(given)).toEqual(kinds);
  });
});

test('what is missing is told of the selector, not what fits', () => {
  const service = rawPeerService({ selector: { 'job-name': 'ring', role: 'worker' } });
  expect(peerFindings(factsOf({ service }))).toEqual([
    { kind: 'selects-others', service: 'svc', missing: { role: 'worker' } },
  ]);
});

test('who is not ready is told where that matters', () => {
  const pods = [
    rawPeerPod(0),
    rawPeerPod(1, { status: { conditions: [] } }),
    rawPeerPod(2, { status: { phase: 'Failed', conditions: [] } }),
  ];
  const slices = [rawSlice(rawEndpoint(0), rawEndpoint(1, { conditions: { ready: false } }))];
  const service = rawPeerService({ publishNotReadyAddresses: false });
  expect(peerFindings(factsOf({ service, pods, slices }))).toEqual([
    { kind: 'ready-only', service: 'svc', unready: [{ first: 1, last: 1 }] },
    { kind: 'ended-peers', indexes: [{ first: 2, last: 2 }] },
  ]);
});

test('whatever a cluster sends, there is an answer, and each finding has a severity', () => {
  const junk = fc.jsonValue();
  const object = fc.record({
    metadata: junk,
    spec: junk,
    status: junk,
    endpoints: junk,
    apiVersion: fc.constant('v1'),
  });
  fc.assert(
    fc.property(object, object, fc.array(object), (job, service, others) => {
      const findings = peerFindings(factsOf({ job, service, pods: others, slices: others }));
      expect(findings.map(severityOf)).not.toContain(undefined);
    }),
  );
});
