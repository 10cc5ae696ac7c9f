/** `peers create -f`: the manifest of a Job, and the same with what its peers need. */
import { readFileSync, statSync } from 'node:fs';
import type { Fields } from '../batch/field-at.ts';
import { mapAt, textAt } from '../batch/field-at.ts';
import { applyEdits, type Edit } from '../batch/peers/edits.ts';
import { planHeadless } from '../batch/peers/headless-plan.ts';
import { peerJobOf } from '../batch/peers/peer-job.ts';
import type { Draft, PeerPlan } from '../batch/peers/peer-plan.ts';
import { headlessRefusalText } from '../views/peers/refusals.ts';
import type { ReadInput } from './manifest.ts';
import { UserError, usageError } from './user-error.ts';
import { documentsOf, editedText, type YamlPackage } from './yaml-edits.ts';

/** A text with one Job in it that is meant. */
export interface PeerManifest {
  readonly text: string;
  /** The byte order mark that stood before the text, which editors on Windows write; empty: none. */
  readonly mark: string;
  /** Which of the text's documents is the Job, from 0. */
  readonly at: number;
  readonly job: Fields;
  /** The objects of all documents, undefined for empty ones. */
  readonly objects: readonly (Fields | undefined)[];
}

/**
 * Reads a manifest (`-`: standard input) and finds the Job in it, of several the one of that name. Throws `UserError` when there is none, when
 * there are several, and for Lists.
 */
export async function readPeerManifest(
  path: string,
  { name, readInput }: { readonly name: string | undefined; readonly readInput: ReadInput },
): Promise<PeerManifest> {
  const shown = path === '-' ? 'standard input' : `"${path}"`;
  const [, mark = '', text = ''] = /^(\uFEFF?)(.*)$/s.exec(path === '-' ? await readInput() : fileText(path)) ?? [];
  const documents = documentsOf(await import('yaml'), text);
  const wrong = documents.flatMap(({ errors }) => errors)[0];
  if (wrong) throw usageError(`error parsing ${shown}: ${(wrong.message.split('\n')[0] ?? '').replace(/:$/, '')}`);
  const objects = documents.map((document) => objectOf(document.toJS({ maxAliasCount: 100 }), shown));
  const at = jobAmong(objects, { name, shown });
  return { text, mark, at, objects, job: objects[at] ?? {} };
}

/** A manifest with what peers need. */
export interface ManifestWithPeers {
  readonly text: string;
  readonly job: Fields;
  readonly service: Fields;
  readonly configMap: Fields | undefined;
  /** All objects of the text, in its order. */
  readonly objects: readonly Fields[];
}

/** Changes the Job, and adds or mends Service and hostfile. Throws `UserError` where the manifest's own Service will not do. */
export async function withPeers(manifest: PeerManifest, plan: PeerPlan, namespace: string): Promise<ManifestWithPeers> {
  const yaml = await import('yaml');
  const job = applyEdits(manifest.job, plan.edits);
  const { text, at } = manifest;
  // What stands behind does not move what stands before: the last document first.
  const changes = [
    { at, edits: plan.edits },
    ...serviceChanges(manifest, { plan, job, namespace }),
    ...configMapChanges(manifest, plan),
  ].sort((a, b) => b.at - a.at);
  const edited = changes.reduce((changed, one) => editedText(yaml, { text: changed, at: one.at }, one.edits), text);
  const service = documentNamed(manifest, plan.service);
  const configMap = plan.configMap && documentNamed(manifest, plan.configMap);
  const missing = [...(service ? [] : [plan.service]), ...(configMap || !plan.configMap ? [] : [plan.configMap])];
  const whole = withDocuments(yaml, { text: edited, at }, missing);
  const objects = objectsIn(yaml, whole);
  const of = (draft: Draft) => objects.find((object) => isSameObject(object, draft)) ?? draft;
  return {
    text: manifest.mark + whole,
    job,
    objects,
    service: of(plan.service),
    configMap: plan.configMap && of(plan.configMap),
  };
}

