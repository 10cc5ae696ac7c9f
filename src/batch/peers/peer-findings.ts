/** Everything that keeps the pods of a Job from finding each other by name, at all or at times. */
import { type Intervals, indexesOf } from '../indexes.ts';
import type { StringMap } from '../objects.ts';
import { isHeadless, type PeerService, selectionOf } from './headless.ts';
import { type PeerJob, peerCount } from './peer-job.ts';
import { LONGEST_HOSTNAME, LONGEST_LABEL, longestHostname, peerNames } from './peer-names.ts';
import { hasEnded, type Peer } from './peer-pods.ts';

/** What is known of the Service that the Job's subdomain names. */
export type ServiceFacts =
  | { readonly kind: 'found'; readonly service: PeerService }
  /** There is none in the Job's namespace; where others have one of that name, as far as one may look. */
  | { readonly kind: 'missing'; readonly elsewhere: readonly string[] }
  /** We may not read it. */
  | { readonly kind: 'forbidden' }
  /** The Job names none. These are headless, and select its pods. */
  | { readonly kind: 'unnamed'; readonly candidates: readonly string[] };

/** What findings are made from. */
export interface PeerFacts {
  readonly job: PeerJob;
  readonly service: ServiceFacts;
  readonly peers: readonly Peer[];
  /** Whether EndpointSlices could be read. */
  readonly slicesRead: boolean;
  /** A finished Job has no peers left to find: only what would be wrong the next time is told. */
  readonly isFinished: boolean;
  readonly clusterDomain: string;
}

/** One thing that is wrong or may go wrong. */
export type PeerFinding =
  /** It is for one pod, or for none: whatever else it lacks does not matter. */
  | { readonly kind: 'alone'; readonly pods: number }
  /** Pods have no names that last: hostnames come with completionMode Indexed. */
  | { readonly kind: 'not-indexed' }
  /** The template names no Service. */
  | { readonly kind: 'no-subdomain'; readonly candidates: readonly string[] }
  | { readonly kind: 'no-service'; readonly service: string }
  /** There is none in the Job's namespace, but in others, where it cannot help. */
  | { readonly kind: 'other-namespace'; readonly service: string; readonly namespaces: readonly string[] }
  | { readonly kind: 'unread-service'; readonly service: string }
  /** We may not read what the Service publishes. */
  | { readonly kind: 'unread-slices'; readonly service: string }
  /** The Service has an address of its own (or is an alias), which its name stands for. */
  | { readonly kind: 'not-headless'; readonly service: string; readonly clusterIP: string; readonly type: string }
  | { readonly kind: 'no-selector'; readonly service: string }
  /** The Service selects other pods: what it wants that these do not have. */
  | { readonly kind: 'selects-others'; readonly service: string; readonly missing: StringMap }
  | { readonly kind: 'selects-one-index'; readonly service: string; readonly index: string }
  /** Names resolve only once their pods are ready; these are not yet, or no longer. */
  | { readonly kind: 'ready-only'; readonly service: string; readonly unready: Intervals }
  /** `Default` looks names up as the node does, `None` as dnsConfig says. */
  | { readonly kind: 'dns-policy'; readonly policy: string }
  /** On the node's network, ClusterFirst is as good as Default. */
  | { readonly kind: 'host-network' }
  | { readonly kind: 'long-hostname'; readonly hostname: string; readonly limit: number }
  /** With setHostnameAsFQDN. */
  | { readonly kind: 'long-fqdn'; readonly name: string; readonly limit: number }
  /** Not all peers ever run at the same time. */
  | { readonly kind: 'never-together'; readonly parallelism: number; readonly completions: number }
  /** These have ended while others run: their names are gone. */
  | { readonly kind: 'ended-peers'; readonly indexes: Intervals }
  /** These run and have an address, and the Service is right, but no slice has them. */
  | { readonly kind: 'unpublished'; readonly service: string; readonly indexes: Intervals };

/** Whether names do not resolve at all, or only do not at times. */
export type Severity = 'broken' | 'risk';

/** How bad it is. */
export function severityOf({ kind }: PeerFinding): Severity {
  switch (kind) {
    case 'not-indexed':
    case 'no-subdomain':
    case 'no-service':
    case 'other-namespace':
    case 'not-headless':
    case 'no-selector':
    case 'selects-others':
    case 'selects-one-index':
    case 'dns-policy':
    case 'host-network':
    case 'long-hostname':
    case 'long-fqdn':
      return 'broken';
    case 'alone':
    case 'unread-service':
    case 'unread-slices':
    case 'ready-only':
    case 'never-together':
    case 'ended-peers':
    case 'unpublished':
      return 'risk';
  }
}

/** All findings, those of the Job first, then those of the Service, then those of the moment. */
export function peerFindings(facts: PeerFacts): readonly PeerFinding[] {
  const ofJob = [...namesOf(facts), ...dnsOf(facts.job), ...togetherOf(facts.job)];
  return [...ofJob, ...serviceFindings(facts), ...readyOnly(facts), ...(facts.isFinished ? [] : momentOf(facts))];
}

