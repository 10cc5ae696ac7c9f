/** The embedded cluster held against recordings of real ones: same manifest, same interventions, what differs must be known and explained. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RECORDINGS } from '../support/recordings.ts';
import { type Difference, differencesOf } from './fidelity/compare.ts';
import { fidelityPage, listed } from './fidelity/page.ts';
import { reasonFor } from './fidelity/reasons.ts';

const PAGE = 'src/sandbox/FIDELITY.md';
/** Another folder of recordings, which are then compared instead. */
const other = process.env.FIDELITY_RECORDINGS;
const folder = other ?? RECORDINGS;
const names = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'manifest.yaml')) && existsSync(join(folder, name, 'watch.jsonl')))
  .toSorted();

describe('the embedded cluster does what the real one did', () => {
  const found: Difference[] = [];

  test.each(names)('in %s', { timeout: 60_000 }, async (name) => {
    const differences = await differencesOf(folder, name);
    found.push(...differences);
    expect(listed(differences.filter((one) => reasonFor(one) === undefined))).toBe('');
  });

  if (other !== undefined) {
    afterAll(() => void process.stdout.write(`${listed(found)}\n`));
    return;
  }
  test(`what differs stands in ${PAGE}`, () => {
    const page = fidelityPage(names, found);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});
