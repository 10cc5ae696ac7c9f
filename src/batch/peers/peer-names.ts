/** The names of a Job's pods: `<job>-<index>`, behind it the Service, the namespace, the cluster's domain. */
import type { PeerJob } from './peer-job.ts';

/** What a cluster's domain is unless its kubelets say otherwise. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** Where names end: the namespace and the cluster's domain. */
export interface NamePlace {
  readonly namespace: string;
  readonly clusterDomain: string;
}

/** The hostname of an index (Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go). */
export function indexHostname(job: string, index: number): string {
  return `${job}-${index}`;
}

/** The name that resolves in every pod of the namespace, and the one that resolves in all pods. */
export function peerNames(
  hostname: string,
  service: string,
  { namespace, clusterDomain }: NamePlace,
): { readonly short: string; readonly full: string } {
  const short = `${hostname}.${service}`;
  return { short, full: `${short}.${namespace}.svc.${clusterDomain}` };
}

/** The short names of all indexes of a Job, in their order. */
export function allShortNames(job: Pick<PeerJob, 'name' | 'completions'>, service: string): readonly string[] {
  return Array.from({ length: job.completions ?? 0 }, (_, index) => `${indexHostname(job.name, index)}.${service}`);
}

/** The longest label that DNS knows. */
export const LONGEST_LABEL = 63;

/** The longest hostname that Linux takes: a pod with `setHostnameAsFQDN` and a longer name does not start. */
export const LONGEST_HOSTNAME = 64;

/** The hostname of the last index: the longest one. */
export function longestHostname({ name, completions }: Pick<PeerJob, 'name' | 'completions'>): string {
  return indexHostname(name, Math.max(0, (completions ?? 1) - 1));
}

/** Whether a text is a DNS label (RFC 1123). */
export function isDnsLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** Whether a text can name a Service: a DNS label that begins with a letter (RFC 1035). */
export function isServiceName(text: string): boolean {
  return isDnsLabel(text) && /^[a-z]/.test(text);
}

/**
 * The name of the Service for a Job that names none: the Job's own, or `peers-` and that where a Service's name could not begin so. Undefined where
 * that is no name of a Service: it is never cut, since Jobs with long names often differ at the end.
 */
export function defaultServiceName(job: string): string | undefined {
  const name = /^[a-z]/.test(job) ? job : `peers-${job}`;
  return isServiceName(name) ? name : undefined;
}
