/** Holding a node for a drill, and letting go of it: each a change that nobody else's change gets lost by. */
import {
  type DrillMark,
  isUnreadable,
  letGo,
  type MarkedNode,
  markOf,
  NODE_MARK,
  type NodeChange,
  overtake,
  takeHold,
  takeOffUnreadable,
  wasCordoned,
} from '../../../batch/drain/node-mark.ts';
import { type Call, type Cluster, isApiFailure, isNotFound, type KubeObject } from '../../../cluster/port.ts';
import { pause } from '../../logs/pause.ts';
import { markedNode, NODES } from '../kinds.ts';
import type { UndoOutcome } from './request.ts';

/** How a node was found by the drill that holds it. */
export interface Found {
  /** Cordoned before any drill. */
  readonly wasCordoned: boolean;
  /** Nobody could be scheduled to it: it was cordoned before, or another drill holds it, too. */
  readonly unschedulable: boolean;
}

/**
 * Marks and cordons a node; resolves to how it was. `asked` is told of every request that is sent, and whether it is still open if the change was made: then letting go
 * is due even if this throws what the cluster answers. The call should not be one that a user interrupts.
 */
export async function holdNode(
  cluster: Cluster,
  name: string,
  { mark, asked, call }: { readonly mark: DrillMark; readonly asked: (isOpen: boolean) => void; readonly call: Call },
): Promise<Found> {
  for (;;) {
    const node = await cluster.objects(NODES).get(name, '', call);
    const marked = markedNode(node);
    const found = { wasCordoned: wasCordoned(marked), unschedulable: marked.unschedulable };
    if (markOf(marked)?.drills.some(({ id }) => id === mark.id)) return found;
    asked(true);
    const isMade = await changed(cluster, node, { change: takeHold(marked, mark), call }).catch((error: unknown) => {
      asked(!isRefused(error));
      throw error;
    });
    if (isMade) return found;
    asked(false);
  }
}

/** Who lets go, until when it is tried. */
export type Release = {
  readonly call: Call;
} & (
  | {
      readonly of: 'drill';
      readonly mark: DrillMark;
      /** How the drill found the node that it holds; undefined: nobody knows whether it does, and its request may still be under way. */
      readonly found: Found | undefined;
    }
  /** Drills that are gone; `unreadable`: an annotation that cannot be read, too. */
  | { readonly of: 'left'; readonly ids: readonly string[]; readonly unreadable: boolean }
);

/** Lets go of a node, and asks until the cluster has done so or the call's time is up: then tells the command that does it. Never throws. */
export async function releaseNode(cluster: Cluster, name: string, release: Release): Promise<UndoOutcome> {
  const { call } = release;
  const progress: Progress = { isOvertaken: false, sent: undefined };
  for (let tries = 0; ; tries += 1) {
    try {
      return await released(cluster, name, { ...release, progress });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isNotFound(error)) return UNTOUCHED;
      if (call.signal.aborted || isHopeless(error)) return failed(name, message);
      if (await isOverAfter(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), call))
        return failed(name, message);
    }
  }
}

/** What undoes on a node whatever drills have left there. */
export function restoreCommand(name: string): readonly string[] {
  return ['kubectl', 'job', 'drill', 'restore', name];
}

const UNCORDONED: UndoOutcome = { kind: 'uncordoned' };
const UNTOUCHED: UndoOutcome = { kind: 'untouched' };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** Whoever is faster again and again has this long to get done. */
const CONFLICT_PAUSE_MS = 25;

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

/** The server says that it did nothing; of its own failures it may have done something before. */
function isRefused(error: unknown): boolean {
  return isApiFailure(error) && error.code < 500 && error.code !== 408;
}

function failed(name: string, message: string): UndoOutcome {
  return { kind: 'failed', message, command: restoreCommand(name) };
}

/** What has been sent so far: an answer that nobody heard may have been a yes. */
interface Progress {
  isOvertaken: boolean;
  /** What letting go will have come to. */
  sent: UndoOutcome | undefined;
}

async function released(
  cluster: Cluster,
  name: string,
  release: Release & { readonly progress: Progress },
): Promise<UndoOutcome> {
  const { call, progress } = release;
  for (;;) {
    const node = await cluster.objects(NODES).get(name, '', call);
    const marked = markedNode(node);
    const change = changeOf(marked, release);
    if (change) {
      progress.sent = outcomeOf(marked, change, progress);
      if (await changed(cluster, node, { change, call })) return progress.sent;
      progress.sent = undefined;
      continue;
    }
    if (progress.sent) return progress.sent;
    const overtaking = progress.isOvertaken ? undefined : overtakingChange(marked, release);
    if (!overtaking) return unmarked(marked, release);
    progress.isOvertaken = await changed(cluster, node, { change: overtaking, call });
  }
}

function changeOf(node: MarkedNode, release: Release): NodeChange | undefined {
  if (release.of === 'drill') return letGo(node, [release.mark.id]);
  return letGo(node, release.ids) ?? (release.unreadable ? takeOffUnreadable(node) : undefined);
}

/** A request that nobody heard an answer of must not be carried out after we have looked, and gone. */
function overtakingChange(node: MarkedNode, release: Release): NodeChange | undefined {
  return release.of === 'left' || release.found || isUnreadable(node) ? undefined : overtake(node, release.mark);
}

function outcomeOf(marked: MarkedNode, change: NodeChange, { isOvertaken }: Progress): UndoOutcome {
  if (change.unschedulable === false) return UNCORDONED;
  if (isOvertaken) return UNTOUCHED;
  if (!marked.unschedulable) return UNCORDONED;
  if (change.annotation !== null) return { kind: 'left-cordoned', why: 'other-drill' };
  return { kind: 'left-cordoned', why: isUnreadable(marked) ? 'unknown' : 'before' };
}

/** A node that does not say any more that it is held: whoever took that off may want it as it is now. */
function unmarked(marked: MarkedNode, release: Release): UndoOutcome {
  if (release.of === 'left' || !release.found) return UNTOUCHED;
  const { name } = marked;
  if (isUnreadable(marked)) {
    const command = [...restoreCommand(name), '--force'];
    return { kind: 'failed', message: `somebody has changed its annotation ${NODE_MARK}`, command };
  }
  if (!marked.unschedulable) return UNCORDONED;
  if (markOf(marked)) return { kind: 'left-cordoned', why: 'other-drill' };
  if (release.found.wasCordoned) return { kind: 'left-cordoned', why: 'before' };
  const message = `somebody has taken off its annotation ${NODE_MARK}, and may want it cordoned`;
  return { kind: 'failed', message, command: ['kubectl', 'uncordon', name] };
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
    if (!isApiFailure(error) || error.code !== 409) throw error;
    await pause(CONFLICT_PAUSE_MS, call.signal);
    return false;
  }
}
