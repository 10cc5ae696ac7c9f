import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../bin/bundle/bundle.ts';
import { ALLOWED, complies, objections, runtimeObjections } from '../../bin/dist/licences.ts';
import { pinned } from '../../bin/dist/lock.ts';
import { noticesOf, runtimeNotices } from '../../bin/dist/notices.ts';
import { type Ingredient, readIngredients } from '../../bin/dist/packages.ts';
import { COMPARED_WITH, LINKED } from '../../bin/dist/runtime.ts';
import { sbomOf } from '../../bin/dist/sbom.ts';

describe('a licence complies with the list', () => {
  const check = (expression: string, expected: boolean) =>
    test(`${expression || 'none'}: ${expected ? 'yes' : 'no'}`, () =>
      expect(complies(expression, ALLOWED)).toBe(expected));

  check('MIT', true);
  check('GPL-3.0-only', false);
  check('(MIT OR GPL-3.0-only)', true);
  check('GPL-2.0-only OR Apache-2.0', true);
  check('MIT AND ISC', true);
  check('MIT AND GPL-3.0-only', false);
  check('(MIT OR GPL-3.0-only) AND GPL-2.0-only', false);
  check('SEE LICENSE IN LICENSE.md', false);
  check('UNLICENSED', false);
  check('', false);
});

describe('what is in the program', () => {
  let ingredients: readonly Ingredient[];
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-job-licences-'));
    ingredients = await readIngredients((await bundle(folder)).packages);
    await rm(folder, { recursive: true });
  });

  test('what a package has compiled in is named too', () => {
    const versions = new Map(ingredients.map(({ name, version }) => [name, version]));
    expect([...versions.keys()]).toEqual(expect.arrayContaining(['just-bash', 're2js', 'file-type', 'strtok3']));
    expect(versions.get('just-bash'), 'look again at COMPILED_IN of bin/bundle/bundle.ts').toMatch(/^3\.4\./);
  });

  test('may all be passed on', () => {
    const names = ingredients.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@oclif/core', 'yaml', 'hpagent']));
    expect(objections(ingredients)).toEqual([]);
    expect(runtimeObjections(LINKED)).toEqual([]);
  });

  test('a package under another licence, or without its text, is an objection', () => {
    const [some] = ingredients;
    const made = (change: Partial<Ingredient>) => ({ name: 'x', version: '1.0.0', ...some, ...change }) as Ingredient;
    const left = { name: 'left', version: '2.0.0', licence: 'AGPL-3.0-only' };
    expect(objections([made(left), made({ ...left, licence: 'MIT', licenceText: '' })])).toEqual([
      'left@2.0.0: the licence "AGPL-3.0-only" is not on the list of bin/dist/licences.ts',
      'left@2.0.0: it has no licence file to be passed on',
    ]);
    expect(runtimeObjections([{ name: 'gmp', licence: 'GPL-3.0-only', homepage: '' }])).toHaveLength(1);
  });

  test('is named in the notices with the text of its licence', async () => {
    const notices = noticesOf(ingredients);
    for (const { name, version, licence, licenceText } of ingredients) {
      expect(notices).toContain(`${name} ${version} (${licence})\n`);
      expect(notices).toContain(licenceText);
    }
    const runtime = await runtimeNotices('1.4.5');
    expect(runtime).toMatch(/^ {2}JavaScriptCore +LGPL-2\.1-or-later +https:/m);
    expect(runtime).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  test('is in the bill of materials, with its sum and its licence', () => {
    const runtime = { version: '1.4.5', linked: LINKED };
    const bill = sbomOf({ name: 'kubectl-job', version: '1.2.3', licence: 'Apache-2.0', ingredients, runtime });
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        component: {
          type: 'application',
          purl: 'pkg:npm/kubectl-job@1.2.3',
          licenses: [{ license: { id: 'Apache-2.0' } }],
        },
      },
    });
    const { components, dependencies } = JSON.parse(JSON.stringify(bill));
    expect(components).toHaveLength(ingredients.length + 1);
    const core = components.find((part: { readonly name: string }) => part.name === 'core');
    expect(core).toMatchObject({
      type: 'library',
      group: '@oclif',
      purl: expect.stringMatching(/^pkg:npm\/%40oclif\/core@\d/),
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [{ license: { id: 'MIT' } }],
    });
    const refs = components.map((part: { readonly 'bom-ref': string }) => part['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(dependencies[0].dependsOn).toEqual(refs);
  });
});

test('what the runtime links was looked up for the version that is used', async () => {
  const { version } = await pinned('node_modules/bun');
  expect(version.split('.').slice(0, 2).join('.'), 'compare bin/dist/runtime.ts with LICENSE.md of Bun').toBe(
    COMPARED_WITH,
  );
});
