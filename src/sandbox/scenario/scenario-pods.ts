/** What a scenario says about each pod. */
import { completionIndexOf } from '../../batch/attempts.ts';
import { containsIndex } from '../../batch/indexes.ts';
import { normalisePod } from '../../cluster/normalise/pod.ts';
import type { PodScenario } from '../kubelet/kubelet.ts';
import type { StoredObject } from '../store.ts';
import type { PodOverride } from './pod-override.ts';
import type { JobRule, Scenario } from './scenario.ts';

/** A pod as rules know it. */
export interface RuledPod {
  readonly job: string;
  readonly namespace: string;
  readonly index: number | undefined;
  /** The first is 1. */
  readonly attempt: number;
}

/** The scenario as the kubelets ask it. It counts the attempts of each index itself, as their pods come to their nodes. */
export function scenarioPods({ jobs, unknownProgram }: Scenario): PodScenario {
  const attempts = new Map<string, number>();
  return {
    unknownProgram,
    overrideFor(object: StoredObject) {
      const pod = normalisePod(object);
      const owner = pod.metadata.ownerReferences.find(({ controller, kind }) => controller && kind === 'Job');
      if (!owner) return undefined;
      const index = completionIndexOf(pod);
      const key = `${owner.uid}/${index ?? ''}`;
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      return overrideOf(jobs, { job: owner.name, namespace: pod.metadata.namespace, index, attempt });
    },
  };
}

/** What rules say about a pod: of each field what the first rule says that fits and says something. Undefined: nothing. */
export function overrideOf(rules: readonly JobRule[], pod: RuledPod): PodOverride | undefined {
  const fitting = rules.filter((rule) => fits(rule, pod));
  if (fitting.length === 0) return undefined;
  return fitting.reduceRight<PodOverride>((all, { override }) => Object.assign(all, override), {});
}

function fits({ job, namespace, indexes, attempts }: JobRule, pod: RuledPod): boolean {
  if (namespace !== undefined && namespace !== pod.namespace) return false;
  if (indexes && (pod.index === undefined || !containsIndex(indexes, pod.index))) return false;
  if (attempts && !containsIndex(attempts, pod.attempt)) return false;
  return matchesName(job, pod.job);
}

function matchesName(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
