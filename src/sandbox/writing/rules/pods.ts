/** Writing pods (Kubernetes 1.36, pkg/registry/core/pod/strategy.go). */
import { type Fields, listAt, numberAt, textAt } from '../../api/fields.ts';
import { defaultPodObject } from '../../defaults/core.ts';
import { validateEphemeralContainers } from '../../validation/pods/ephemeral-containers.ts';
import { validatePod, validatePodStatus, validatePodUpdate } from '../../validation/pods/pod.ts';
import { podWarnings } from '../../validation/pods/pod-warnings.ts';
import type { KindRules } from '../kind-rules.ts';
import { admitPod } from './pod-admission.ts';
import { qualityOfService } from './pod-quality.ts';

/** Pods. */
export const podRules: KindRules = {
  struct: 'Pod',
  hasGeneration: true,
  hasStatus: true,
  dependents: 'Background',
  returnsDeleted: true,
  defaults: defaultPodObject,
  admit: admitPod,
  prepareCreate: (pod) => ({ ...pod, status: { phase: 'Pending', ...gated(pod), qosClass: qualityOfService(pod) } }),
  prepareUpdate: (pod) => pod,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatus: validatePodStatus,
  validateEphemeralContainers,
  warnings: (pod, old) => (old ? [] : podWarnings(pod, '')),
  gracePeriod: (pod, asked) => graceOf(pod, asked),
};

/** A pod with scheduling gates says from its first moment on that nobody looks for a node. */
function gated(pod: Fields): Fields {
  if (listAt(pod, 'spec.schedulingGates').length === 0) return {};
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  const condition = { type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime: null };
  return { conditions: [{ ...condition, reason: 'SchedulingGated', message }] };
}

/** A pod without a node and one that has ended go at once; a negative wish is a second. */
function graceOf(pod: Fields, asked: number | undefined): number {
  const phase = textAt(pod, 'status.phase');
  if (textAt(pod, 'spec.nodeName') === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
  const wished = asked ?? numberAt(pod, 'spec.terminationGracePeriodSeconds') ?? 0;
  return wished < 0 ? 1 : wished;
}
