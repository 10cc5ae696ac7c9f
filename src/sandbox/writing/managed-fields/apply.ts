/** Server-side apply: a configuration merged into an object, unless it takes what others own (structured-merge-diff, merge/update.go). */
import type { Fields } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import { isObject } from '../../schema/decode.ts';
import type { StoredObject } from '../../store.ts';
import { compareObjects, fieldsSet } from './compare.ts';
import { type FieldSet, NO_FIELDS, pathText, withParents } from './field-set.ts';
import { isSameManager, type Manager, type ManagerId, managersOf, withManagers } from './managers.ts';
import { mergeObjects, withoutFields } from './merge.ts';
import { emptyOf, ownable, type Writer } from './update.ts';

/** What is applied. */
export interface Application {
  readonly config: Fields;
  readonly writer: Writer;
  /** Takes over what others own. */
  readonly force: boolean;
}

/** The object as it should be, with its managers. Throws a StatusError 409 that names each conflict. */
export function applied(live: StoredObject | undefined, { config, writer, force }: Application): Fields {
  const { struct, subresource } = writer;
  const id: ManagerId = { manager: writer.name, operation: 'Apply', apiVersion: writer.apiVersion, subresource };
  const before = live ?? emptyOf(struct);
  const managers = live ? firstManagers(live, writer) : [];
  const last = managers.find((one) => isSameManager(one, id))?.fields ?? NO_FIELDS;
  const others = managers.filter((one) => !isSameManager(one, id));
  const fields = ownable(fieldsSet(config, struct), subresource);
  const kept = others.reduce<FieldSet>((all, one) => all.union(one.fields), fields);
  const merged = mergeObjects(before, config, struct);
  const next = withoutFields(merged, last.difference(withParents(kept)), struct);
  const { added, modified, removed } = compareObjects(before, next, struct);
  const touched = added.union(modified);
  const conflicts = others.flatMap((one) => conflictsWith(one, touched));
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts);
  const left = others.map((one) => ({ ...one, fields: one.fields.difference(touched).difference(removed) }));
  const time =
    fields.symmetricDifference(last).size === 0 && touched.size + removed.size === 0
      ? timeOf(managers, id)
      : writer.time;
  return withManagers(isObject(next) ? next : {}, [...left, { ...id, time: time || writer.time, fields }]);
}

/** An object that nobody has tracked belongs to `before-first-apply`. */
function firstManagers(live: StoredObject, { struct, apiVersion, time }: Writer): readonly Manager[] {
  const managers = managersOf(live);
  if (managers.length > 0) return managers;
  const { added, modified } = compareObjects(emptyOf(struct), live, struct);
  const fields = ownable(added.union(modified), '');
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion, subresource: '', time, fields }];
}

function timeOf(managers: readonly Manager[], id: ManagerId): string {
  return managers.find((one) => isSameManager(one, id))?.time ?? '';
}

interface Conflict {
  readonly manager: Manager;
  readonly path: string;
}

function conflictsWith(manager: Manager, touched: FieldSet): readonly Conflict[] {
  return [...manager.fields.intersection(touched)].toSorted().map((path) => ({ manager, path: pathText(path) }));
}

function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const [first, ...more] = conflicts;
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: path,
  }));
  const message =
    first && more.length === 0
      ? `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${first.path}`
      : `Apply failed with ${conflicts.length} conflicts: ${listed(conflicts)}`;
  return new StatusError(409, 'Conflict', { message, details: { causes } });
}

function listed(conflicts: readonly Conflict[]): string {
  const names = [...new Set(conflicts.map(({ manager }) => managerText(manager)))].toSorted();
  return names
    .map((name) => {
      const paths = conflicts.filter(({ manager }) => managerText(manager) === name).map(({ path }) => `- ${path}`);
      return [`conflicts with ${name}:`, ...paths].join('\n');
    })
    .join('\n');
}

/** `"kubectl-edit" using batch/v1`: a manager as messages name it. */
function managerText({ manager, subresource, operation, apiVersion }: Manager): string {
  const name = JSON.stringify(manager);
  const part = subresource === '' ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${part} using ${apiVersion}` : part;
}
