/** What to change in a Job's manifest after a drill, as values to be written as YAML. */
import { trueCondition } from '../conditions.ts';
import type { ApiObject, Job, Pod, PodFailurePolicyRule } from '../objects.ts';
import type { DisruptionVerdict } from './verdict.ts';

/** One thing to change: why, and the part of the manifest as it should be. */
export interface Advice {
  readonly text: string;
  /** From the top of the Job: `{spec: {…}}`; undefined where nothing in the manifest helps. */
  readonly manifest: ApiObject | undefined;
  /** Whether the field can be changed while the Job exists; otherwise it has to be made anew. */
  readonly isMutable: boolean;
}

/** What would have made the disruption of a pod harmless; empty where nothing has to change. */
export function adviceFor(
  verdict: DisruptionVerdict,
  { job, pod }: { readonly job: Job; readonly pod: Pod },
): readonly Advice[] {
  switch (verdict.kind) {
    case 'held':
    case 'inconclusive':
      return [];
    case 'counted':
    case 'job-failed':
    case 'index-failed':
      return [trueCondition(pod.conditions, 'DisruptionTarget') ? ignoreDisruptions(job) : UNTOLD];
    case 'counted-as-success':
      return verdict.how === 'finished' ? [] : [failOnSignal(job)];
    case 'no-replacement':
      return [...roomForReplacement(verdict.why, job)];
  }
}

/** The rule that keeps disruptions out of the count. */
const IGNORE_DISRUPTIONS: ApiObject = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] };

/** A plain deletion looks to the rules like any other failure. */
const UNTOLD: Advice = {
  text: 'no rule can tell this from a failure of the pod itself: it has no condition DisruptionTarget, which an eviction sets and a plain deletion does not',
  manifest: undefined,
  isMutable: false,
};

/** How long a pod may take to end by default, in seconds. */
const DEFAULT_GRACE_SECONDS = 30;

/** The rule comes first, because the exit code of a disrupted pod (137, 143) may match another. */
function ignoreDisruptions(job: Job): Advice {
  const { podFailurePolicy, podReplacementPolicy, template } = job.spec;
  const others = (podFailurePolicy ?? []).filter((rule) => !ignoresDisruptions(rule)).map(writtenRule);
  const never = template.restartPolicy === 'Never' ? {} : { template: { spec: { restartPolicy: 'Never' } } };
  // With a policy it can be nothing else, and a Job that was read from a cluster may say something else.
  const failed = podReplacementPolicy === undefined ? {} : { podReplacementPolicy: 'Failed' };
  const first = others.length === 0 ? '' : ', before all other rules';
  const restart = template.restartPolicy === 'Never' ? '' : '; a policy needs restartPolicy Never';
  return {
    text: `let disruptions not count${first}${restart}`,
    manifest: { spec: { podFailurePolicy: { rules: [IGNORE_DISRUPTIONS, ...others] }, ...failed, ...never } },
    isMutable: false,
  };
}

function ignoresDisruptions({ action, onPodConditions }: PodFailurePolicyRule): boolean {
  return (
    action === 'Ignore' && onPodConditions.some(({ type, status }) => type === 'DisruptionTarget' && status === 'True')
  );
}

/** A rule as one writes it. */
function writtenRule({ action, onExitCodes, onPodConditions }: PodFailurePolicyRule): ApiObject {
  if (!onExitCodes)
    return {
      action,
      onPodConditions: onPodConditions.map(({ type, status }) => (status === 'True' ? { type } : { type, status })),
    };
  const { containerName, operator, values } = onExitCodes;
  return { action, onExitCodes: { ...(containerName === undefined ? {} : { containerName }), operator, values } };
}

/** A script without a trap of its own can be given one; of any other program only its author can say what it does with SIGTERM. */
function failOnSignal({ spec }: Job): Advice {
  const [container] = spec.template.containers;
  const text = 'exit with something else than 0 when SIGTERM stops the work, or the Job takes it for done';
  const script = container && shellScriptOf(container.command);
  if (!container || script === undefined) return { text, manifest: undefined, isMutable: false };
  const command = [...container.command.slice(0, -1), passingOn(script)];
  return {
    text,
    manifest: { spec: { template: { spec: { containers: [{ name: container.name, command }] } } } },
    isMutable: false,
  };
}

/** The script as a child of a shell that passes SIGTERM on: it may be a program that takes the place of its shell, and of its traps. */
function passingOn(script: string): string {
  return [
    `trap 'kill "$pid"; wait "$pid"; exit 143' TERM`,
    '(',
    script.replace(/\n+$/, ''),
    ') &',
    'pid=$!',
    'wait "$pid"',
    '',
  ].join('\n');
}

function shellScriptOf(command: readonly string[]): string | undefined {
  const isShell = /(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(command[0] ?? '');
  const script = isShell && command.length === 3 && command[1] === '-c' ? command[2] : undefined;
  return script !== undefined && /\btrap\b/.test(script) ? undefined : script;
}

function roomForReplacement(
  why: (DisruptionVerdict & { readonly kind: 'no-replacement' })['why'],
  { spec }: Job,
): readonly Advice[] {
  switch (why) {
    case 'quota':
      return spec.parallelism > 1
        ? [
            {
              text: 'leave room in the quota for a pod that takes the place of one that is still going',
              manifest: { spec: { parallelism: spec.parallelism - 1 } },
              isMutable: true,
            },
          ]
        : [];
    case 'pod-replacement-policy':
      return [
        shorterGrace(
          spec.template.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
          spec.podFailurePolicy !== undefined,
        ),
      ];
    case 'unschedulable':
      return [
        {
          text: 'let the pods run on more nodes than the one that was drained: fewer requests, or a wider nodeSelector and affinity',
          manifest:
            Object.keys(spec.template.nodeSelector).length > 0
              ? { spec: { template: { spec: { nodeSelector: {} } } } }
              : undefined,
          isMutable: false,
        },
      ];
    default:
      return [];
  }
}

function shorterGrace(seconds: number, hasPolicy: boolean): Advice {
  if (!hasPolicy) {
    return {
      text: 'replace pods as soon as they begin to go',
      manifest: { spec: { podReplacementPolicy: 'TerminatingOrFailed' } },
      isMutable: true,
    };
  }
  return {
    text: `give a pod that has to go less time than ${seconds}s; with a podFailurePolicy nothing replaces it before it has ended`,
    manifest: { spec: { template: { spec: { terminationGracePeriodSeconds: Math.max(1, Math.floor(seconds / 3)) } } } },
    isMutable: false,
  };
}
