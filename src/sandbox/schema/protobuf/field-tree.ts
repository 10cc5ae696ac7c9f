/** The fields of a struct as protobuf has them: by number, those of structs that Go embeds one level deeper. */
import type { Field, StructType } from '../field-types.ts';

/** Fields by their numbers; a branch is a struct that Go embeds. */
export interface FieldTree {
  readonly byNumber: ReadonlyMap<number, Field | FieldTree>;
  /** The same, the last number first. */
  readonly descending: readonly (readonly [number, Field | FieldTree])[];
}

/** The tree of a struct; made once. */
export function treeOf(struct: StructType): FieldTree {
  const known = trees.get(struct);
  if (known) return known;
  const tree = treeFrom(struct.fields.map((field) => ({ path: field.numbers, field })));
  trees.set(struct, tree);
  return tree;
}

const trees = new WeakMap<StructType, FieldTree>();

interface Placed {
  readonly path: readonly number[];
  readonly field: Field;
}

function treeFrom(placed: readonly Placed[]): FieldTree {
  const byNumber = new Map<number, Field | FieldTree>();
  const first = Map.groupBy(placed, ({ path }) => path[0]);
  for (const [number, below] of first) {
    const [only] = below;
    if (number === undefined || !only) continue;
    const deeper = below.map(({ path, field }) => ({ path: path.slice(1), field }));
    byNumber.set(number, only.path.length === 1 ? only.field : treeFrom(deeper));
  }
  return { byNumber, descending: [...byNumber].sort(([a], [b]) => b - a) };
}
