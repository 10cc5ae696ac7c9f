/** `drill restore`: undoes what drills that are gone have left on nodes. */
import {
  type DrillMark,
  isLeft,
  isUnreadable,
  type MarkedNode,
  markOf,
  wasCordoned,
} from '../../batch/drain/node-mark.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { limitedCall } from './drain/deadline.ts';
import { releaseNode } from './drain/node-hold.ts';
import type { DrillHolder, UndoOutcome } from './drain/request.ts';
import { markedNode, NODES } from './kinds.ts';

/** A node that drills hold. */
export interface HeldNode {
  readonly node: string;
  /** Drills that are gone: what restoring takes off. */
  readonly left: readonly DrillMark[];
  /** Drills that may still be at work. */
  readonly working: readonly DrillMark[];
  readonly isCordoned: boolean;
  /** Whether the annotation is one that a drill has written: if not, nobody can tell who holds the node. */
  readonly isReadable: boolean;
  /** Whether there is anything to undo. */
  readonly isDue: boolean;
  /** Whether it stays cordoned, because it was before the first drill. */
  readonly wasCordoned: boolean;
}

/** A node, and what became of it; `undefined`: nothing was there to undo. */
export interface RestoredNode extends HeldNode {
  readonly undo: UndoOutcome | undefined;
}

/**
 * The nodes that drills hold: those named, or all. With `force`, drills that may still be at work count as gone. A named node that is not there throws `ApiError`
 * 404.
 */
export async function heldNodes(
  cluster: Cluster,
  {
    names,
    force,
    isAlive,
  }: { readonly names: readonly string[]; readonly force: boolean } & Pick<DrillHolder, 'isAlive'>,
  call: Call,
): Promise<readonly HeldNode[]> {
  const nodes = cluster.objects(NODES);
  const found =
    names.length > 0
      ? await Promise.all(names.map((name) => nodes.get(name, '', call)))
      : await Array.fromAsync(nodes.list({ namespace: undefined }, call));
  const now = cluster.now();
  const isGone = (one: DrillMark) => force || isLeft(one, { now, isAlive });
  return found
    .map(markedNode)
    .flatMap((node) => (node.annotation === undefined ? [] : [heldNode(node, { isGone, force })]));
}

function heldNode(
  node: MarkedNode,
  { isGone, force }: { readonly isGone: (mark: DrillMark) => boolean; readonly force: boolean },
): HeldNode {
  const drills = markOf(node)?.drills ?? [];
  const working = drills.filter((one) => !isGone(one));
  const left = drills.filter(isGone);
  const isReadable = !isUnreadable(node);
  return {
    node: node.name,
    left,
    working,
    isCordoned: node.unschedulable,
    isReadable,
    // A mark without drills holds nothing, and comes off too.
    isDue: isReadable ? left.length > 0 || working.length === 0 : force,
    wasCordoned: wasCordoned(node),
  };
}

/** Undoes what is left on these nodes, one after the other, each for at most `undoMs`. Never throws. */
export async function* restoreNodes(
  cluster: Cluster,
  held: readonly HeldNode[],
  { undoMs, call }: { readonly undoMs: number; readonly call: Call },
): AsyncGenerator<RestoredNode, void, void> {
  for (const node of held) {
    using limited = limitedCall(undoMs, call);
    const ids = node.left.map(({ id }) => id);
    const release = { of: 'left', ids, unreadable: !node.isReadable, call: limited } as const;
    yield { ...node, undo: node.isDue ? await releaseNode(cluster, node.node, release) : undefined };
  }
}
