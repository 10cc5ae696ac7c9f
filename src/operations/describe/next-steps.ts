/** What to type next, at 3 a.m.: only commands that exist, with everything filled in. */
import type { Attempt } from '../../batch/attempts.ts';
import type { Job } from '../../batch/objects.ts';
import type { NextStep } from '../describe-result.ts';
import type { Figures } from './compose.ts';

/** The few commands that lead on from here, the most useful first; at most three. */
export function nextSteps(figures: Figures): readonly NextStep[] {
  return [...stuckSteps(figures), ...failureSteps(figures), ...stateSteps(figures)].slice(0, 3);
}

function stuckSteps({ job, stuck }: Figures): readonly NextStep[] {
  if (stuck.some(({ kind }) => kind === 'quota')) {
    return [{ command: `kubectl describe quota -n ${job.metadata.namespace}`, why: 'what is used up' }];
  }
  const pod = stuck.flatMap(({ pods }) => pods)[0];
  if (pod === undefined) return [];
  return [{ command: `kubectl describe pod ${pod} -n ${job.metadata.namespace}`, why: 'what the stuck pod waits for' }];
}

function failureSteps(figures: Figures): readonly NextStep[] {
  const { job, failures, indexes } = figures;
  const pod = failures[0]?.pods.at(-1);
  const failing = figures.attempts.find((attempt) => attempt.pod.metadata.name === pod);
  const rows = indexes !== undefined && (indexes.failed.length > 0 || indexes.retrying.length > 0);
  return [
    ...(pod === undefined || !hasLogs(failing)
      ? []
      : [{ command: logsOf(job, pod, failures[0]?.cause.container), why: 'what the failed pod said' }]),
    ...(rows
      ? [{ command: `kubectl job describe ${nameOf(job)} --indexes --failed`, why: 'a line per failed index' }]
      : []),
  ];
}

/** A pod that never ran a container, or was thrown away before, has no logs to show. */
function hasLogs(attempt: Attempt | undefined): boolean {
  return (
    attempt?.pod.containerStatuses.some(({ state }) => state.kind === 'running' || state.kind === 'terminated') ?? false
  );
}

function logsOf(job: Job, pod: string, container: string | undefined): string {
  const several = job.spec.template.containers.length + job.spec.template.initContainers.length > 1;
  const which = several && container !== undefined ? ` -c ${container}` : '';
  return `kubectl logs ${pod}${which} -n ${job.metadata.namespace}`;
}

function stateSteps({ job, outcome, stuck, progress }: Figures): readonly NextStep[] {
  const where = `-n ${job.metadata.namespace}`;
  const { name } = job.metadata;
  switch (outcome.state) {
    case 'suspended':
      return [
        {
          command: `kubectl patch job ${name} ${where} --type=merge -p '{"spec":{"suspend":false}}'`,
          why: 'let it run',
        },
      ];
    case 'complete':
      if (progress.pods.succeeded === 0) return [];
      return [{ command: `kubectl logs job/${name} ${where}`, why: 'what a pod of it said' }];
    case 'terminating':
      return [
        { command: `kubectl get job ${name} ${where} -o jsonpath='{.metadata.finalizers}'`, why: 'what holds it' },
      ];
    case 'failed':
      return [];
    case 'running':
    case 'resuming':
    case 'backing-off':
    case 'failing':
    case 'succeeding':
      return stuck.length > 0 ? [] : [{ command: `kubectl job describe ${nameOf(job)} -w`, why: 'watch it' }];
  }
}

function nameOf(job: Job): string {
  return `${job.metadata.name} -n ${job.metadata.namespace}`;
}
