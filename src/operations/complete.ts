/** `__complete`: what a cluster knows that a half-typed command line could go on with. */
import { attemptsOf } from '../batch/attempts.ts';
import { complementIndexes, parseIndexes, printIndexes, subtractIndexes } from '../batch/indexes.ts';
import { requirementsOf } from '../batch/label-selector.ts';
import type { Job, Pod, PodFailurePolicyRule } from '../batch/objects.ts';
import type { Call, Cluster, TabledKind, TableRow } from '../cluster/port.ts';

/** A word to complete to, and what it means, for people. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What is asked; `start` stands before each value. */
export type Question =
  | { readonly kind: 'names'; readonly of: TabledKind; readonly start: string }
  /** Of these Jobs, in the cluster's namespace. */
  | {
      readonly kind: 'containers' | 'indexes' | 'pods' | 'rules';
      readonly jobs: readonly string[];
      readonly start: string;
    };

/**
 * The answers, in the order of the questions. Silent: a question that cannot be answered, for whatever reason, or not before the signal
 * aborts, has no candidates.
 */
export async function candidatesFor(
  cluster: Cluster,
  questions: readonly Question[],
  call: Call,
): Promise<readonly Candidate[]> {
  const asked = questions.map((question) => answer(cluster, question, call).catch(() => []));
  return (await Promise.all(asked)).flat();
}

async function answer(cluster: Cluster, question: Question, call: Call): Promise<readonly Candidate[]> {
  const { namespace } = cluster;
  if (question.kind === 'names') {
    const rows = await cluster.table(question.of, question.of.endsWith('jobs') ? namespace : undefined, call);
    return rows.map((row) => ({ value: question.start + row.name, description: ABOUT[question.of](row) }));
  }
  const jobs = await Promise.all(question.jobs.map((name) => cluster.jobs.get(name, namespace, call)));
  const found = (await Promise.all(jobs.map((job) => partsOf(cluster, { job, question }, call)))).flat();
  return found.map(({ value, ...about }) => ({ value: question.start + value, ...about }));
}

async function partsOf(
  cluster: Cluster,
  { job, question }: { readonly job: Job; readonly question: Exclude<Question, { readonly kind: 'names' }> },
  call: Call,
): Promise<readonly Candidate[]> {
  switch (question.kind) {
    case 'containers':
      return containersOf(job);
    case 'indexes':
      return indexesOf(job, question.start);
    case 'pods':
      return runningPodsOf(cluster, job, call);
    case 'rules':
      return (job.spec.podFailurePolicy ?? []).map((rule, i) => ({ value: String(i), description: aboutRule(rule) }));
  }
}

/** In a few words what `kubectl get` says of an object, as far as the server says it. */
const ABOUT: Readonly<Record<TabledKind, (row: TableRow) => string>> = {
  jobs: ({ cells }) => joined(', ', joined(' ', cells.Status, cells.Completions), aged(cells)),
  cronjobs: ({ cells }) => joined(', ', cells.Schedule, cells.Suspend === 'True' && 'suspended'),
  namespaces: ({ cells }) => joined(', ', cells.Status, aged(cells)),
  nodes: ({ cells }) => joined(', ', cells.Status, cells.Version),
};

function aged({ Age }: TableRow['cells']): string | undefined {
  return Age && `${Age} old`;
}

function joined(separator: string, ...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(separator);
}

/** More pods than this are nothing to choose from. */
const MOST_PODS = 500;

async function runningPodsOf(cluster: Cluster, job: Job, call: Call): Promise<readonly Candidate[]> {
  const labelSelector = requirementsOf(job.spec).join(',');
  const scope = { namespace: job.metadata.namespace, labelSelector, fieldSelector: RUNNING };
  const pods: Pod[] = [];
  for await (const pod of cluster.pods.list(scope, call)) {
    if (pods.length === MOST_PODS) break;
    if (pod.metadata.ownerReferences.some(({ uid }) => uid === job.metadata.uid)) pods.push(pod);
  }
  const running = attemptsOf(pods).filter(({ state }) => state === 'running');
  return running.map(({ pod, index }) => ({
    value: pod.metadata.name,
    description: joined(', ', index !== undefined && `index ${index}`, pod.nodeName && `on ${pod.nodeName}`),
  }));
}

const RUNNING = 'status.phase=Running';

/** `FailJob, exit code In 42`, `Ignore, DisruptionTarget=True`. */
function aboutRule({ action, onExitCodes, onPodConditions }: PodFailurePolicyRule): string {
  const conditions = onPodConditions.map(({ type, status }) => `${type}=${status}`);
  return joined(', ', action, onExitCodes && `exit code ${onExitCodes.operator} ${onExitCodes.values}`, ...conditions);
}

function containersOf({ spec: { template } }: Job): readonly Candidate[] {
  return [
    ...template.containers.map(({ name, image }) => ({ value: name, description: image })),
    ...template.initContainers.map(({ name, image }) => ({ value: name, description: `init, ${image}` })),
  ];
}

/** More than this is nothing to choose from by eye. */
const LONGEST_LIST = 60;
const MOST_INTERVALS = 20;

/** The indexes of each state: all of them as one list, then interval by interval. Behind a comma, only intervals. */
function indexesOf({ spec, status }: Job, start: string): readonly Candidate[] {
  const { completions } = spec;
  if (spec.completionMode !== 'Indexed' || completions === undefined) return [];
  const completed = parseIndexes(status.completedIndexes, completions).intervals;
  const failed = parseIndexes(status.failedIndexes ?? '', completions).intervals;
  const open = subtractIndexes(complementIndexes(completed, completions), failed);
  const states = [
    { description: 'failed', intervals: failed },
    { description: 'not done', intervals: open },
    { description: 'completed', intervals: completed },
  ];
  return states.flatMap(({ description, intervals }) => {
    const each = intervals.slice(0, MOST_INTERVALS).map((interval) => printIndexes([interval]));
    const whole = printIndexes(intervals);
    const values = start === '' && whole !== '' && whole.length <= LONGEST_LIST ? [whole, ...each] : each;
    return [...new Set(values)].map((value) => ({ value, description }));
  });
}