function fileText(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`the path "${path}" does not exist`);
  if (found.isDirectory()) throw usageError(`"${path}" is a folder`, 'Name the one manifest with the Job.');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`unable to read "${path}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function objectOf(value: unknown, shown: string): Fields | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw usageError(
    `error parsing ${shown}: a Kubernetes object was expected, found ${Array.isArray(value) ? 'a list' : typeof value}`,
  );
}

function jobAmong(
  objects: readonly (Fields | undefined)[],
  { name, shown }: { readonly name: string | undefined; readonly shown: string },
): number {
  const list = objects.find((object) => textAt(object, 'kind').endsWith('List') && Array.isArray(object?.items));
  if (list) {
    throw usageError(
      `${shown} holds a ${textAt(list, 'kind')}: objects in lists are not changed`,
      'Write each object as a document of its own, with --- between them.',
    );
  }
  const jobs = objects.flatMap((object, at) => (isJob(object) ? [{ at, name: textAt(object, 'metadata.name') }] : []));
  const meant = name === undefined ? jobs : jobs.filter((job) => job.name === name);
  const [only, ...others] = meant;
  const names = jobs.map((job) => job.name || 'one without a name').join(', ');
  if (only && others.length === 0) return only.at;
  if (jobs.length === 0) throw usageError(`no Job in ${shown}: found ${kindsIn(objects)}`);
  if (!only) throw usageError(`no Job "${name}" in ${shown}: found ${names}`);
  throw usageError(
    `several Jobs in ${shown}: ${names}`,
    'Name the one that is meant: kubectl job peers create NAME -f FILE.',
  );
}

function isJob(object: Fields | undefined): boolean {
  return object !== undefined && object.kind === 'Job' && textAt(object, 'apiVersion').startsWith('batch/');
}

function kindsIn(objects: readonly (Fields | undefined)[]): string {
  const kinds = objects.flatMap((object) => (object ? [textAt(object, 'kind') || 'an object without kind'] : []));
  return [...new Set(kinds)].join(', ') || 'nothing';
}

interface Change {
  readonly at: number;
  readonly edits: readonly Edit[];
}

function serviceChanges(
  manifest: PeerManifest,
  { plan, job, namespace }: { readonly plan: PeerPlan; readonly job: Fields; readonly namespace: string },
): readonly Change[] {
  const found = documentNamed(manifest, plan.service);
  if (!found) return [];
  const { podLabels } = peerJobOf(job, namespace);
  const mend = planHeadless(found.object, plan.service, { podLabels, jobUid: undefined });
  if (mend.kind === 'mend') return [{ at: found.at, edits: mend.edits }];
  const { message, remedy } = headlessRefusalText(mend, plan.service.metadata.name, 'in the manifest');
  throw usageError(message, remedy);
}

function configMapChanges(manifest: PeerManifest, { configMap }: PeerPlan): readonly Change[] {
  const found = configMap && documentNamed(manifest, configMap);
  if (!found) return [];
  const wanted = Object.entries(mapAt(configMap, 'data'));
  const has = mapAt(found.object, 'data');
  const edits = wanted
    .filter(([key, value]) => has[key] !== value)
    .map(([key, value]): Edit => ({ kind: 'set', path: ['data', key], value }));
  return [{ at: found.at, edits }];
}

function documentNamed(
  { objects }: PeerManifest,
  draft: Draft,
): { readonly at: number; readonly object: Fields } | undefined {
  const at = objects.findIndex((object) => object !== undefined && isSameObject(object, draft));
  const object = objects[at];
  return object && { at, object };
}

function isSameObject(object: Fields, { kind, metadata }: Draft): boolean {
  const namespace = textAt(object, 'metadata.namespace');
  const isSamePlace = namespace === '' || metadata.namespace === undefined || namespace === metadata.namespace;
  return object.kind === kind && textAt(object, 'metadata.name') === metadata.name && isSamePlace;
}

function objectsIn(yaml: YamlPackage, text: string): readonly Fields[] {
  const objects = documentsOf(yaml, text).map((document) => objectOf(document.toJS({ maxAliasCount: 100 }), ''));
  return objects.filter((object) => object !== undefined);
}

/** The text with further documents before the Job's: what is created first is there when the first pod looks for its peers. */
function withDocuments(
  yaml: YamlPackage & Pick<typeof import('yaml'), 'stringify'>,
  { text, at }: { readonly text: string; readonly at: number },
  drafts: readonly Draft[],
): string {
  if (drafts.length === 0) return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const document = documentsOf(yaml, text)[at];
  const begin = document?.directives.docStart ? document.range[0] : 0;
  const isMarked = document?.directives.docStart === true;
  const written = drafts.map((draft) => yaml.stringify(draft, { indentSeq: false, lineWidth: 0 }));
  const added = isMarked ? written.map((one) => `---\n${one}`).join('') : written.map((one) => `${one}---\n`).join('');
  return text.slice(0, begin) + added.replaceAll('\n', newline) + text.slice(begin);
}
