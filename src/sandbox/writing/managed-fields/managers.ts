/** The entries of `metadata.managedFields` (Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/managedfields.go). */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { type FieldSet, parseFieldsV1, printFieldsV1 } from './field-set.ts';

/** Who manages fields, and how. */
export interface ManagerId {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

/** A manager with its fields. */
export interface Manager extends ManagerId {
  readonly time: string;
  readonly fields: FieldSet;
}

/** The managers of an object. */
export function managersOf(object: Fields | undefined): readonly Manager[] {
  return listAt(object, 'metadata.managedFields').map((entry) => ({
    manager: textAt(entry, 'manager'),
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: textAt(entry, 'apiVersion'),
    subresource: textAt(entry, 'subresource'),
    time: textAt(entry, 'time'),
    fields: parseFieldsV1(entry.fieldsV1),
  }));
}

/** An object with these managers; those without fields are left out. */
export function withManagers(object: Fields, managers: readonly Manager[]): Fields {
  const { managedFields: _, ...metadata } = isObject(object.metadata) ? object.metadata : {};
  const entries = managers
    .filter(({ fields }) => fields.size > 0)
    .toSorted(byRank)
    .map(entryOf);
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

/** Whether two are the same manager, doing the same. */
export function isSameManager(one: ManagerId, other: ManagerId): boolean {
  return (
    one.manager === other.manager &&
    one.operation === other.operation &&
    one.apiVersion === other.apiVersion &&
    one.subresource === other.subresource
  );
}

function entryOf({ manager, operation, apiVersion, time, fields, subresource }: Manager): Fields {
  return {
    manager,
    operation,
    apiVersion,
    ...(time === '' ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: printFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  };
}

function byRank(one: Manager, other: Manager): number {
  const keys = ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const;
  const key = keys.find((name) => one[name] !== other[name]);
  if (key === undefined) return 0;
  return one[key] < other[key] ? -1 : 1;
}
