/** Changes of an object as values: made in a manifest's text, where comments and order stay, and in the object itself. */
import { type Fields, fieldAt } from '../field-at.ts';

/** What may stand in an object. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where: field names, and positions in lists. */
export type EditPath = readonly (string | number)[];

/** One change: a field that is set (added, or given another value), or an item that is added at the end of a list, which is made where there is none. */
export interface Edit {
  readonly kind: 'set' | 'append';
  readonly path: EditPath;
  readonly value: Json;
  /** Fields behind which a new one is best read. */
  readonly behind?: readonly string[];
}

/** The object with the changes made, in their order; fields keep theirs, new ones come last. */
export function applyEdits<T extends Fields>(object: T, edits: readonly Edit[]): T {
  // An object stays one: a path begins with the name of a field.
  return edits.reduce<unknown>((changed, edit) => changedAt(changed, edit.path, edit), object) as T;
}

function changedAt(value: unknown, path: EditPath, edit: Edit): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (edit.kind === 'set') return edit.value;
    return [...(Array.isArray(value) ? value : []), edit.value];
  }
  if (typeof step === 'number') {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    return list.map((item, at) => (at === step ? changedAt(item, rest, edit) : item));
  }
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...fields, [step]: changedAt(fieldAt(fields, step), rest, edit) };
}
