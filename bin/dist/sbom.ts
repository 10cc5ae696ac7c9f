/** The bill of materials, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It has no time and no serial number: same parts, same bytes. */
import type { Ingredient } from './packages.ts';
import type { Linked } from './runtime.ts';

/** What the bill is of. */
export interface Materials {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly ingredients: readonly Ingredient[];
  readonly runtime: { readonly version: string; readonly linked: readonly Linked[] };
}

/** The document, ready to be written as JSON. */
export function sbomOf({ name, version, licence, ingredients, runtime }: Materials): object {
  const program = purl(name, version);
  const refs = [...ingredients.map((part) => purl(part.name, part.version)), purl('bun', runtime.version)];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': program, name, version, licenses: licences(licence), purl: program },
    },
    components: [...ingredients.map(library), platform(runtime)],
    dependencies: [{ ref: program, dependsOn: refs }, ...refs.map((ref) => ({ ref, dependsOn: [] }))],
  };
}

function library({ name, version, licence, homepage, integrity }: Ingredient): object {
  const id = purl(name, version);
  return {
    type: 'library',
    'bom-ref': id,
    ...named(name),
    version,
    hashes: hashes(integrity),
    licenses: licences(licence),
    purl: id,
    externalReferences: website(homepage),
  };
}

function platform({ version, linked }: Materials['runtime']): object {
  const id = purl('bun', version);
  const components = linked.map(({ name, licence, homepage }) => ({
    type: 'library',
    'bom-ref': `bun/${name}`,
    name,
    licenses: licences(licence),
    externalReferences: website(homepage),
  }));
  const what = { type: 'platform', 'bom-ref': id, name: 'bun', version, licenses: licences('MIT'), purl: id };
  return { ...what, externalReferences: website('https://bun.com'), components };
}

/** A package's name in two parts: its scope, if any, is the group. */
function named(name: string): object {
  const [, group, rest] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [];
  return group ? { group, name: rest } : { name };
}

/** https://github.com/package-url/purl-spec: the @ of a scope is escaped. */
function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function licences(spdx: string): readonly object[] {
  return / (AND|OR|WITH) /.test(spdx) ? [{ expression: spdx }] : [{ license: { id: spdx } }];
}

function hashes(integrity: string): readonly object[] {
  const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return [{ alg: 'SHA-512', content }];
}

function website(url: string): readonly object[] {
  return [{ type: 'website', url }];
}
