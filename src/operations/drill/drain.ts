/** `drill drain`: disrupts pods of a Job as a drain of their node would, says what came of it, and leaves the node as it was. */
import type { Call, Cluster } from '../../cluster/port.ts';
import { planDrain } from './drain/plan.ts';
import type { DrainPlan, DrainRequest, DrillUpdate, Refusal } from './drain/request.ts';
import { drillRound } from './drain/round.ts';

/**
 * Carries out a plan, and then as many more drills as were asked for, each with a plan of its own. Yields what happens, and the result of each drill. Lets go of
 * every node before it ends or throws; an aborted signal ends it early. Throws what a cluster answers where a drill cannot go on.
 */
export async function* drainDrills(
  cluster: Cluster,
  { plan, request }: { readonly plan: DrainPlan; readonly request: DrainRequest },
  call: Call,
): AsyncGenerator<DrillUpdate, void, void> {
  let next: DrainPlan = plan;
  for (let round = 1; round <= request.repeat; round += 1) {
    const isLast = round === request.repeat;
    if (request.repeat > 1) yield { kind: 'round', round, of: request.repeat, plan: next };
    const rounds = drillRound({
      cluster,
      request: { ...request, untilComplete: request.untilComplete && isLast },
      plan: next,
      call,
    });
    let isHeld = false;
    for await (const update of rounds) {
      if (update.kind === 'ended') isHeld = update.result.undo.kind === 'failed';
      yield update;
    }
    if (isLast || call.signal.aborted) return;
    if (isHeld) {
      yield { kind: 'stopped', refusal: stillHeld(next.node) };
      return;
    }
    const planned = await planDrain(cluster, request, call);
    if (planned.kind === 'refused') {
      yield { kind: 'stopped', refusal: planned.refusal };
      return;
    }
    next = planned.plan;
  }
}

/** Another drill would leave one more node behind. */
function stillHeld(node: string): Refusal {
  return { reason: `node "${node}" could not be let go of`, remedy: 'Restore it first.' };
}
