/** What the first failure of a Job comes to, given what podFailurePolicy makes of it (Kubernetes 1.36, pkg/controller/job/job_controller.go, syncJob). */
import type { JobSpec } from '../objects.ts';
import type { PolicyVerdict } from '../pod-failure-policy.ts';

/** What a failure does. */
export type FailureOutcome =
  | { readonly kind: 'ignored' }
  /** So many more failures can the Job, or the index, take. */
  | { readonly kind: 'counted'; readonly retriesLeft: number; readonly of: 'job' | 'index' }
  | { readonly kind: 'index-failed' }
  | { readonly kind: 'job-failed'; readonly reason: string };

/** The outcome of the first failure of a Job that nothing has happened to. */
export function firstFailureOutcome(spec: JobSpec, { action }: Pick<PolicyVerdict, 'action'>): FailureOutcome {
  if (action === 'FailJob') return { kind: 'job-failed', reason: 'PodFailurePolicy' };
  if (action === 'Ignore') return { kind: 'ignored' };
  if (spec.backoffLimit < 1) return { kind: 'job-failed', reason: 'BackoffLimitExceeded' };
  const { backoffLimitPerIndex } = spec;
  if (backoffLimitPerIndex === undefined) return { kind: 'counted', retriesLeft: spec.backoffLimit - 1, of: 'job' };
  if (action !== 'FailIndex' && backoffLimitPerIndex > 0) {
    return { kind: 'counted', retriesLeft: backoffLimitPerIndex - 1, of: 'index' };
  }
  if (spec.maxFailedIndexes === 0) return { kind: 'job-failed', reason: 'MaxFailedIndexesExceeded' };
  return spec.completions === 1 ? { kind: 'job-failed', reason: 'FailedIndexes' } : { kind: 'index-failed' };
}
