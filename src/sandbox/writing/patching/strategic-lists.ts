/** How strategic merge patches merge lists (Kubernetes 1.36, apimachinery/pkg/util/strategicpatch/patch.go, `mergeSliceHandler`). */
import { isObject, type JsonObject } from '../../schema/decode.ts';

/** Thrown for a strategic merge patch that cannot be applied, in the server's words. */
export class StrategicPatchError extends Error {
  override readonly name = 'StrategicPatchError';
}

/** Lists of plain values: what is new comes at the end, in the order wanted if one is. */
export function mergeValues(
  original: readonly unknown[],
  patch: readonly unknown[],
  order: readonly unknown[] | undefined,
): readonly unknown[] {
  return ordered([...new Set([...original, ...patch])], { original, order, keyOf: (value) => value });
}

/** How the items of a list are merged. */
export interface ItemRules {
  readonly mergeKey: string;
  /** Items with their keys alone, in the order wanted. */
  readonly order: readonly unknown[] | undefined;
  readonly merge: (item: JsonObject, patch: JsonObject) => JsonObject;
}

/** Lists of things known by a key. Throws a `StrategicPatchError` for an item of the patch that has none. */
export function mergeItems(
  original: readonly unknown[],
  patch: readonly unknown[],
  { mergeKey, order, merge }: ItemRules,
): readonly unknown[] {
  const changes = patch.map(objectOf);
  if (changes.some(({ $patch }) => $patch === 'replace')) {
    return changes.filter(({ $patch }) => $patch === undefined);
  }
  const keyOf = (item: unknown) => objectOf(item)[mergeKey];
  const missing = changes.find((item) => item[mergeKey] === undefined);
  if (missing) throw new StrategicPatchError(`map: ${goMap(missing)} does not contain declared merge key: ${mergeKey}`);
  const deleted = new Set(changes.filter(({ $patch }) => $patch === 'delete').map(keyOf));
  const kept = original.filter((item) => !deleted.has(keyOf(item)));
  const merged = [...kept];
  for (const change of changes.filter(({ $patch }) => $patch !== 'delete')) {
    const at = merged.findIndex((item) => keyOf(item) === change[mergeKey]);
    merged.splice(at < 0 ? merged.length : at, at < 0 ? 0 : 1, merge(objectOf(merged[at]), change));
  }
  return ordered(merged, { original, order: order?.map(keyOf), keyOf });
}

/** A value as Go prints it: `map[name:main]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goMap(item)}`).join(' ')}]`;
}

interface Order {
  readonly original: readonly unknown[];
  readonly order: readonly unknown[] | undefined;
  readonly keyOf: (item: unknown) => unknown;
}

/** Items in the order wanted; those that it does not name stay before the item that they stood before. */
function ordered(items: readonly unknown[], { original, order, keyOf }: Order): readonly unknown[] {
  if (!order) return items;
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const wanted = new Set(order);
  const left = original.map(keyOf).filter((key) => byKey.has(key));
  const keys: unknown[] = [];
  for (const key of order) {
    while (left.length > 0 && !wanted.has(left[0])) keys.push(left.shift());
    if (left[0] === key) left.shift();
    if (byKey.has(key)) keys.push(key);
  }
  const rest = [...left, ...byKey.keys()].filter((key) => !wanted.has(key) && !keys.includes(key));
  return [...new Set([...keys, ...rest])].map((key) => byKey.get(key));
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
