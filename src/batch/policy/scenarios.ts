/** For each rule of a podFailurePolicy, how to make a pod fail so that this rule, and none before it, matches. */
import type { JobSpec, OnPodCondition, Pod, PodFailurePolicyRule } from '../objects.ts';
import { isPolicyAction } from '../pod-failure-policy.ts';
import { type ContainerExit, judgedContainers, matchesExit, possibleExits } from './exit-codes.ts';

/** How a pod is made to fail. */
export type Firing =
  /** A container exits by itself. */
  | ({ readonly kind: 'exit' } & ContainerExit)
  /** It is evicted, which sets DisruptionTarget; the container ends with this code when it is told to stop. */
  | ({ readonly kind: 'evict' } & ContainerExit)
  /** Somebody sets a condition of the pod, and then it fails with this code. */
  | ({ readonly kind: 'condition'; readonly condition: OnPodCondition } & ContainerExit);

/** One rehearsal: of a rule, or (undefined) of a failure that no rule matches. */
export interface Scenario {
  readonly rule: number | undefined;
  /** Undefined: nothing can make it so. */
  readonly firing: Firing | undefined;
}

/** A scenario for each rule, in order, and the last one for «no rule matches». */
export function scenariosFor(spec: JobSpec): readonly Scenario[] {
  const rules = spec.podFailurePolicy ?? [];
  // Of a pod whose containers are restarted no rule is judged.
  if (spec.template.restartPolicy !== 'Never')
    return [...rules.keys(), undefined].map((rule) => ({ rule, firing: undefined }));
  const ofRules = rules.map(
    (rule, number): Scenario => ({
      rule: number,
      firing: canStand(rule, spec) ? firingFor(rule, rules.slice(0, number), spec) : undefined,
    }),
  );
  return [...ofRules, { rule: undefined, firing: firingOfNone(rules, spec) }];
}

/** Whether a rule's action is one that its Job can have. */
function canStand({ action }: PodFailurePolicyRule, { backoffLimitPerIndex }: JobSpec): boolean {
  return isPolicyAction(action) && (action !== 'FailIndex' || backoffLimitPerIndex !== undefined);
}

/** The pod as it would be once it has failed that way: what a rule is judged by. */
export function failedPod(firing: Firing, pod: Pod, spec: JobSpec): Pod {
  const { container, code } = firing;
  const regular = spec.template.containers.some(({ name }) => name === container);
  const state = {
    kind: 'terminated' as const,
    exitCode: code,
    signal: undefined,
    reason: 'Error',
    message: '',
    startedAt: undefined,
    finishedAt: undefined,
  };
  const status = { name: container, ready: false, restartCount: 0, state, lastTerminated: undefined };
  return {
    ...pod,
    phase: 'Failed',
    containerStatuses: regular ? [status] : [],
    initContainerStatuses: regular ? [] : [status],
    conditions: conditionsOf(firing),
  };
}

/** The condition that evictions, preemptions and lost nodes have in common. */
export const DISRUPTION_TARGET: OnPodCondition = { type: 'DisruptionTarget', status: 'True' };

/** What a disrupted container mostly ends with: killed (137) when it does not heed SIGTERM, else by it (143). */
export const SIGNAL_CODES: readonly number[] = [137, 143];

/** What every pod that has failed on a node says of itself: a rule that asks for one of these matches each failure. */
const NATURAL_CONDITIONS: readonly OnPodCondition[] = [
  { type: 'PodScheduled', status: 'True' },
  { type: 'Initialized', status: 'True' },
  { type: 'Ready', status: 'False' },
  { type: 'ContainersReady', status: 'False' },
];

/** Whether a rule matches every failure. */
function matchesAll(rule: PodFailurePolicyRule): boolean {
  return NATURAL_CONDITIONS.some((condition) => matchesCondition(rule, condition));
}

function firingFor(
  rule: PodFailurePolicyRule,
  before: readonly PodFailurePolicyRule[],
  spec: JobSpec,
): Firing | undefined {
  const earlier = before.filter(({ action }) => isPolicyAction(action));
  if (earlier.some(matchesAll)) return undefined;
  const isFree = (exit: ContainerExit) => !earlier.some((other) => matchesExit(other, exit));
  if (rule.onExitCodes) return asExit(possibleExits(spec).find((one) => matchesExit(rule, one) && isFree(one)));
  if (matchesAll(rule)) return asExit(possibleExits(spec).find(isFree));
  const condition = rule.onPodConditions.find((pattern) => !earlier.some((other) => matchesCondition(other, pattern)));
  const exit = condition && exitPast(earlier, spec);
  if (!condition || !exit) return undefined;
  return isSame(condition, DISRUPTION_TARGET) ? { kind: 'evict', ...exit } : { kind: 'condition', condition, ...exit };
}

function asExit(exit: ContainerExit | undefined): Firing | undefined {
  return exit && { kind: 'exit', ...exit };
}

/** A failed pod has a container that failed; this one's exit code must not be taken by a rule before. */
function exitPast(earlier: readonly PodFailurePolicyRule[], spec: JobSpec): ContainerExit | undefined {
  const running = new Set(spec.template.containers.map(({ name }) => name));
  const [first] = judgedContainers(spec);
  const signalled = first === undefined ? [] : SIGNAL_CODES.map((code) => ({ container: first, code }));
  const exits = [
    ...signalled,
    ...possibleExits(spec).filter(({ container, code }) => running.has(container) && code <= 255),
  ];
  return exits.find((exit) => !earlier.some((rule) => matchesExit(rule, exit)));
}

function firingOfNone(rules: readonly PodFailurePolicyRule[], spec: JobSpec): Firing | undefined {
  const known = rules.filter(({ action }) => isPolicyAction(action));
  if (known.some(matchesAll)) return undefined;
  return asExit(possibleExits(spec).find((one) => !known.some((rule) => matchesExit(rule, one))));
}

/** Whether a rule matches as soon as a pod has this condition. */
export function matchesCondition(
  { onExitCodes, onPodConditions }: PodFailurePolicyRule,
  condition: OnPodCondition,
): boolean {
  return !onExitCodes && onPodConditions.some((pattern) => isSame(pattern, condition));
}

function isSame(a: OnPodCondition, b: OnPodCondition): boolean {
  return a.type === b.type && a.status === b.status;
}

function conditionsOf(firing: Firing): Pod['conditions'] {
  const plain = { reason: '', message: '', lastTransitionTime: undefined };
  const natural = NATURAL_CONDITIONS.map((condition) => ({ ...condition, ...plain }));
  switch (firing.kind) {
    case 'exit':
      return natural;
    case 'evict':
      return [...natural, { ...DISRUPTION_TARGET, ...plain, reason: 'EvictionByEvictionAPI' }];
    case 'condition':
      return [...natural, { ...firing.condition, ...plain }];
  }
}
