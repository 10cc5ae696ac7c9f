/** What the server puts into the metadata of new objects, and where they may lie (Kubernetes 1.36, apiserver/pkg/registry/rest/meta.go). */
import { type Fields, textAt } from '../api/fields.ts';
import type { Resource } from '../api/resources.ts';
import { StatusError } from '../api/status.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';
import type { KindRules, WritingContext } from './kind-rules.ts';
import { namespaceEnding } from './refusals.ts';

/** Metadata with a uid, a time, and a name where one is to be made. What only the server may say is taken away first. */
export function newMetadata(given: Fields, { clock, random }: WritingContext, rules: KindRules): Fields {
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, selfLink: ___, ...metadata } = given;
  const { generation: ____, resourceVersion: _____, ...rest } = metadata;
  const base = textAt(given, 'generateName');
  const name = textAt(given, 'name') || (base === '' ? '' : generatedName(base, random.suffix(SUFFIX)));
  return {
    ...(name === '' ? {} : { name }),
    ...rest,
    ...(name === '' ? {} : { name }),
    uid: random.uuid(),
    ...(rules.hasGeneration ? { generation: 1 } : {}),
    creationTimestamp: timestamp(clock),
  };
}

/** The clock's time as Kubernetes writes times, to the second. */
export function timestamp(clock: Clock): string {
  const second = Math.floor(clock.now() / 1000);
  if (second !== last.second) last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return last.text;
}

/** Much is written within a second, and says the same. */
let last = { second: Number.NaN, text: '' };

/** An object must lie in a namespace that is there and is staying. Throws a StatusError 404 or 403. */
export function checkNamespace(store: Store, resource: Resource, object: Fields): void {
  const namespace = textAt(object, 'metadata.namespace');
  if (!resource.namespaced || namespace === '') return;
  const found = store.get('namespaces', undefined, namespace);
  if (!found) throw StatusError.notFound({ group: '', plural: 'namespaces' }, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  throw namespaceEnding(resource, textAt(object, 'metadata.name'), namespace);
}

const SUFFIX = 5;
const LONGEST_NAME = 63;

function generatedName(base: string, suffix: string): string {
  return `${base.slice(0, LONGEST_NAME - SUFFIX)}${suffix}`;
}
