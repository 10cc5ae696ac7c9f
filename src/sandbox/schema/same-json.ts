import { type Fields, isFields } from '../api/fields.ts';

/** Whether two JSON values say the same. A field that is undefined is not there; the order of fields does not matter. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, i) => sameJson(item, other[i]))
    );
  }
  return isFields(one) && isFields(other) && sameFields(one, other);
}

/** This is asked at every write: it gathers nothing. */
function sameFields(one: Fields, other: Fields): boolean {
  let fields = 0;
  for (const key in one) {
    if (one[key] === undefined) continue;
    fields += 1;
    if (!sameJson(one[key], other[key])) return false;
  }
  for (const key in other) if (other[key] !== undefined) fields -= 1;
  return fields === 0;
}
