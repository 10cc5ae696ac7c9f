/** What is wrong with the rules of a podFailurePolicy, as far as the rules alone tell. */
import type { JobSpec, PodFailurePolicyRule } from '../objects.ts';
import { isPolicyAction } from '../pod-failure-policy.ts';
import { judgedContainers, matchesExit, possibleExits } from './exit-codes.ts';
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

/** The rules that the API server takes for invalid: a Job that exists has none. */
export function refusedRules(spec: JobSpec): ReadonlySet<number> {
  return new Set(policyFindings(spec).flatMap(({ rule, kind }) => (REFUSED.has(kind) ? rule : [])));
}

const REFUSED: ReadonlySet<PolicyFinding['kind']> = new Set([
  'unknown-action',
  'asks-nothing',
  'unknown-container',
  'only-zero',
  'no-limit-per-index',
]);

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
      `with restartPolicy ${spec.template.restartPolicy || 'Always'} no rule is judged: it must be Never`,
    );
  }
  if (!isPolicyAction(action)) return never('unknown-action', `the action "${action}" is unknown: the rule is skipped`);
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    return never('no-limit-per-index', 'FailIndex needs backoffLimitPerIndex, which the Job does not have');
  }
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
  const { number } = place;
  const doubt = (kind: PolicyFinding['kind'], text: string): PolicyFinding => ({
    rule: number,
    severity: 'doubtful',
    kind,
    text,
  });
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
  return [...overtaken, ...unheard];
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

/** The rules before that match what this one asks for; for a condition that none of them names, those that leave no exit code. */
function shadowOf(place: Place): string {
  const before = shadowing(place);
  return before.length < 2
    ? `rule ${before[0] ?? 0}`
    : `the rules ${before.slice(0, -1).join(', ')} and ${before.at(-1)}`;
}

function verbFor(place: Place): string {
  return shadowing(place).length < 2 ? 'matches' : 'match';
}

function shadowing({ number, rules, spec }: Place): readonly number[] {
  const rule = rules[number];
  const earlier = rules.slice(0, number).flatMap((other, i) => (isPolicyAction(other.action) ? [{ other, i }] : []));
  const exits = possibleExits(spec);
  const overlaps = ({ other }: (typeof earlier)[number]) =>
    rule?.onExitCodes
      ? exits.some((exit) => matchesExit(rule, exit) && matchesExit(other, exit))
      : rule?.onPodConditions.some((condition) => matchesCondition(other, condition));
  const overlapping = earlier.filter(overlaps);
  const taking = earlier.filter(({ other }) => exits.some((exit) => matchesExit(other, exit)));
  const found = [overlapping, taking, earlier].find((some) => some.length > 0) ?? [];
  return found.map(({ i }) => i);
}
