import type { Cursor } from './wire.ts';

/** Reads what stands between the cursor and an end, and leaves the cursor there. */
export type ReadUpTo<T> = (cursor: Cursor, end: number) => T;

/** Values that are written alike are read once and kept once: of 10,000 pods of one Job that is most of what they hold. */
export function shared<T extends object | string>(read: ReadUpTo<T>): (cursor: Cursor) => T {
  const known = new Map<string, T>();
  return (cursor) => {
    const end = cursor.lengthEnd();
    const written = cursor.letters(end);
    const same = known.get(written);
    if (same !== undefined) {
      cursor.at = end;
      return same;
    }
    const value = read(cursor, end);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(written, value);
    return value;
  };
}

/** A text that is in many objects. */
export const sharedText = shared((cursor, end) => Buffer.from(cursor.take(end - cursor.at)).toString('utf8'));

/** A time to the second, in RFC 3339; empty for one that is not set, or that no calendar has. */
export const sharedTime = shared((cursor, end) => {
  let seconds = 0;
  const isSet = end > cursor.at;
  while (cursor.at < end) {
    const key = cursor.number();
    if (key === SECONDS) seconds = cursor.number();
    else cursor.skip(key);
  }
  return isSet && seconds <= LAST_SECOND ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : '';
});

const SECONDS = 1 << 3;
/** Of the year 9999. */
const LAST_SECOND = 253_402_300_799;
const MOST_KEPT = 4096;
