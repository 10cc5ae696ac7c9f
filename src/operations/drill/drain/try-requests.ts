/** What the API server would say to a drill (`--dry-run=server`): every change is sent, and none is kept. */
import { NODE_MARK, takeHold } from '../../../batch/drain/node-mark.ts';
import { printTime } from '../../../batch/durations.ts';
import { type Call, type Cluster, isApiFailure } from '../../../cluster/port.ts';
import { markedNode, NODES, WHOLE_PODS } from '../kinds.ts';
import type { DrainPlan, DrainRequest } from './request.ts';

/** The plan with a warning for each request that would be refused. Throws what is no answer of the server. */
export async function triedPlan(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): Promise<DrainPlan> {
  const pods = [...plan.victims.map(({ metadata }) => metadata), ...plan.others];
  const requests = pods.map((pod) => ({
    what: `${request.disableEviction ? 'deleting' : 'evicting'} pod ${pod.namespace}/${pod.name}`,
    send: () => tryEviction(cluster, { pod, request }, call),
  }));
  const hold =
    plan.scope === 'evict-only'
      ? []
      : [{ what: `cordoning node ${plan.node}`, send: () => tryHold(cluster, { plan, request }, call) }];
  const refused = await Promise.all([...hold, ...requests].map(refusalOf));
  const warnings = refused.flatMap((text) => (text === undefined ? [] : [{ text, pods: [] }]));
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}

async function refusalOf({
  what,
  send,
}: {
  readonly what: string;
  readonly send: () => Promise<unknown>;
}): Promise<string | undefined> {
  try {
    await send();
    return undefined;
  } catch (error) {
    if (isApiFailure(error)) return `${what} would be refused: ${error.message}`;
    throw error;
  }
}

async function tryEviction(
  cluster: Cluster,
  {
    pod,
    request,
  }: {
    readonly pod: { readonly name: string; readonly namespace: string; readonly uid: string };
    readonly request: DrainRequest;
  },
  call: Call,
): Promise<void> {
  const grace = request.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: request.gracePeriodSeconds };
  const how = { ...grace, dryRun: true, preconditions: { uid: pod.uid } };
  if (request.disableEviction)
    await cluster.objects(WHOLE_PODS).delete(pod, { ...how, propagationPolicy: 'Background' }, call);
  else await cluster.evict(pod, how, call);
}

async function tryHold(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): Promise<void> {
  const node = await cluster.objects(NODES).get(plan.node, '', call);
  const { host, pid } = request.holder;
  const now = printTime(cluster.now());
  const mark = { id: 'dry-run', job: plan.job.metadata.name, since: now, until: now, host, pid };
  const { annotation } = takeHold(markedNode(node), mark);
  const body = { metadata: { annotations: { [NODE_MARK]: annotation } }, spec: { unschedulable: true } };
  await cluster.objects(NODES).patch({ name: plan.node, namespace: '' }, { type: 'merge', body, dryRun: true }, call);
}
