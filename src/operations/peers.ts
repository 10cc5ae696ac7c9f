/** `peers`: the pods of a Job with their names, whether DNS answers with them, and what keeps it from doing so. */
import type { Job } from '../batch/objects.ts';
import { isFinished } from '../batch/outcome.ts';
import { isHeadless, type PeerService, peerServiceOf, publishedPods, selectionOf } from '../batch/peers/headless.ts';
import { peerFindings, type ServiceFacts } from '../batch/peers/peer-findings.ts';
import { type PeerJob, peerJobOf } from '../batch/peers/peer-job.ts';
import { absentIndexes, peerPodOf, peersOf } from '../batch/peers/peer-pods.ts';
import {
  type Call,
  type Cluster,
  isApiFailure,
  isForbidden,
  isNotFound,
  type KubeObject,
  type ObjectKind,
  type Scope,
} from '../cluster/port.ts';
import { podsOf } from './describe/reads.ts';
import type { JobName } from './describe.ts';
import type { JobPeers } from './peers-result.ts';

/** Which Job, and what its cluster calls its domain. */
export interface PeersRequest {
  readonly job: JobName;
  readonly clusterDomain: string;
}

/** Pods, with their addresses (core/v1). */
export const POD_KIND: ObjectKind = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

/** Services (core/v1). */
export const SERVICE_KIND: ObjectKind = { apiVersion: 'v1', kind: 'Service', plural: 'services', namespaced: true };

/** EndpointSlices (discovery.k8s.io/v1). */
export const SLICE_KIND: ObjectKind = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
};

/** Four requests: the Job, its Service, the Service's slices, the pods. What RBAC forbids of the Service is a finding. Throws what the port throws. */
export async function readPeers(cluster: Cluster, request: PeersRequest, call: Call): Promise<JobPeers> {
  const job = await cluster.jobs.get(request.job.name, request.job.namespace, call);
  const peerJob = peerJobOf(job.source, request.job.namespace);
  const [service, pods, slices] = await Promise.all([
    readService(cluster, peerJob, call),
    all(cluster.objects(POD_KIND).list(podsOf(job), call)),
    readSlices(cluster, peerJob, call),
  ]);
  return composePeers({ job, service, pods, slices, clusterDomain: request.clusterDomain });
}

/** What was read, before anything is concluded from it. */
export interface PeerReadings {
  readonly job: Job;
  readonly service: ServiceFacts;
  readonly pods: readonly KubeObject[];
  /** Undefined where they may not be read. */
  readonly slices: readonly KubeObject[] | undefined;
  readonly clusterDomain: string;
}

/** What the objects come to. */
export function composePeers({ job, service, pods, slices, clusterDomain }: PeerReadings): JobPeers {
  const peerJob = peerJobOf(job.source, job.metadata.namespace);
  const peers = peersOf(pods.map(peerPodOf), slices && publishedPods(slices));
  const slicesRead = slices !== undefined;
  const findings = peerFindings({
    job: peerJob,
    service,
    peers,
    slicesRead,
    isFinished: isFinished(job),
    clusterDomain,
  });
  const { completedIndexes, failedIndexes = '' } = job.status;
  const completions = peerJob.indexed ? peerJob.completions : undefined;
  const absent = absentIndexes(peers, { completions, completedIndexes, failedIndexes });
  return { job, peerJob, service, slicesRead, peers, absent, findings, clusterDomain };
}

/** The slices of a Job's Service, as a scope. */
export function sliceScope({ namespace, subdomain = '' }: PeerJob): Scope {
  return { namespace, labelSelector: `kubernetes.io/service-name=${subdomain}` };
}

/** The Service that a Job's subdomain names, or why there is none. */
async function readService(cluster: Cluster, job: PeerJob, call: Call): Promise<ServiceFacts> {
  const services = cluster.objects(SERVICE_KIND);
  if (job.subdomain === undefined) {
    const candidates = await allowed(all(services.list({ namespace: job.namespace }, call)));
    return { kind: 'unnamed', candidates: (candidates ?? []).map(peerServiceOf).filter(fits(job)).map(nameOf) };
  }
  try {
    return { kind: 'found', service: peerServiceOf(await services.get(job.subdomain, job.namespace, call)) };
  } catch (error) {
    if (isForbidden(error)) return { kind: 'forbidden' };
    if (!isNotFound(error)) throw error;
    const namesakes = { namespace: undefined, fieldSelector: `metadata.name=${job.subdomain}` };
    const elsewhere = (await allowed(all(services.list(namesakes, call)))) ?? [];
    return { kind: 'missing', elsewhere: elsewhere.map(({ metadata }) => metadata.namespace) };
  }
}

async function readSlices(cluster: Cluster, job: PeerJob, call: Call): Promise<readonly KubeObject[] | undefined> {
  if (job.subdomain === undefined) return [];
  return allowed(all(cluster.objects(SLICE_KIND).list(sliceScope(job), call)));
}

function fits(job: PeerJob): (service: PeerService) => boolean {
  return (service) => isHeadless(service) && selectionOf(service, job.podLabels).kind === 'all';
}

function nameOf({ name }: PeerService): string {
  return name;
}

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const objects: T[] = [];
  for await (const object of stream) objects.push(object);
  return objects;
}

/** Undefined if we may not. */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isApiFailure(error) && isForbidden(error)) return undefined;
    throw error;
  }
}
