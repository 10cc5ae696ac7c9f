/**
 * What a drill leaves on a node while it lasts: one annotation that says what was done and how to undo it. Several drills share it; the last to leave makes the
 * node schedulable again, unless it was not before the first.
 */

/** The annotation's key. */
export const NODE_MARK = 'kubectl-job/drill';

/** One drill that holds the node. */
export interface DrillMark {
  readonly id: string;
  /** `namespace/name` of the Job. */
  readonly job: string;
  /** When it began, and when it will have undone everything at the latest (RFC 3339). */
  readonly since: string;
  readonly until: string;
  /** Where it runs: the machine's name and the process. */
  readonly host: string;
  readonly pid: number;
}

/** The annotation's value. */
export interface NodeMark {
  /** Whether the first drill found the node cordoned: then it stays so. */
  readonly wasCordoned: boolean;
  readonly drills: readonly DrillMark[];
  /** For whoever finds it: the command that undoes. */
  readonly undo: string;
}

/** What counts of a node. */
export interface MarkedNode {
  readonly name: string;
  readonly unschedulable: boolean;
  /** The annotation as it stands; undefined without one. */
  readonly annotation: string | undefined;
}

/** What to set on a node. An annotation of null goes. */
export interface NodeChange {
  /** Undefined: it stays as it is. */
  readonly unschedulable: boolean | undefined;
  readonly annotation: string | null;
}

/** What a node's annotation says; undefined without one, and for one that cannot be read: then nobody knows how the node was before. */
export function markOf({ annotation }: Pick<MarkedNode, 'annotation'>): NodeMark | undefined {
  const value = annotation === undefined ? undefined : parsed(annotation);
  if (typeof value !== 'object' || value === null || !('drills' in value) || !Array.isArray(value.drills))
    return undefined;
  if (!('wasCordoned' in value) || typeof value.wasCordoned !== 'boolean') return undefined;
  const undo = 'undo' in value && typeof value.undo === 'string' ? value.undo : '';
  return { wasCordoned: value.wasCordoned, drills: value.drills.flatMap(markIn), undo };
}

/** Whether somebody has written into the annotation what no drill writes. */
export function isUnreadable(node: Pick<MarkedNode, 'annotation'>): boolean {
  return node.annotation !== undefined && !markOf(node);
}

/** Whether the node was cordoned before any drill: then it stays so. An annotation that cannot be read does not tell, and is no reason to uncordon. */
export function wasCordoned(node: Pick<MarkedNode, 'annotation' | 'unschedulable'>): boolean {
  return markOf(node)?.wasCordoned ?? node.unschedulable;
}

/** A drill takes hold of a node: marked and cordoned in one change. */
export function takeHold(node: MarkedNode, drill: DrillMark): NodeChange {
  const drills = [...(markOf(node)?.drills ?? []).filter(({ id }) => id !== drill.id), drill];
  const undo = `kubectl job drill restore ${node.name}`;
  return {
    unschedulable: node.unschedulable ? undefined : true,
    annotation: JSON.stringify({ wasCordoned: wasCordoned(node), drills, undo }),
  };
}

/**
 * The mark alone: whatever an older look at the node had led to, and is still under way, is refused by the server once this is made. It comes off as any other
 * does.
 */
export function overtake(node: MarkedNode, drill: DrillMark): NodeChange {
  return { ...takeHold(node, drill), unschedulable: undefined };
}

/** An annotation that cannot be read goes; whether the node was cordoned before it nobody knows, so that is left as it is. */
export function takeOffUnreadable(node: MarkedNode): NodeChange | undefined {
  return isUnreadable(node) ? { unschedulable: undefined, annotation: null } : undefined;
}

/**
 * Drills let go of a node: the last one uncordons it, unless it was cordoned before the first, or somebody has uncordoned it meanwhile. Undefined where there is nothing
 * to change.
 */
export function letGo(node: MarkedNode, ids: readonly string[]): NodeChange | undefined {
  const mark = markOf(node);
  if (!mark) return undefined;
  const drills = mark.drills.filter(({ id }) => !ids.includes(id));
  if (drills.length > 0) {
    return drills.length === mark.drills.length
      ? undefined
      : { unschedulable: undefined, annotation: JSON.stringify({ ...mark, drills }) };
  }
  const uncordons = node.unschedulable && !mark.wasCordoned;
  return { unschedulable: uncordons ? false : undefined, annotation: null };
}

/**
 * Whether the drill that made a mark is gone: its time has passed, or its process has ended. `isAlive` says so of a process of this machine; undefined: nobody can tell.
 * Time comes first, because the number of a process that was killed belongs to another one some day.
 */
export function isLeft(
  mark: DrillMark,
  { now, isAlive }: { readonly now: number; readonly isAlive: (mark: DrillMark) => boolean | undefined },
): boolean {
  const until = Date.parse(mark.until);
  return Number.isNaN(until) || until < now || isAlive(mark) === false;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function markIn(value: unknown): readonly DrillMark[] {
  if (typeof value !== 'object' || value === null) return [];
  const text = (field: string): string => {
    const found: unknown = Reflect.get(value, field);
    return typeof found === 'string' ? found : '';
  };
  const pid: unknown = Reflect.get(value, 'pid');
  const [id, job, since, until, host] = [text('id'), text('job'), text('since'), text('until'), text('host')];
  return id === '' ? [] : [{ id, job, since, until, host, pid: typeof pid === 'number' ? pid : 0 }];
}
