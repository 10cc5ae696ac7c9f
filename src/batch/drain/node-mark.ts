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

/** What a node's annotation says; undefined without one, and for one that cannot be read. */
export function markOf({ annotation }: Pick<MarkedNode, 'annotation'>): NodeMark | undefined {
  if (annotation === undefined) return undefined;
  const value = parsed(annotation);
  if (typeof value !== 'object' || value === null || !('drills' in value) || !Array.isArray(value.drills))
    return undefined;
  const wasCordoned = 'wasCordoned' in value && value.wasCordoned === true;
  const undo = 'undo' in value && typeof value.undo === 'string' ? value.undo : '';
  return { wasCordoned, drills: value.drills.flatMap(markIn), undo };
}

/** A drill takes hold of a node: marked and cordoned in one change. */
export function takeHold(node: MarkedNode, drill: DrillMark): NodeChange {
  const mark = markOf(node) ?? { wasCordoned: node.unschedulable, drills: [], undo: '' };
  const drills = [...mark.drills.filter(({ id }) => id !== drill.id), drill];
  const undo = `kubectl job drill restore ${node.name}`;
  return {
    unschedulable: node.unschedulable ? undefined : true,
    annotation: JSON.stringify({ wasCordoned: mark.wasCordoned, drills, undo }),
  };
}

/**
 * Drills let go of a node: the last one uncordons it, unless it was cordoned before the first, or somebody has uncordoned it meanwhile. Undefined where there is nothing
 * to change.
 */
export function letGo(node: MarkedNode, ids: readonly string[]): NodeChange | undefined {
  if (node.annotation === undefined) return undefined;
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

/** Whether the drill that made a mark can still be at work. `isAlive` says so of a process of this machine; undefined: nobody can tell. */
export function isLeft(
  mark: DrillMark,
  { now, isAlive }: { readonly now: number; readonly isAlive: (mark: DrillMark) => boolean | undefined },
): boolean {
  const alive = isAlive(mark);
  if (alive !== undefined) return !alive;
  const until = Date.parse(mark.until);
  return Number.isNaN(until) || until < now;
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
