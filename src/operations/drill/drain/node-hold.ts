/** Holding a node for a drill, and letting go of it: each a change that nobody else's change gets lost by. */
import { type DrillMark, letGo, markOf, NODE_MARK, type NodeChange, takeHold } from '../../../batch/drain/node-mark.ts';
import { type Call, type Cluster, isApiFailure, isNotFound, type KubeObject } from '../../../cluster/port.ts';
import { pause } from '../../logs/pause.ts';
import { markedNode, NODES } from '../kinds.ts';
import type { UndoOutcome } from './request.ts';

/**
 * Marks and cordons a node. Throws what the cluster answers; whether the change was made is then not known, so letting go is due even so. The call should
 * not be one that a user interrupts.
 */
export async function holdNode(
  cluster: Cluster,
  name: string,
  { mark, call }: { readonly mark: DrillMark; readonly call: Call },
): Promise<void> {
  for (;;) {
    const node = await cluster.objects(NODES).get(name, '', call);
    if (markOf(markedNode(node))?.drills.some(({ id }) => id === mark.id)) return;
    if (await changed(cluster, node, { change: takeHold(markedNode(node), mark), call })) return;
  }
}

/**
 * Lets go of a node, and asks until the cluster has done so or the call's time is up: then tells the command that does it. Never throws.
 */
export async function releaseNode(cluster: Cluster, name: string, release: Release): Promise<UndoOutcome> {
  const { call } = release;
  for (let tries = 0; ; tries += 1) {
    try {
      const outcome = await released(cluster, name, release);
      if (outcome.kind !== 'untouched' || release.isHeld || tries > 0 || (await isOverAfter(SETTLE_MS, call)))
        return outcome;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isNotFound(error)) return { kind: 'untouched' };
      if (call.signal.aborted || isHopeless(error)) return failed(name, message);
      if (await isOverAfter(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), call))
        return failed(name, message);
    }
  }
}

/** Which drills let go, until when it is tried. */
interface Release {
  readonly ids: readonly string[];
  /** Whether it is known that they held it: then a node without their mark was let go of, though nobody heard the answer. */
  readonly isHeld: boolean;
  readonly call: Call;
}

const UNCORDONED: UndoOutcome = { kind: 'uncordoned' };
const UNTOUCHED: UndoOutcome = { kind: 'untouched' };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** A change whose answer was lost may be made a moment after a look that did not find it. */
const SETTLE_MS = 500;

/** Waits; whether the call ended meanwhile. */
function isOverAfter(ms: number, { signal }: Call): Promise<boolean> {
  return pause(ms, signal).then(
    () => false,
    () => true,
  );
}

/** Asking again does not help whoever may not. */
function isHopeless(error: unknown): boolean {
  return isApiFailure(error) && (error.code === 403 || error.code === 422);
}

function failed(name: string, message: string): UndoOutcome {
  return { kind: 'failed', message, command: ['kubectl', 'job', 'drill', 'restore', name] };
}

async function released(cluster: Cluster, name: string, { ids, isHeld, call }: Release): Promise<UndoOutcome> {
  for (;;) {
    const node = await cluster.objects(NODES).get(name, '', call);
    const marked = markedNode(node);
    const change = letGo(marked, ids);
    if (!change) return isHeld && marked.annotation === undefined && !marked.unschedulable ? UNCORDONED : UNTOUCHED;
    if (!(await changed(cluster, node, { change, call }))) continue;
    if (change.unschedulable === false) return { kind: 'uncordoned' };
    if (change.annotation !== null) return { kind: 'left-cordoned', why: 'other-drill' };
    return marked.unschedulable ? { kind: 'left-cordoned', why: 'before' } : { kind: 'uncordoned' };
  }
}

/** Makes a change of the very node that was read; false if somebody else was faster. */
async function changed(
  cluster: Cluster,
  node: KubeObject,
  { change, call }: { readonly change: NodeChange; readonly call: Call },
): Promise<boolean> {
  const { name, resourceVersion, uid } = node.metadata;
  const body = {
    metadata: { uid, resourceVersion, annotations: { [NODE_MARK]: change.annotation } },
    // As kubectl uncordon does: the field is not set to false, it goes.
    ...(change.unschedulable === undefined ? {} : { spec: { unschedulable: change.unschedulable ? true : null } }),
  };
  try {
    await cluster.objects(NODES).patch({ name, namespace: '' }, { type: 'merge', body }, call);
    return true;
  } catch (error) {
    if (isApiFailure(error) && error.code === 409) return false;
    throw error;
  }
}
