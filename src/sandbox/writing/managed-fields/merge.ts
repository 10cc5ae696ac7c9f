/** Laying an applied configuration over an object, and taking fields away (sigs.k8s.io/structured-merge-diff, typed/{merge,remove}.go). */
import { type FieldPath, type FieldSet, pathOf } from './field-set.ts';
import { fromParts, type Parts, partsOf, rootOf, type TypedField } from './typed-value.ts';

/** The live object with what the configuration says; the rest stays. */
export function mergeObjects(live: unknown, config: unknown, struct: string): unknown {
  return merge(live, config, rootOf(struct));
}

/** An object without some fields. An item of a list that is named goes whole. */
export function withoutFields(object: unknown, fields: FieldSet, struct: string): unknown {
  return prune(object, rootOf(struct), { path: '', fields });
}

function merge(live: unknown, config: unknown, field: TypedField): unknown {
  if (config === undefined) return live;
  const [old, now] = [partsOf(live, field), partsOf(config, field)];
  if (!old || !now || config === null) return config;
  const merged = inOrder(old, now).map((element) => {
    const part = now.get(element) ?? old.get(element);
    const value = part && merge(old.get(element)?.value, now.get(element)?.value, part.field);
    return [element, value] as const;
  });
  return fromParts(merged, field);
}

/** The configuration's order, with what only the live object has where it was. */
function inOrder(old: Parts, now: Parts): readonly string[] {
  const order: string[] = [];
  const left = [...old.keys()];
  for (const element of now.keys()) {
    while (left[0] !== undefined && !now.has(left[0])) order.push(left.shift() ?? '');
    if (left[0] === element) left.shift();
    order.push(element);
  }
  return [...order, ...left.filter((element) => !now.has(element))];
}

interface Pruning {
  readonly path: FieldPath;
  readonly fields: FieldSet;
}

function prune(value: unknown, field: TypedField, { path, fields }: Pruning): unknown {
  const parts = partsOf(value, field);
  if (!parts || parts.size === 0) return value;
  const kept = [...parts].flatMap(([element, part]) => {
    const below = pathOf(path, element);
    if (fields.has(below)) return [];
    return [[element, prune(part.value, part.field, { path: below, fields })] as const];
  });
  return fromParts(kept, field);
}
