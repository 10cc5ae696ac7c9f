/** Changes of a manifest that leave everything else in it as it was written: comments, order, quotes, blank lines. */
import type { Document } from 'yaml';
import type { Fields } from '../batch/field-at.ts';
import { applyEdits, type Edit } from '../batch/peers/edits.ts';
import { usageError } from './user-error.ts';
import { placeOf, SharedPart, type Yaml } from './yaml-place.ts';

/** The package, as far as it is used here. */
export type YamlPackage = Yaml & Pick<typeof import('yaml'), 'parseAllDocuments'>;

/** A document of several in a text. */
export interface DocumentAt {
  readonly text: string;
  /** Which of the text's documents, from 0. */
  readonly at: number;
}

/**
 * The text with changes made in the object of one of its documents. Each is written where it belongs; where the text is written in a way that this
 * cannot be done, that document is written anew, with its comments. Throws `UserError` for changes of what is shared by anchors.
 */
export function editedText(yaml: YamlPackage, { text, at }: DocumentAt, edits: readonly Edit[]): string {
  const before = documentAt(yaml, { text, at });
  const wanted = applyEdits(before.toJS() as Fields, edits);
  const changed = inPlace(yaml, { text, at }, edits);
  if (changed !== undefined && isSame(objectAt(yaml, { text: changed, at }), wanted)) return changed;
  const anew = writtenAnew(yaml, { text, at }, edits);
  if (isSame(objectAt(yaml, { text: anew, at }), wanted)) return anew;
  throw usageError(
    'the manifest is written in a way in which it cannot be changed',
    "Write it plainly first: 'kubectl create --dry-run=client -o yaml -f FILE'.",
  );
}

/** The documents of a text as YAML 1.2 with merge keys, as kubectl reads them. */
export function documentsOf(yaml: YamlPackage, text: string): readonly Document.Parsed[] {
  const documents = yaml.parseAllDocuments(text, { merge: true });
  return 'empty' in documents ? [] : documents;
}

function documentAt(yaml: YamlPackage, { text, at }: DocumentAt): Document.Parsed {
  const document = documentsOf(yaml, text)[at];
  if (!document) throw new Error(`there is no document ${at}`);
  return document;
}

function objectAt(yaml: YamlPackage, where: DocumentAt): unknown {
  const document = documentAt(yaml, where);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function inPlace(yaml: YamlPackage, { text, at }: DocumentAt, edits: readonly Edit[]): string | undefined {
  let changed = text;
  for (const edit of edits) {
    const splice = place(yaml, { text: changed, at }, edit);
    if (!splice) return undefined;
    changed = changed.slice(0, splice.from) + splice.text + changed.slice(splice.to);
  }
  return changed;
}

function place(yaml: YamlPackage, where: DocumentAt, edit: Edit) {
  try {
    return placeOf(yaml, { text: where.text, document: documentAt(yaml, where) }, edit);
  } catch (error) {
    if (!(error instanceof SharedPart)) throw error;
    const path = error.path.join('.');
    throw usageError(
      `${path === '' ? 'the object' : path} is shared by an anchor: changing it would change what else uses it`,
      `Write ${path === '' ? 'the Job' : path} out in the manifest.`,
    );
  }
}

function writtenAnew(yaml: YamlPackage, { text, at }: DocumentAt, edits: readonly Edit[]): string {
  const document = documentAt(yaml, { text, at });
  const [begin, , to] = document.range;
  // Comments before the first document belong to it, and stand before its range.
  const from = at === 0 ? 0 : begin;
  for (const { kind, path, value } of edits) {
    const there = document.getIn(path, true);
    // The comment of a value that is replaced stays.
    if (kind === 'set' && yaml.isScalar(there) && typeof value !== 'object') there.value = value;
    else if (kind === 'set') document.setIn(path, document.createNode(value));
    else if (yaml.isSeq(document.getIn(path))) document.addIn(path, document.createNode(value));
    else document.setIn(path, document.createNode([value]));
  }
  const written = document.toString({ lineWidth: 0 }).replaceAll('\n', text.includes('\r\n') ? '\r\n' : '\n');
  return text.slice(0, from) + written + text.slice(to);
}

/** Whether two values are the same, whatever the order of their fields. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value]) => key in b && isSame(value, Reflect.get(b, key)));
}
