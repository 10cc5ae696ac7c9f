/** What a drill is going to do, and whether it may: everything is looked at before anything is changed. */
import { attemptsOf, completionIndexOf, isActive } from '../../../batch/attempts.ts';
import { choosePod } from '../../../batch/drain/choose-pod.ts';
import type { NodeDrain, NodePod } from '../../../batch/drain/filters.ts';
import {
  type DrillMark,
  isLeft,
  isUnreadable,
  markOf,
  NODE_MARK,
  wasCordoned,
} from '../../../batch/drain/node-mark.ts';
import { requirementsOf } from '../../../batch/label-selector.ts';
import type { Job, Pod } from '../../../batch/objects.ts';
import { outcomeOf } from '../../../batch/outcome.ts';
import { type Call, type Cluster, isForbidden, type KubeObject } from '../../../cluster/port.ts';
import { markedNode, NODES } from '../kinds.ts';
import { blockingBudgets } from './budgets.ts';
import { bystanders, drainOf } from './node-pods.ts';
import { type Permissions, permissionsFor, unknownWarning } from './permissions.ts';
import type { DrainPlan, DrainRequest, DrillHolder, Leftover, Planned, Refusal } from './request.ts';

/** Looks at the Job, its pods, the node, budgets and permissions. Changes nothing. Throws `ApiError`, `ConnectionError` or the signal's reason. */
export async function planDrain(cluster: Cluster, request: DrainRequest, call: Call): Promise<Planned> {
  const job = await cluster.jobs.get(request.job.name, request.job.namespace, call);
  const unfit = unfitJob(job);
  if (unfit) return refused(unfit);
  const may = await permissionsFor(cluster, request, call);
  if (may.kind === 'missing') return refused(may.refusal);
  const pods = await podsOf(cluster, job, call);
  const choice = choosePod(pods, request.wish);
  if (choice.kind === 'none')
    return refused(
      noPod(
        job,
        choice.why,
        choice.running.map(({ pod }) => pod),
      ),
    );
  return planFor(cluster, { request, job, pods, chosen: choice.attempt.pod, node: choice.node, may }, call);
}

/** The pods of a Job that are its own. */
export async function podsOf(cluster: Cluster, job: Job, call: Call): Promise<readonly Pod[]> {
  const pods: Pod[] = [];
  for await (const pod of cluster.pods.list(podScope(job), call)) if (isOf(job, pod)) pods.push(pod);
  return pods;
}

/** Where a Job's pods are to be found. */
export function podScope({ metadata, spec }: Job): { readonly namespace: string; readonly labelSelector: string } {
  return { namespace: metadata.namespace, labelSelector: requirementsOf(spec).join(',') };
}

/** Whether a Job controls a pod. */
export function isOf(job: Job, pod: Pod): boolean {
  return pod.metadata.ownerReferences.some(({ controller, uid }) => controller && uid === job.metadata.uid);
}

interface Choice {
  readonly may: Permissions;
  readonly request: DrainRequest;
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly chosen: Pod;
  readonly node: string;
}

async function planFor(cluster: Cluster, choice: Choice, call: Call): Promise<Planned> {
  const { request, job, node, chosen } = choice;
  const drain = request.scope === 'whole-node' ? await drainOf(cluster, choice, call) : undefined;
  if (drain && drain.refusals.length > 0) return refused(refusedDrain(node, drain));
  if (drain && !drain.evicted.some(({ uid }) => uid === chosen.metadata.uid)) return refused(notDrained(choice));
  const victims = victimsOf(choice, drain);
  const others = othersOf(victims, drain);
  const budgets = request.disableEviction
    ? []
    : await blockingBudgets(cluster, [...victims.map(({ metadata }) => metadata), ...others], call);
  const marked = request.scope === 'evict-only' ? undefined : markedNode(await nodeNamed(cluster, node, call));
  if (marked && isUnreadable(marked)) return refused(unreadable(node));
  const leftBy = await leftovers(cluster, request.holder, call);
  const plan: DrainPlan = {
    job,
    chosen,
    index: completionIndexOf(chosen),
    node,
    scope: request.scope,
    victims,
    others,
    bystanders: request.scope === 'job' ? await bystanders(cluster, choice, call) : undefined,
    isCordoned: marked !== undefined && wasCordoned(marked),
    alsoHeldBy: marked ? stillWorking(markOf(marked)?.drills ?? [], leftBy) : [],
    warnings: [
      ...(drain?.warnings ?? []),
      ...(budgets ? [] : [{ text: 'disruption budgets cannot be read here', pods: [] }]),
      ...unknownWarning(choice.may).map((text) => ({ text, pods: [] })),
    ],
    budgets: budgets ?? [],
    leftovers: leftBy,
  };
  return { kind: 'plan', plan };
}

