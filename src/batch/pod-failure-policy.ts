/** podFailurePolicy: which rule a failed pod matches, and what follows (Kubernetes 1.36, pkg/controller/job/pod_failure_policy.go). */
import { indexesOf, printIndexes } from './indexes.ts';
import type { Job, OnExitCodes, OnPodCondition, Pod, PodFailurePolicyRule } from './objects.ts';

/** What the policy makes of a pod. `because` uses the controller's own wording. */
export type PolicyVerdict =
  /** Rule number `rule` (from 0) matched. */
  | { readonly action: PolicyAction; readonly rule: number; readonly because: string }
  /** No rule matched, or there is no policy: the failure counts towards the back-off limit. */
  | { readonly action: 'Default'; readonly because: string };

/** The actions that Kubernetes 1.36 knows. */
export type PolicyAction = 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';

/**
 * The first rule that a failed pod matches. A pod is judged only once its phase is Failed; a rule with an unknown action is
 * skipped; FailIndex counts like any failure where backoffLimitPerIndex is not set.
 */
export function verdictFor(pod: Pod, job: Pick<Job, 'spec'>): PolicyVerdict {
  if (job.spec.podFailurePolicy !== undefined && pod.phase !== 'Failed')
    return { action: 'Default', because: 'the pod is not in phase Failed' };
  return verdictOnDeletion(pod, job);
}

/**
 * The same for a pod that the Job's own failure deletes, whatever its phase: what it shows at that moment decides whether it is counted
 * (pkg/controller/job/job_controller.go, trackJobStatusAndRemoveFinalizers).
 */
export function verdictOnDeletion(pod: Pod, job: Pick<Job, 'spec'>): PolicyVerdict {
  const { podFailurePolicy, backoffLimitPerIndex } = job.spec;
  if (podFailurePolicy === undefined) return { action: 'Default', because: 'the Job has no podFailurePolicy' };
  for (const [rule, { action, onExitCodes, onPodConditions }] of podFailurePolicy.entries()) {
    const match = onExitCodes ? matchExitCode(pod, onExitCodes) : matchCondition(pod, onPodConditions);
    if (match === undefined || !isPolicyAction(action)) continue;
    const because = `${match} matching ${action} rule at index ${rule}`;
    if (action !== 'FailIndex' || backoffLimitPerIndex !== undefined) return { action, rule, because };
    return { action: 'Count', rule, because: `${because}, which counts without backoffLimitPerIndex` };
  }
  return { action: 'Default', because: 'no rule matched' };
}

/** Whether a pod can match a rule at all: it has an action that is known, and asks for something. */
export function canMatch({ action, onExitCodes, onPodConditions }: PodFailurePolicyRule): boolean {
  return isPolicyAction(action) && (onExitCodes !== undefined || onPodConditions.length > 0);
}

/** Each rule as a sentence, in order, led by its number: `0  FailIndex when container "main" exits with 42`. */
export function policySentences(job: Job): readonly string[] {
  return (job.spec.podFailurePolicy ?? []).map((rule, number) => `${number}  ${sentenceOf(rule)}`);
}

/** Whether Kubernetes 1.36 knows an action; a rule with another one is skipped. */
export function isPolicyAction(action: string): action is PolicyAction {
  return action === 'FailJob' || action === 'FailIndex' || action === 'Ignore' || action === 'Count';
}

/** Regular containers before init containers; one that has not ended, or ended with 0, never matches. */
function matchExitCode(pod: Pod, onExitCodes: OnExitCodes): string | undefined {
  const { containerName, operator, values } = onExitCodes;
  for (const { name, state } of [...pod.containerStatuses, ...pod.initContainerStatuses]) {
    if (state.kind !== 'terminated' || state.exitCode === 0) continue;
    if (containerName !== undefined && containerName !== name) continue;
    const listed = values.includes(state.exitCode);
    if ((operator === 'In' && listed) || (operator === 'NotIn' && !listed)) {
      return `Container ${name} for ${nameOf(pod)} failed with exit code ${state.exitCode}`;
    }
  }
  return undefined;
}

function matchCondition(pod: Pod, patterns: readonly OnPodCondition[]): string | undefined {
  const found = pod.conditions.find(({ type, status }) =>
    patterns.some((pattern) => pattern.type === type && pattern.status === status),
  );
  return found && `${capitalised(nameOf(pod))} has condition ${found.type}`;
}

function nameOf(pod: Pod): string {
  return `pod ${pod.metadata.namespace}/${pod.metadata.name}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentenceOf({ action, onExitCodes, onPodConditions }: PodFailurePolicyRule): string {
  const when = onExitCodes ? exitSentence(onExitCodes) : conditionSentence(onPodConditions);
  if (when === undefined) return `${action || 'no action'}, never: it asks for nothing`;
  if (isPolicyAction(action)) return `${action} when ${when}`;
  return action === '' ? `no action, when ${when}` : `unknown action "${action}", never taken, when ${when}`;
}

function exitSentence({ containerName, operator, values }: OnExitCodes): string {
  const who = containerName === undefined ? 'any container' : `container "${containerName}"`;
  if (operator === 'In') return `${who} exits with ${listOf(runsOf(values), 'or')}`;
  if (operator !== 'NotIn') return `${who} exits with a code that is ${operator} ${listOf(runsOf(values), 'or')}`;
  const spared = values.filter((value) => value !== 0);
  return `${who} exits with any code but ${listOf(['0', ...runsOf(spared)], 'and')}`;
}

/** Undefined for no condition, which no pod has. */
function conditionSentence(patterns: readonly OnPodCondition[]): string | undefined {
  const conditions = patterns.map(({ type, status }) => (status === 'True' ? type : `${type}=${status}`));
  return conditions.length === 0 ? undefined : `the pod has condition ${listOf(conditions, 'or')}`;
}

/** Exit codes with runs of three and more drawn together: `1-3`, `42`. Negative codes (Windows) stay as they are. */
function runsOf(values: readonly number[]): readonly string[] {
  if (values.some((value) => value < 0)) return values.map(String);
  return printIndexes(indexesOf(values))
    .split(',')
    .filter((run) => run !== '');
}

function listOf(items: readonly string[], last: 'and' | 'or'): string {
  if (items.length < 2) return items[0] ?? 'nothing';
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
