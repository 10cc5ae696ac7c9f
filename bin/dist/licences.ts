/** Which licences the program may contain. */
import type { Ingredient } from './packages.ts';
import type { Linked } from './runtime.ts';

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

/**
 * Licences of what the runtime links, besides. The LGPL asks that whoever has the executable can link it with a library of their own:
 * THIRD_PARTY_NOTICES.txt says how.
 */
const ALLOWED_IN_RUNTIME: readonly string[] = [
  ...ALLOWED,
  'Apache-2.0 WITH LLVM-exception',
  'IJG',
  'LGPL-2.1-or-later',
  'OpenSSL',
  'Unicode-3.0',
  'Zlib',
];

/** What is wrong with the licences of these packages, a sentence each; empty when nothing is. */
export function objections(ingredients: readonly Ingredient[]): readonly string[] {
  return ingredients.flatMap(({ name, version, licence, licenceText }) => {
    const what = `${name}@${version}`;
    if (!complies(licence, ALLOWED))
      return [`${what}: the licence "${licence}" is not on the list of bin/dist/licences.ts`];
    return licenceText === '' ? [`${what}: it has no licence file to be passed on`] : [];
  });
}

/** The same for what the runtime links. */
export function runtimeObjections(linked: readonly Linked[]): readonly string[] {
  const guilty = linked.filter(({ licence }) => !complies(licence, ALLOWED_IN_RUNTIME));
  return guilty.map(
    ({ name, licence }) => `${name}: the licence "${licence}" is not on the list of bin/dist/licences.ts`,
  );
}

/**
 * Whether an SPDX expression can be complied with by these licences alone: one of them, one side of an OR, or both sides of an AND.
 * Brackets inside are for people to read.
 */
export function complies(expression: string, allowed: readonly string[]): boolean {
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1');
  if (allowed.includes(bare)) return true;
  if (/[()]/.test(bare)) return false;
  if (bare.includes(' OR ')) return bare.split(' OR ').some((side) => complies(side, allowed));
  return bare.includes(' AND ') && bare.split(' AND ').every((side) => complies(side, allowed));
}