function nodeNamed(cluster: Cluster, name: string, call: Call): Promise<KubeObject> {
  return cluster.objects(NODES).get(name, '', call);
}

function stillWorking(marks: readonly DrillMark[], leftBy: readonly Leftover[]): readonly DrillMark[] {
  const left = new Set(leftBy.flatMap((one) => one.marks.map(({ id }) => id)));
  return marks.filter(({ id }) => !left.has(id));
}

/** Nodes that drills hold which are gone; none where one may not look. Throws like `list`, but for «forbidden». */
export async function leftovers(
  cluster: Cluster,
  holder: Pick<DrillHolder, 'isAlive'>,
  call: Call,
): Promise<readonly Leftover[]> {
  const now = cluster.now();
  const found: Leftover[] = [];
  try {
    for await (const node of cluster.objects(NODES).list({ namespace: undefined }, call)) {
      const drills = markOf(markedNode(node))?.drills ?? [];
      const marks = drills.filter((mark) => isLeft(mark, { now, isAlive: holder.isAlive }));
      if (marks.length > 0) found.push({ node: node.metadata.name, marks });
    }
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
  return found;
}

function unfitJob(job: Job): Refusal | undefined {
  const { name } = job.metadata;
  const { state, status } = outcomeOf(job);
  if (state === 'suspended') {
    return { reason: `Job "${name}" is suspended: it has no pods`, remedy: 'Resume it first, or choose another Job.' };
  }
  if (state !== 'running' && state !== 'backing-off' && state !== 'resuming') {
    return {
      reason: `Job "${name}" is not running: ${status}`,
      remedy: "See what runs with 'kubectl job list --status running'.",
    };
  }
  const { podFailurePolicy, template } = job.spec;
  if (podFailurePolicy !== undefined && template.restartPolicy !== 'Never') {
    return {
      reason: `Job "${name}" has restartPolicy ${template.restartPolicy}: its podFailurePolicy is not judged`,
      remedy: 'A podFailurePolicy needs restartPolicy Never.',
    };
  }
  return undefined;
}

function noPod(job: Job, why: string, running: readonly Pod[]): Refusal {
  const names = running.slice(0, 5).map(({ metadata }) => metadata.name);
  const remedy =
    names.length === 0
      ? `Nothing of it runs yet: 'kubectl job wait ${job.metadata.name} --for=ready' waits for its pods.`
      : `Running are: ${names.join(', ')}${running.length > names.length ? ', …' : ''}.`;
  return { reason: why, remedy };
}

function refusedDrain(node: string, { refusals }: NodeDrain): Refusal {
  const reasons = refusals.map(({ text, flag, pods }) => `${text} (use ${flag} to override): ${pods.join(', ')}`);
  return {
    reason: `unable to drain node "${node}": ${reasons.join('; ')}`,
    remedy: `Add ${refusals.map(({ flag }) => flag).join(' ')}, or leave --whole-node out: then only this Job's pods are evicted.`,
  };
}

function notDrained({ chosen, node, request }: Choice): Refusal {
  const why = request.podSelector === undefined ? '' : `: --pod-selector ${request.podSelector} does not select it`;
  return {
    reason: `pod ${chosen.metadata.name} would stay on node "${node}"${why}`,
    remedy: 'A drill shows something only if it evicts a pod of the Job: choose another one with --index or --pod.',
  };
}

function unreadable(node: string): Refusal {
  return {
    reason: `node "${node}" has an annotation ${NODE_MARK} that no drill has written: whether one holds it cannot be told`,
    remedy: `'kubectl job drill restore ${node} --force' takes it off. Or leave the node alone with --evict-only.`,
  };
}

/** The chosen pod first. Of the Job's pods only those at work: evicting others shows nothing. */
function victimsOf({ request, pods, chosen, node }: Choice, drain: NodeDrain | undefined): readonly Pod[] {
  if (request.scope === 'evict-only') return [chosen];
  const drained = drain && new Set(drain.evicted.map(({ uid }) => uid));
  const active = attemptsOf(pods).filter((attempt) => isActive(attempt) && attempt.pod.nodeName === node);
  const rest = active
    .map(({ pod }) => pod)
    .filter((pod) => pod !== chosen && (!drained || drained.has(pod.metadata.uid)));
  return [chosen, ...rest];
}

function othersOf(victims: readonly Pod[], drain: NodeDrain | undefined): readonly NodePod[] {
  const ours = new Set(victims.map(({ metadata }) => metadata.uid));
  return (drain?.evicted ?? []).filter(({ uid }) => !ours.has(uid));
}

function refused(refusal: Refusal): Planned {
  return { kind: 'refused', refusal };
}
