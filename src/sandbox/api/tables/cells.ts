/** What several printers put into their cells. */

import { ageOf } from '../../../batch/durations.ts';
import type { StoredObject } from '../../store.ts';
import { fieldAt, listAt, mapAt, textAt, textsAt } from '../fields.ts';

/** What stands where there is nothing. */
export const NONE = '<none>';

/** The text, or `<none>`. */
export function orNone(text: string): string {
  return text === '' ? NONE : text;
}

/** How old an object is. */
export function age(object: StoredObject, now: number): string {
  return ageOf(object.metadata.creationTimestamp, now);
}

/** The time since a timestamp at a path; `<unknown>` where there is none. */
export function since(object: unknown, path: string, now: number): string {
  return ageOf(textAt(object, path) || undefined, now);
}

/** `name,name`, of the containers at a path. */
export function containerNames(object: unknown, path: string): string {
  return listAt(object, path)
    .map((container) => textAt(container, 'name'))
    .join(',');
}

/** `image,image`, of the containers at a path. */
export function containerImages(object: unknown, path: string): string {
  return listAt(object, path)
    .map((container) => textAt(container, 'image'))
    .join(',');
}

/** A label selector as kubectl writes it; `<none>` for an empty one (apimachinery, meta/v1 `FormatLabelSelector`). */
export function labelSelector(object: unknown, path: string): string {
  const selector = fieldAt(object, path);
  const equal = Object.entries(mapAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }));
  const expressions = listAt(selector, 'matchExpressions').map((expression) => {
    const key = textAt(expression, 'key');
    return { key, text: expressionText(key, textAt(expression, 'operator'), textsAt(expression, 'values')) };
  });
  const all = [...equal, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return orNone(all.map(({ text }) => text).join(','));
}

/** A map of labels; `<none>` for an empty one (apimachinery, labels `FormatLabels`). */
export function labels(object: unknown, path: string): string {
  const pairs = Object.entries(mapAt(object, path)).map(([key, value]) => `${key}=${value}`);
  return orNone(pairs.sort().join(','));
}

function expressionText(key: string, operator: string, values: readonly string[]): string {
  const set = `(${[...values].sort().join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${set}`;
    case 'NotIn':
      return `${key} notin ${set}`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}
