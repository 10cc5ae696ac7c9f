/** Which logs of a Job are wanted: indexes, attempts, states, nodes, containers. */
import type { Attempt } from './attempts.ts';
import { containsIndex, type Intervals } from './indexes.ts';
import { type ContainerRun, previousRunOf, runsOf } from './log-runs.ts';
import type { ContainerStatus, Job, Pod } from './objects.ts';

/** How pods can be chosen by how they stand. */
export type LogState = 'failed' | 'succeeded' | 'running';

/** What somebody wants to read. */
export interface LogSelection {
  /** Undefined: all, and pods without an index. */
  readonly indexes: Intervals | undefined;
  /** Pods in one of these states; empty: in any. */
  readonly states: readonly LogState[];
  /** Of the attempts of an index that are left, the first, the last, or all. */
  readonly attempts: 'all' | 'first' | 'last';
  /** On these nodes; empty: on any. */
  readonly nodes: readonly string[];
  readonly containers: ContainerChoice;
  /** Of each container only the run before the last restart. */
  readonly previous: boolean;
}

/** Which containers of a pod. */
export type ContainerChoice =
  /** Those whose whole name matches, init containers included. */
  | { readonly kind: 'named'; readonly pattern: RegExp }
  /** `main`: every regular container, or only the one that kubectl takes when none is named; `init`: init containers too. */
  | { readonly kind: 'usual'; readonly main: 'all' | 'default'; readonly init: boolean };

/** The log of one run of a container. */
export interface ContainerLog extends ContainerRun {
  readonly namespace: string;
  readonly job: string;
  readonly pod: string;
  readonly podUid: string;
  readonly node: string | undefined;
  /** Undefined for a Job without indexes. */
  readonly index: number | undefined;
  /** 1 = the first try of the index. */
  readonly attempt: number;
  readonly container: string;
  /** Whether its lines need its name: it is an init container beside others, or one of several regular ones. */
  readonly oneOfSeveral: boolean;
  /** `status.startTime` of the Job. */
  readonly jobStartTime: string | undefined;
}

/** A container that has not run, and why. */
export interface NotStarted {
  readonly attempt: Attempt;
  /** Empty: the pod has no containers yet. */
  readonly container: string;
  readonly reason: string;
  readonly message: string;
}

/** The logs there are of one pod, in order, and what is missing. */
export interface PodLogList {
  readonly attempt: Attempt;
  readonly logs: readonly ContainerLog[];
  readonly notStarted: readonly NotStarted[];
  /** Earlier runs, by container, whose logs are gone. */
  readonly gone: readonly { readonly container: string; readonly runs: number }[];
}

/** The attempts that are wanted, in the order of `attemptsOf`: by index, then number. */
export function selectAttempts(attempts: readonly Attempt[], selection: LogSelection): readonly Attempt[] {
  const wanted = attempts.filter((attempt) => isWanted(attempt, selection));
  if (selection.attempts === 'all') return wanted;
  return wanted.filter((attempt, i) => {
    const neighbour = wanted[selection.attempts === 'first' ? i - 1 : i + 1];
    return neighbour === undefined || neighbour.index !== attempt.index;
  });
}

/** The logs of one attempt that are wanted. */
export function logsOfAttempt(job: Job, attempt: Attempt, selection: LogSelection): PodLogList {
  const containers = containersOf(attempt.pod, job, selection.containers);
  const logs = containers.flatMap((status) =>
    runsWanted(status, selection).map((run) => logOf(job, { attempt, status, run, among: containers })),
  );
  if (selection.previous) return { attempt, logs, notStarted: [], gone: [] };
  const notStarted = containers.flatMap((status) => {
    const why = runsOf(status).notStarted;
    return why ? [{ attempt, container: status.name, ...why }] : [];
  });
  const isBlank = attempt.pod.containerStatuses.length + attempt.pod.initContainerStatuses.length === 0;
  const blank = isBlank ? [{ attempt, container: '', reason: attempt.pod.reason, message: attempt.pod.message }] : [];
  const gone = containers.map((status) => ({ container: status.name, runs: runsOf(status).gone }));
  return { attempt, logs, notStarted: [...notStarted, ...blank], gone: gone.filter(({ runs }) => runs > 0) };
}

/** The containers of a pod that are wanted, as far as its status names them: init containers first. */
export function containersOf(pod: Pod, job: Job, choice: ContainerChoice): readonly ContainerStatus[] {
  const { initContainerStatuses, containerStatuses } = pod;
  if (choice.kind === 'named') {
    return [...initContainerStatuses, ...containerStatuses].filter(({ name }) => choice.pattern.test(name));
  }
  const usual = defaultContainer(job);
  const main = containerStatuses.filter(({ name }) => choice.main === 'all' || name === usual);
  return choice.init ? [...initContainerStatuses, ...main] : main;
}

/** A name, or a regular expression for whole names. Throws SyntaxError for what is neither. */
export function containerPattern(text: string): RegExp {
  return new RegExp(`^(?:${text})$`, 'u');
}

/** What is known of one log. */
export function logOf(
  job: Job,
  of: {
    readonly attempt: Attempt;
    readonly status: ContainerStatus;
    readonly run: ContainerRun;
    /** All containers of the pod that are read. */
    readonly among: readonly ContainerStatus[];
  },
): ContainerLog {
  const { pod, index, number } = of.attempt;
  return {
    ...of.run,
    namespace: pod.metadata.namespace,
    job: job.metadata.name,
    pod: pod.metadata.name,
    podUid: pod.metadata.uid,
    node: pod.nodeName,
    index: job.spec.completionMode === 'Indexed' ? index : undefined,
    attempt: number,
    container: of.status.name,
    oneOfSeveral: isOneOfSeveral(of),
    jobStartTime: job.status.startTime,
  };
}

function isOneOfSeveral({ attempt, status, among }: Pick<Parameters<typeof logOf>[1], 'attempt' | 'status' | 'among'>) {
  const isInit = ({ name }: ContainerStatus) => attempt.pod.initContainerStatuses.some((init) => init.name === name);
  return (isInit(status) ? among : among.filter((container) => !isInit(container))).length > 1;
}

/** kubectl's own: the annotation, else the first (kubectl, pkg/cmd/util/podcmd). */
function defaultContainer({ spec: { template } }: Job): string | undefined {
  return template.annotations['kubectl.kubernetes.io/default-container'] ?? template.containers[0]?.name;
}

function isWanted(attempt: Attempt, { indexes, states, nodes }: LogSelection): boolean {
  const { index, state, pod } = attempt;
  if (indexes !== undefined && (index === undefined || !containsIndex(indexes, index))) return false;
  if (nodes.length > 0 && (pod.nodeName === undefined || !nodes.includes(pod.nodeName))) return false;
  const as: LogState | undefined = state === 'terminating' ? 'running' : isLogState(state) ? state : undefined;
  return states.length === 0 || (as !== undefined && states.includes(as));
}

function isLogState(state: Attempt['state']): state is Attempt['state'] & LogState {
  return state === 'failed' || state === 'succeeded' || state === 'running';
}

function runsWanted(status: ContainerStatus, { previous }: LogSelection): readonly ContainerRun[] {
  if (!previous) return runsOf(status).runs;
  const run = previousRunOf(status);
  return run ? [run] : [];
}
