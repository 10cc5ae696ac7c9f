/** The object behind `-o json|yaml|jsonpath|custom-columns` of `peers`: `JobPeers`, kubectl-job/v1. */
import { printIndexes } from '../../batch/indexes.ts';
import { isHeadless } from '../../batch/peers/headless.ts';
import { peerNames } from '../../batch/peers/peer-names.ts';
import type { Peer } from '../../batch/peers/peer-pods.ts';
import type { JobPeers } from '../../operations/peers-result.ts';
import { findingText } from './findings.ts';

/** Everything that the screen shows, and the findings with their fixes. */
export function peersObject(peers: JobPeers): object {
  const { job, peerJob, absent, clusterDomain } = peers;
  const { name, namespace, uid } = job.metadata;
  return {
    apiVersion: 'kubectl-job/v1',
    kind: 'JobPeers',
    metadata: { name, namespace, uid },
    completionMode: peerJob.indexed ? 'Indexed' : 'NonIndexed',
    completions: peerJob.completions ?? null,
    parallelism: peerJob.parallelism,
    subdomain: peerJob.subdomain ?? null,
    clusterDomain,
    service: serviceObject(peers),
    peers: peers.peers.map((peer) => peerObject(peer, peers)),
    // Of slices that may not be read nobody knows.
    resolving: peers.slicesRead ? peers.peers.filter(({ publication }) => publication.published).length : null,
    withoutPod: {
      completed: printIndexes(absent.completed),
      failed: printIndexes(absent.failed),
      waiting: printIndexes(absent.waiting),
    },
    findings: peers.findings.map((finding) => {
      const { severity, text, fix } = findingText(finding, peerJob);
      return { kind: finding.kind, severity, message: text, fix: { kind: fix.kind, text: fix.lines.join('\n') } };
    }),
  };
}

function serviceObject({ service, peerJob, slicesRead }: JobPeers): object {
  switch (service.kind) {
    case 'found': {
      const { name, clusterIP, type, selector, publishNotReadyAddresses, ports } = service.service;
      const headless = isHeadless(service.service);
      return { state: 'found', name, type, clusterIP, headless, selector, publishNotReadyAddresses, ports, slicesRead };
    }
    case 'missing':
      return { state: 'missing', name: peerJob.subdomain ?? null, inNamespaces: service.elsewhere };
    case 'forbidden':
      return { state: 'forbidden', name: peerJob.subdomain ?? null };
    case 'unnamed':
      return { state: 'unnamed', name: null, candidates: service.candidates };
  }
}

function peerObject({ pod, publication }: Peer, { peerJob, clusterDomain }: JobPeers): object {
  const { subdomain, namespace } = peerJob;
  const hasName = subdomain !== undefined && pod.isNamed;
  const names = hasName ? peerNames(pod.hostname, subdomain, { namespace, clusterDomain }) : undefined;
  return {
    index: pod.index ?? null,
    hostname: pod.hostname,
    shortName: names?.short ?? null,
    fullName: names?.full ?? null,
    pod: pod.name,
    ip: pod.ip ?? null,
    node: pod.node ?? null,
    phase: pod.phase,
    ready: pod.ready,
    terminating: pod.isDeleted,
    published: publication.published,
    ...(publication.published ? { addresses: publication.addresses } : { because: publication.because }),
  };
}
