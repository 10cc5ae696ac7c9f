/** What is wrong with the rules of a podFailurePolicy, as far as the rules alone tell. */
import type { JobSpec, PodFailurePolicyRule } from '../objects.ts';
import { isPolicyAction } from '../pod-failure-policy.ts';
import { judgedContainers, matchesExit } from './exit-codes.ts';
import { DISRUPTION_TARGET, matchesCondition, SIGNAL_CODES, scenariosFor } from './scenarios.ts';

/** One thing that is wrong. `never`: the rule can not fire as it stands; `doubtful`: it may do something else than was meant. */
export interface PolicyFinding {
  readonly rule: number;
  readonly severity: 'never' | 'doubtful';
  readonly kind:
    | 'unknown-action'
    | 'asks-nothing'
    | 'unknown-container'
    | 'only-zero'
    | 'shadowed'
    | 'no-limit-per-index'
    | 'restart-policy'
    | 'overtaken'
    | 'condition-nobody-sets';
  readonly text: string;
}

/** Findings in the order of the rules; of a rule that can not fire only why. */
export function policyFindings(spec: JobSpec): readonly PolicyFinding[] {
  const rules = spec.podFailurePolicy ?? [];
  const firings = scenariosFor(spec).map(({ firing }) => firing);
  return rules.flatMap((rule, number) => {
    const never = neverFires(rule, { number, rules, spec, canFire: firings[number] !== undefined });
    return never ? [never] : doubts(rule, { number, rules, spec });
  });
}

interface Place {
  readonly number: number;
  readonly rules: readonly PodFailurePolicyRule[];
  readonly spec: JobSpec;
}

/** Conditions of pods that Kubernetes itself sets, and may be set on a pod that has failed. */
const KNOWN_CONDITIONS: ReadonlySet<string> = new Set([
  'DisruptionTarget',
  'PodScheduled',
  'PodReadyToStartContainers',
  'Initialized',
  'ContainersReady',
  'Ready',
  'PodResizePending',
  'PodResizeInProgress',
]);

function neverFires(
  rule: PodFailurePolicyRule,
  place: Place & { readonly canFire: boolean },
): PolicyFinding | undefined {
  const { number, spec, canFire } = place;
  const never = (kind: PolicyFinding['kind'], text: string): PolicyFinding => ({
    rule: number,
    severity: 'never',
    kind,
    text,
  });
  const { action, onExitCodes, onPodConditions } = rule;
  if (spec.template.restartPolicy !== 'Never') {
    return never(
      'restart-policy',
      `with restartPolicy ${spec.template.restartPolicy} no rule is judged: it must be Never`,
    );
  }
  if (!isPolicyAction(action)) return never('unknown-action', `the action "${action}" is unknown: the rule is skipped`);
  if (!onExitCodes && onPodConditions.length === 0)
    return never('asks-nothing', 'it names neither exit codes nor conditions');
  const names = judgedContainers(spec);
  if (onExitCodes?.containerName !== undefined && !names.includes(onExitCodes.containerName)) {
    return never(
      'unknown-container',
      `there is no container "${onExitCodes.containerName}": there are ${names.join(', ')}`,
    );
  }
  if (onExitCodes?.operator === 'In' && onExitCodes.values.every((value) => value === 0)) {
    return never('only-zero', 'it asks for exit code 0 alone, and that is no failure');
  }
  return canFire ? undefined : never('shadowed', `${shadowOf(place)} before it ${verbFor(place)} all that it asks for`);
}

function doubts(rule: PodFailurePolicyRule, place: Place): readonly PolicyFinding[] {
  const { number, spec } = place;
  const doubt = (kind: PolicyFinding['kind'], text: string): PolicyFinding => ({
    rule: number,
    severity: 'doubtful',
    kind,
    text,
  });
  const limit =
    rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined
      ? [
          {
            ...doubt('no-limit-per-index', 'FailIndex needs backoffLimitPerIndex: without it the failure only counts'),
            severity: 'never' as const,
          },
        ]
      : [];
  const overtaking = rule.onExitCodes ? undefined : overtakenBy(rule, place);
  const overtaken =
    overtaking === undefined
      ? []
      : [
          doubt(
            'overtaken',
            `rule ${overtaking} comes first for exit codes ${SIGNAL_CODES.join(' and ')}, with which disrupted pods mostly end: put this rule before it`,
          ),
        ];
  const unset = rule.onExitCodes ? [] : rule.onPodConditions.filter(({ type, status }) => !isEverSet(type, status));
  const unheard = unset.map(({ type, status }) =>
    doubt(
      'condition-nobody-sets',
      `Kubernetes sets no condition ${type}=${status}: something of yours must, before the pod has failed`,
    ),
  );
  return [...limit, ...overtaken, ...unheard];
}

/** DisruptionTarget is only ever True. */
function isEverSet(type: string, status: string): boolean {
  return type === DISRUPTION_TARGET.type ? status === DISRUPTION_TARGET.status : KNOWN_CONDITIONS.has(type);
}

/** The first rule before this one that does something else with the exit codes of disrupted pods. */
function overtakenBy(rule: PodFailurePolicyRule, { number, rules, spec }: Place): number | undefined {
  if (!matchesCondition(rule, DISRUPTION_TARGET)) return undefined;
  const containers = spec.template.containers.map(({ name }) => name);
  const found = rules
    .slice(0, number)
    .findIndex(
      (earlier) =>
        isPolicyAction(earlier.action) &&
        earlier.action !== rule.action &&
        containers.some((container) => SIGNAL_CODES.some((code) => matchesExit(earlier, { container, code }))),
    );
  return found < 0 ? undefined : found;
}

/** The rules before, those alone that can match at all. */
function shadowOf({ number, rules }: Place): string {
  const before = rules.slice(0, number).flatMap(({ action }, i) => (isPolicyAction(action) ? i : []));
  return before.length === 1 ? `rule ${before[0]}` : `the rules ${before.slice(0, -1).join(', ')} and ${before.at(-1)}`;
}

function verbFor({ number, rules }: Place): string {
  return rules.slice(0, number).filter(({ action }) => isPolicyAction(action)).length === 1 ? 'matches' : 'match';
}
