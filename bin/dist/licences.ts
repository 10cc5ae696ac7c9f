/** Which licences the program may contain. */
import type { Ingredient } from './packages.ts';

/** Licences (SPDX) that ask for no more than their text being passed on, which THIRD_PARTY_NOTICES.txt does. */
export const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

/** What is wrong with the licences of these packages, a sentence each; empty when nothing is. */
export function objections(ingredients: readonly Ingredient[]): readonly string[] {
  return ingredients.flatMap(({ name, version, licence, licenceText }) => {
    const what = `${name}@${version}`;
    if (!isAllowed(licence)) return [`${what}: the licence "${licence}" is not on the list of bin/dist/licences.ts`];
    return licenceText === '' ? [`${what}: it has no licence file to be passed on`] : [];
  });
}

/**
 * Whether an SPDX expression can be complied with: a licence of the list, one side of an OR, or both sides of an AND. Expressions with
 * brackets or exceptions are for people to read.
 */
export function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1').trim();
  if (/ OR /.test(bare) && !/[()]/.test(bare)) return bare.split(/ OR /).some(isAllowed);
  if (/ AND /.test(bare) && !/[()]/.test(bare)) return bare.split(/ AND /).every(isAllowed);
  return ALLOWED.includes(bare);
}