function namesOf({ job, service, clusterDomain }: PeerFacts): readonly PeerFinding[] {
  const { namespace, subdomain = '' } = job;
  const pods = peerCount(job);
  if (pods < 2) return [{ kind: 'alone', pods }];
  // A hostname that all pods share is one name for all of them: still no names for peers.
  if (!job.indexed) return [{ kind: 'not-indexed' }, ...subdomainOf(job, service)];
  const hostname = longestHostname(job);
  const { full } = peerNames(hostname, subdomain, { namespace, clusterDomain });
  const tooLong: PeerFinding[] =
    hostname.length > LONGEST_LABEL ? [{ kind: 'long-hostname', hostname, limit: LONGEST_LABEL }] : [];
  const fqdn: PeerFinding[] =
    job.setHostnameAsFQDN && subdomain !== '' && full.length > LONGEST_HOSTNAME
      ? [{ kind: 'long-fqdn', name: full, limit: LONGEST_HOSTNAME }]
      : [];
  return [...subdomainOf(job, service), ...tooLong, ...fqdn];
}

function subdomainOf({ subdomain }: PeerJob, service: ServiceFacts): readonly PeerFinding[] {
  if (subdomain !== undefined) return [];
  return [{ kind: 'no-subdomain', candidates: service.kind === 'unnamed' ? service.candidates : [] }];
}

/** With None, the cluster's names are found only where dnsConfig searches the namespace (and asks the cluster's servers, which one cannot see). */
function dnsOf(job: PeerJob): readonly PeerFinding[] {
  const searchesNamespace = job.searches.some((domain) => domain.startsWith(`${job.namespace}.svc.`));
  if (job.dnsPolicy === 'Default' || (job.dnsPolicy === 'None' && !searchesNamespace)) {
    return [{ kind: 'dns-policy', policy: job.dnsPolicy }];
  }
  return job.hostNetwork && job.dnsPolicy === 'ClusterFirst' ? [{ kind: 'host-network' }] : [];
}

function togetherOf({ parallelism, completions }: PeerJob): readonly PeerFinding[] {
  if (completions === undefined || parallelism >= completions) return [];
  return [{ kind: 'never-together', parallelism, completions }];
}

function serviceFindings({ job, service }: PeerFacts): readonly PeerFinding[] {
  const { subdomain } = job;
  if (subdomain === undefined) return [];
  switch (service.kind) {
    case 'unnamed':
      return [];
    case 'forbidden':
      return [{ kind: 'unread-service', service: subdomain }];
    case 'missing':
      return service.elsewhere.length === 0
        ? [{ kind: 'no-service', service: subdomain }]
        : [{ kind: 'other-namespace', service: subdomain, namespaces: service.elsewhere }];
    case 'found':
      return wrongWith(service.service, job);
  }
}

function wrongWith(service: PeerService, job: PeerJob): readonly PeerFinding[] {
  const { name, clusterIP, type } = service;
  const headless: PeerFinding[] = isHeadless(service) ? [] : [{ kind: 'not-headless', service: name, clusterIP, type }];
  return [...headless, ...selectorOf(service, job)];
}

function selectorOf(service: PeerService, { podLabels }: PeerJob): readonly PeerFinding[] {
  const selection = selectionOf(service, podLabels);
  switch (selection.kind) {
    case 'all':
      return [];
    case 'no-selector':
      return [{ kind: 'no-selector', service: service.name }];
    case 'one-index':
      return [{ kind: 'selects-one-index', service: service.name, index: selection.index }];
    case 'others':
      return [{ kind: 'selects-others', service: service.name, missing: selection.missing }];
  }
}

/** What is so now, and may be otherwise in a moment. */
function momentOf({ job, service, peers, slicesRead }: PeerFacts): readonly PeerFinding[] {
  if (service.kind !== 'found') return [];
  if (!slicesRead) return [{ kind: 'unread-slices', service: service.service.name }];
  const { name } = service.service;
  const isRight = wrongWith(service.service, job).length === 0;
  const ended = indexesWhere(peers, ({ pod }) => hasEnded(pod));
  const missed = indexesWhere(peers, ({ publication }) => isMissed(publication));
  const found: (PeerFinding | false)[] = [
    ended.length > 0 && peers.some(({ pod }) => !hasEnded(pod)) && { kind: 'ended-peers', indexes: ended },
    isRight && missed.length > 0 && { kind: 'unpublished', service: name, indexes: missed },
  ];
  return found.filter((finding) => finding !== false);
}

/** Without publishNotReadyAddresses (kubernetes#117819, #92559). */
function readyOnly({ service, peers }: PeerFacts): readonly PeerFinding[] {
  if (service.kind !== 'found' || service.service.publishNotReadyAddresses) return [];
  const unready = indexesWhere(peers, ({ pod }) => !hasEnded(pod) && !pod.ready);
  return [{ kind: 'ready-only', service: service.service.name, unready }];
}

function isMissed(publication: Peer['publication']): boolean {
  return !publication.published && publication.because === 'not-published';
}

function indexesWhere(peers: readonly Peer[], isWanted: (peer: Peer) => boolean): Intervals {
  return indexesOf(peers.filter(isWanted).flatMap(({ pod }) => pod.index ?? []));
}
