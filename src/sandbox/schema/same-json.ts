/** Whether two JSON values say the same. A field that is undefined is not there; the order of fields does not matter. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, i) => sameJson(item, other[i]))
    );
  }
  const [ones, others] = [definedEntries(one), new Map(definedEntries(other))];
  return (
    ones.length === others.size && ones.every(([key, value]) => others.has(key) && sameJson(value, others.get(key)))
  );
}

function definedEntries(object: object): readonly (readonly [string, unknown])[] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}
