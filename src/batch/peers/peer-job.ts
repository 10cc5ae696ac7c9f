/**
 * What of a Job decides whether its pods find each other by name: read from a Job as the API sent it, or as a manifest has it. Absent fields have the
 * API server's defaults (Kubernetes 1.36, pkg/apis/batch/v1/defaults.go, pkg/registry/batch/job/strategy.go).
 */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../field-at.ts';
import type { StringMap } from '../objects.ts';

/** A Job, seen by its pods' names. */
export interface PeerJob {
  readonly name: string;
  readonly namespace: string;
  readonly indexed: boolean;
  /** Undefined for a work queue. */
  readonly completions: number | undefined;
  readonly parallelism: number;
  /** The Service that names come from; undefined: pods have none. */
  readonly subdomain: string | undefined;
  /** `hostname` of the template. An Indexed Job gives each pod its own whatever stands there. */
  readonly hostname: string | undefined;
  /** `ClusterFirst`, `ClusterFirstWithHostNet`, `Default` or `None`. */
  readonly dnsPolicy: string;
  /** `dnsConfig.searches`: what short names are tried with, beside what dnsPolicy brings. */
  readonly searches: readonly string[];
  readonly hostNetwork: boolean;
  readonly setHostnameAsFQDN: boolean;
  /** The labels that each of its pods has, those that the API server adds included; the completion index is not among them. */
  readonly podLabels: StringMap;
  /** GPUs that the first container that wants some is limited to. */
  readonly gpus: number | undefined;
}

/** Reads a Job. `namespace` is used where it names none. Never throws: what is of another type than the API's counts as absent. */
export function peerJobOf(job: Fields, namespace: string): PeerJob {
  const spec = 'spec.template.spec';
  const parallelism = numberAt(job, 'spec.parallelism');
  const completions = numberAt(job, 'spec.completions');
  return {
    name: textAt(job, 'metadata.name'),
    namespace: textAt(job, 'metadata.namespace') || namespace,
    indexed: textAt(job, 'spec.completionMode') === 'Indexed',
    // Both absent: the server makes it one and one.
    completions: completions ?? (parallelism === undefined ? 1 : undefined),
    parallelism: parallelism ?? 1,
    subdomain: textAt(job, `${spec}.subdomain`) || undefined,
    hostname: textAt(job, `${spec}.hostname`) || undefined,
    dnsPolicy: textAt(job, `${spec}.dnsPolicy`) || 'ClusterFirst',
    searches: textsAt(job, `${spec}.dnsConfig.searches`),
    hostNetwork: fieldAt(job, `${spec}.hostNetwork`) === true,
    setHostnameAsFQDN: fieldAt(job, `${spec}.setHostnameAsFQDN`) === true,
    podLabels: podLabelsOf(job),
    gpus: gpusOf(job),
  };
}

/** How many peers there are: whoever says only how many pods run at a time means so many. */
export function peerCount({ completions, parallelism }: Pick<PeerJob, 'completions' | 'parallelism'>): number {
  return completions ?? parallelism;
}

/** The label by which the pods of a Job are told from others', since always. */
const JOB_NAME_LABEL = 'job-name';

/** The label with the completion index, which the controller sets on each pod since 1.28. */
export const INDEX_LABEL = 'batch.kubernetes.io/job-completion-index';

/** Labels that find the pods of a Job and no others: what a Service for them selects. */
export function peerSelector(job: Fields): StringMap {
  return isManual(job) ? mapAt(job, 'spec.selector.matchLabels') : { [JOB_NAME_LABEL]: textAt(job, 'metadata.name') };
}

/** A Job with a selector of its own gets no labels from the server. */
function isManual(job: Fields): boolean {
  return fieldAt(job, 'spec.manualSelector') === true;
}

function podLabelsOf(job: Fields): StringMap {
  const own = mapAt(job, 'spec.template.metadata.labels');
  if (isManual(job)) return own;
  const name = textAt(job, 'metadata.name');
  return { ...own, [JOB_NAME_LABEL]: name, [`batch.kubernetes.io/${JOB_NAME_LABEL}`]: name };
}

/** `nvidia.com/gpu`, `amd.com/gpu`, `gpu.intel.com/i915`: whatever calls itself a GPU. */
function gpusOf(job: Fields): number | undefined {
  const limits = listAt(job, 'spec.template.spec.containers').map((container) =>
    fieldAt(container, 'resources.limits'),
  );
  for (const limit of limits) {
    for (const [resource, quantity] of Object.entries(limit ?? {})) {
      const count = /\bgpu\b/.test(resource) ? Number(quantity) : 0;
      if (Number.isInteger(count) && count > 0) return count;
    }
  }
  return undefined;
}
