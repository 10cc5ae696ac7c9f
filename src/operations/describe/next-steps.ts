/** What to type next, at 3 a.m.: only commands that exist, with everything filled in. */
import type { Attempt } from '../../batch/attempts.ts';
import type { FailureGroup } from '../../batch/failure-groups.ts';
import type { ContainerStatus, Job } from '../../batch/objects.ts';
import { isManagedElsewhere, type Stuck } from '../../batch/stuck.ts';
import type { NextStep } from '../describe-result.ts';
import type { Figures } from './compose.ts';

/** The few commands that lead on from here, the most useful first; at most three. */
export function nextSteps(figures: Figures): readonly NextStep[] {
  const steps = [stuckSteps, failureSteps, goneSteps, stateSteps, watchSteps].flatMap((stepsOf) => stepsOf(figures));
  const once = new Map(steps.map((step) => [step.command.join(' '), step]));
  return [...once.values()].slice(0, 3);
}

function stuckSteps(figures: Figures): readonly NextStep[] {
  return figures.stuck.flatMap((stuck) => stuckStep(stuck, figures) ?? []).slice(0, 1);
}

function stuckStep({ kind, pods: [pod] }: Stuck, { job, attempts }: Figures): NextStep | undefined {
  const attempt = attempts.find(({ pod: { metadata } }) => metadata.name === pod);
  const node = attempt?.pod.nodeName;
  switch (kind) {
    case 'quota':
      return { command: ['kubectl', 'describe', 'quota', ...inNamespace(job)], why: 'what is used up' };
    case 'webhook':
      return { command: ['kubectl', 'get', WEBHOOKS], why: 'which webhooks there are' };
    case 'no-pods':
      return { command: ['kubectl', 'get', 'pods', '-n', 'kube-system'], why: 'whether the Job controller runs' };
    case 'no-parallelism':
      return { command: patchOf(job, '{"spec":{"parallelism":1}}'), why: 'let it run, one pod at a time' };
    case 'crash-loop':
      return attempt && logsStep(job, attempt, restartingContainer(attempt));
    case 'terminating':
      if (node !== undefined)
        return { command: ['kubectl', 'describe', 'node', node], why: 'whether the node is lost' };
  }
  if (pod === undefined) return undefined;
  return { command: ['kubectl', 'describe', 'pod', pod, ...inNamespace(job)], why: 'what the stuck pod waits for' };
}

const WEBHOOKS = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';

function failureSteps({ job, failures, indexes, attempts }: Figures): readonly NextStep[] {
  const told = failures.find((group) => hasLogs(lastOf(group, attempts), group.cause.container));
  const failed = told && lastOf(told, attempts);
  const rows = indexes !== undefined && (indexes.failed.length > 0 || indexes.retrying.length > 0);
  return [
    ...(failed === undefined ? [] : [logsStep(job, failed, told?.cause.container)]),
    ...(rows ? [{ command: [...describeOf(job), '--indexes', '--failed'], why: 'a line per failed index' }] : []),
  ];
}

/** Of a pod that is gone events may be left, as long as those of its Job are: by default, for an hour. */
function goneSteps({ job, failedPods, events }: Figures): readonly NextStep[] {
  const unexplained = (failedPods?.gone ?? 0) - (failedPods?.goneByFailure ?? 0);
  if (unexplained === 0 || events.length === 0) return [];
  const ofPods = ['--field-selector', 'involvedObject.kind=Pod'];
  return [
    {
      command: ['kubectl', 'get', 'events', ...inNamespace(job), ...ofPods],
      why: 'what became of pods that are gone',
    },
  ];
}

function lastOf({ lastPod }: FailureGroup, attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(({ pod }) => pod.metadata.name === lastPod);
}

/** A container that never ran, and a pod that was thrown away before any did, have no logs to show. */
function hasLogs(attempt: Attempt | undefined, container: string | undefined): boolean {
  const ran = ['running', 'terminated'];
  const all = attempt === undefined ? [] : containersOf(attempt);
  const asked = all.filter(({ name }) => container === undefined || name === container);
  return asked.some(({ state, lastTerminated }) => ran.includes(state.kind) || lastTerminated);
}

function restartingContainer(attempt: Attempt): string | undefined {
  return containersOf(attempt).find(({ state, lastTerminated }) => state.kind === 'waiting' && lastTerminated)?.name;
}

function containersOf({ pod }: Attempt): readonly ContainerStatus[] {
  return [...pod.initContainerStatuses, ...pod.containerStatuses];
}

function logsStep(job: Job, { pod }: Attempt, container: string | undefined): NextStep {
  const several = job.spec.template.containers.length + job.spec.template.initContainers.length > 1;
  const which = several && container !== undefined ? ['-c', container] : [];
  const who = pod.phase === 'Failed' ? 'the failed pod' : 'the failing pod';
  return { command: ['kubectl', 'logs', pod.metadata.name, ...which, ...inNamespace(job)], why: `what ${who} said` };
}

function stateSteps({ job, outcome, progress }: Figures): readonly NextStep[] {
  const { name } = job.metadata;
  switch (outcome.state) {
    case 'suspended':
      if (isManagedElsewhere(job)) return [];
      return [{ command: patchOf(job, '{"spec":{"suspend":false}}'), why: 'let it run' }];
    case 'complete':
      return progress.pods.succeeded === 0 ? [] : [allLogsStep(job, progress.pods.succeeded)];
    case 'terminating':
      return [
        {
          command: ['kubectl', 'get', 'job', name, ...inNamespace(job), '-o', 'jsonpath={.metadata.finalizers}'],
          why: 'what holds it',
        },
      ];
    default:
      return [];
  }
}

/** More pods than this say more than one reads: their last lines may do. */
const FEW_PODS = 10;

/** `kubectl logs job/NAME` would show one of the pods. */
function allLogsStep(job: Job, pods: number): NextStep {
  const command = ['kubectl', 'job', 'logs', job.metadata.name, ...inNamespace(job)];
  if (pods <= FEW_PODS) return { command, why: 'what its pods said' };
  return { command: [...command, '--tail-total', '100'], why: 'the last that its pods said' };
}

/** Pointless to somebody who watches already, and where nothing will move by itself. */
function watchSteps({ job, outcome, watching, stuck }: Figures): readonly NextStep[] {
  const moves = ['running', 'resuming', 'backing-off', 'failing', 'succeeding'].includes(outcome.state);
  const held = stuck.some(({ kind }) => kind !== 'back-off' && kind !== 'managed-by');
  return watching || !moves || held ? [] : [{ command: [...describeOf(job), '-w'], why: 'watch it' }];
}

function describeOf(job: Job): readonly string[] {
  return ['kubectl', 'job', 'describe', job.metadata.name, ...inNamespace(job)];
}

function patchOf(job: Job, patch: string): readonly string[] {
  return ['kubectl', 'patch', 'job', job.metadata.name, ...inNamespace(job), '--type=merge', '-p', patch];
}

function inNamespace({ metadata }: Job): readonly string[] {
  return ['-n', metadata.namespace];
}
