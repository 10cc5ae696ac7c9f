/** Which fields two states of an object differ in (sigs.k8s.io/structured-merge-diff, typed/compare.go). */
import { sameJson } from '../../schema/same-json.ts';
import { type FieldPath, type FieldSet, pathOf } from './field-set.ts';
import { type Parts, partsOf, rootOf, type TypedField } from './typed-value.ts';

/** The fields that came, that went, and that changed. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

/** Compares two states of an object of a struct. */
export function compareObjects(before: unknown, after: unknown, struct: string): Comparison {
  const found = { added: new Set<FieldPath>(), removed: new Set<FieldPath>(), modified: new Set<FieldPath>() };
  compare({ before, after }, rootOf(struct), { path: '', found });
  return found;
}

/** All fields that an object sets (typed/tofieldset.go). */
export function fieldsSet(object: unknown, struct: string): FieldSet {
  const set = new Set<FieldPath>();
  addLeaves(object, rootOf(struct), { path: '', set });
  return set;
}

interface Place {
  readonly path: FieldPath;
  readonly found: {
    readonly added: Set<FieldPath>;
    readonly removed: Set<FieldPath>;
    readonly modified: Set<FieldPath>;
  };
}

interface States {
  readonly before: unknown;
  readonly after: unknown;
}

function compare({ before, after }: States, field: TypedField, { path, found }: Place): void {
  const parts = [partsOf(before, field), partsOf(after, field)] as const;
  if (before === undefined) addWhole(after, field, { path, set: found.added });
  else if (after === undefined) addWhole(before, field, { path, set: found.removed });
  else if (parts[0] && parts[1]) compareParts(parts[0], parts[1], { path, found });
  else if (!sameJson(before, after)) found.modified.add(path);
}

function compareParts(old: Parts, now: Parts, { path, found }: Place): void {
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const part = now.get(element) ?? old.get(element);
    const states = { before: old.get(element)?.value, after: now.get(element)?.value };
    if (part) compare(states, part.field, { path: pathOf(path, element), found });
  }
}

interface Collected {
  readonly path: FieldPath;
  readonly set: Set<FieldPath>;
}

/** What is wholly new is a member itself, with everything below it. */
function addWhole(value: unknown, field: TypedField, { path, set }: Collected): void {
  if (path !== '') set.add(path);
  for (const [element, part] of partsOf(value, field) ?? []) {
    addWhole(part.value, part.field, { path: pathOf(path, element), set });
  }
}

/** Leaves, empty values, and the items of lists that are known by keys. */
function addLeaves(value: unknown, field: TypedField, { path, set }: Collected): void {
  const parts = partsOf(value, field);
  if (!parts || parts.size === 0) {
    if (path !== '') set.add(path);
    return;
  }
  for (const [element, part] of parts) {
    const below = pathOf(path, element);
    if (element.startsWith('k:')) set.add(below);
    addLeaves(part.value, part.field, { path: below, set });
  }
}
