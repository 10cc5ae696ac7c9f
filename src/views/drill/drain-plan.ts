/** What a drill is going to do, before it does it. */
import { counted } from '../../batch/counted.ts';
import type { NodePod } from '../../batch/drain/filters.ts';
import type { BlockingBudget, DrainPlan, Leftover } from '../../operations/drill/drain/request.ts';
import { commandLine } from '../shell.ts';
import { plain } from '../text.ts';

/** The plan as lines of text; ends with a newline. */
export function planText(plan: DrainPlan): string {
  const { chosen, index, node, job } = plan;
  const which = index === undefined ? '' : ` (index ${index})`;
  const title = `Drill of job.batch/${job.metadata.name}: pod ${chosen.metadata.name}${which} on node ${node}`;
  const lines = [title, ...doneTo(plan), ...hit(plan), ...warned(plan)];
  return lines.map((line) => `${plainIndented(line)}\n`).join('');
}

/** The question that asks for consent. */
export function planQuestion({ victims, others }: DrainPlan): string {
  return `Evict ${counted(victims.length + others.length, 'pod')}?`;
}

/** What a drill that is gone has left: said by the next one. */
function leftoverText({ node, marks }: Leftover): string {
  const whose = marks.map(({ job, since, host }) => `of job/${job} begun ${since}${host === '' ? '' : ` on ${host}`}`);
  const command = commandLine(['kubectl', 'job', 'drill', 'restore', node]);
  return plain(`node/${node} is still held by a drill that is gone (${whose.join('; ')}): ${command} undoes it`);
}

/** Lists of pods take no more lines than this. */
const MOST_PODS = 10;

function plainIndented(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${plain(line)}`;
}

function doneTo({ scope, node, isCordoned, victims }: DrainPlan): readonly string[] {
  const evicted = victims.map(({ metadata }) => metadata.name);
  const eviction = `  evict     ${evicted.slice(0, MOST_PODS).join(', ')}${more(evicted.length)}`;
  if (scope === 'evict-only')
    return [eviction, '            no node is cordoned: the replacement may come to the same one'];
  const cordon = isCordoned ? 'is cordoned already, and stays so' : 'until the verdict; uncordoned in any case';
  return [`  cordon    ${node} ${cordon}`, eviction];
}

function hit({ scope, others, bystanders, node }: DrainPlan): readonly string[] {
  if (scope === 'whole-node') {
    if (others.length === 0) return ['  also hit  nobody'];
    const shown = others.slice(0, MOST_PODS).map((pod) => `            ${podText(pod)}`);
    const rest = others.length - shown.length;
    return [
      `  also hit  ${counted(others.length, 'pod')}:`,
      ...shown,
      ...(rest > 0 ? [`            and ${rest} more`] : []),
    ];
  }
  if (scope === 'evict-only' || bystanders === undefined) return [];
  return [`  not hit   ${counted(bystanders, 'other pod')} on ${node}; no new one comes there meanwhile`];
}

function podText({ namespace, name, controller }: NodePod): string {
  return `${namespace}/${name}${controller ? ` of ${controller.kind}/${controller.name}` : ''}`;
}

function warned({ warnings, budgets, leftovers, alsoHeldBy, node, job }: DrainPlan): readonly string[] {
  const budgetName = ({ namespace, name }: BlockingBudget) =>
    namespace === job.metadata.namespace ? name : `${namespace}/${name}`;
  return [
    ...alsoHeldBy.map(
      (mark) => `  warning   ${node} is held by another drill, too (of job/${mark.job}): the last to end uncordons it`,
    ),
    ...budgets.map(
      (budget) =>
        `  warning   poddisruptionbudget/${budgetName(budget)} forbids it now: ${budget.text}; it is asked again until time is up`,
    ),
    ...warnings.map(
      ({ text, pods }) =>
        `  warning   ${text}${pods.length > 0 ? `: ${pods.slice(0, MOST_PODS).join(', ')}${more(pods.length)}` : ''}`,
    ),
    ...leftovers.map((leftover) => `  warning   ${leftoverText(leftover)}`),
  ];
}

function more(count: number): string {
  return count > MOST_PODS ? ` and ${count - MOST_PODS} more` : '';
}
