/**
 * Chance with a seed: whatever the embedded cluster does by chance (names, uids) comes from one such source, so that the same seed gives
 * the same run.
 */

/** A source of chance. */
export interface Random {
  /** A number from 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** The random end that Kubernetes gives to a name: letters and digits that spell no word (apimachinery/pkg/util/rand). */
  suffix(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Chance from a seed: mulberry32, whose period of 2^32 numbers is plenty for a cluster of a day. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const bits = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => Math.floor((bits() / TWO_TO_32) * limit);
  const suffix = (length: number) =>
    Array.from({ length }, () => SUFFIX_LETTERS.charAt(below(SUFFIX_LETTERS.length))).join('');
  return { next: () => bits() / TWO_TO_32, below, suffix, uuid: () => uuidOf([bits(), bits(), bits(), bits()]) };
}

const TWO_TO_32 = 2 ** 32;

/** No vowels and nothing that is mistaken for one (Kubernetes 1.36, apimachinery/pkg/util/rand/rand.go). */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function uuidOf(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return parts.join('-');
}
