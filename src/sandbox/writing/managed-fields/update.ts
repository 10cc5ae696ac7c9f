/** Who owns what after a create, an update or a patch (Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal). */
import type { Fields } from '../../api/fields.ts';
import { decodeStruct } from '../../schema/decode.ts';
import { structNamed } from '../../schema/schema.ts';
import type { StoredObject } from '../../store.ts';
import { compareObjects } from './compare.ts';
import { type FieldPath, type FieldSet, fieldElement, NO_FIELDS, pathOf } from './field-set.ts';
import { isSameManager, type Manager, managersOf, withManagers } from './managers.ts';

/** Who writes, when, and what kind of object. */
export interface Writer {
  readonly name: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly struct: string;
  readonly time: string;
}

/**
 * The object with its managers brought up to date. An object that has none yet, because our own code made it, gets none: whoever applies
 * to it first finds `before-first-apply` as the owner of all.
 */
export function updatedManagers(object: Fields, live: StoredObject | undefined, writer: Writer): Fields {
  const own = managersOf(object);
  const given = live && (writer.subresource !== '' || own.length === 0) ? managersOf(live) : own;
  if (live && given.length === 0) return object;
  const before = live ?? emptyOf(writer.struct);
  const { added, modified, removed } = compareObjects(before, object, writer.struct);
  const taken = ownable(added.union(modified), writer.subresource);
  const managers = given.map((one) => ({ ...one, fields: one.fields.difference(removed).difference(taken) }));
  return withManagers(object, withTaken(managers, { ...writer, fields: taken }));
}

/** A new object of a kind, before anybody has said anything. */
export function emptyOf(struct: string): Fields {
  return decodeStruct({}, structNamed(struct)).object;
}

/** Fields that somebody can own: not those that the server alone sets, nor those that this way of writing leaves alone. */
export function ownable(fields: FieldSet, subresource: string): FieldSet {
  const ignored = subresource === 'status' ? fieldElement('spec') : fieldElement('status');
  const kept = [...fields].filter((path) => !STRIPPED.has(path) && path !== ignored && !isBelow(path, ignored));
  return new Set(kept);
}

const META = fieldElement('metadata');
const STRIPPED: FieldSet = new Set([
  fieldElement('apiVersion'),
  fieldElement('kind'),
  META,
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => pathOf(META, fieldElement(name))),
]);

function isBelow(path: FieldPath, parent: FieldPath): boolean {
  return path.startsWith(pathOf(parent, ''));
}

interface Taken extends Writer {
  readonly fields: FieldSet;
}

function withTaken(
  managers: readonly Manager[],
  { name, apiVersion, subresource, time, fields }: Taken,
): readonly Manager[] {
  if (fields.size === 0) return managers;
  const id = { manager: name, operation: 'Update' as const, apiVersion, subresource };
  const others = managers.filter((one) => !isSameManager(one, id));
  const owned = managers.find((one) => isSameManager(one, id))?.fields ?? NO_FIELDS;
  return [...others, { ...id, time, fields: owned.union(fields) }];
}
