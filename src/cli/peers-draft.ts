/** What `peers create` is about: the Job with its peers' objects, from a manifest or from a Job that lives. */
import { type Fields, textAt } from '../batch/field-at.ts';
import type { Job } from '../batch/objects.ts';
import { isFinished } from '../batch/outcome.ts';
import { applyEdits } from '../batch/peers/edits.ts';
import { manifestOf, withoutMode } from '../batch/peers/manifest-of.ts';
import type { PeerObjects } from '../batch/peers/peer-plan.ts';
import type { Call, Cluster } from '../cluster/port.ts';
import { createNotes, immutableText, sizeNotes, suspendedText } from '../views/peers/create.ts';
import { isStructured, type OutputFormat, renderStructured } from '../views/structured.ts';
import { namespaceFor } from './manifest.ts';
import { type PeerManifest, withPeers } from './peer-manifest.ts';
import { type CreateRequest, onlyPeerObjects, peerPlan, refusal } from './peers-create.ts';

/** What shall be, and what to know about it. */
export interface Drafted {
  readonly objects: PeerObjects;
  /** Lines for standard error. */
  readonly notes: string;
  /** The Job that makes room; undefined where none has to. */
  readonly old: Job | undefined;
}

/** A manifest with peers as text, in a format. Throws `UserError`. */
export async function printedManifest(
  manifest: PeerManifest,
  { wishes }: CreateRequest,
  { typed, format }: { readonly typed: string | undefined; readonly format: OutputFormat },
): Promise<{ readonly text: string; readonly notes: string }> {
  const namespace = namespaceFor(textAt(manifest.job, 'metadata.namespace'), typed, 'default');
  const plan = peerPlan(manifest.job, nameOf(manifest.job), { wishes, namespace });
  const made = await withPeers(manifest, plan, namespace);
  const { objects } = made;
  const notes = createNotes(made, plan.kept, namespace) + sizeNotes(objects);
  if (format.kind === 'name') return { text: objects.map(wordOf).join(''), notes };
  if (format.kind === 'text' || format.kind === 'yaml') return { text: made.text, notes };
  if (!isStructured(format)) throw new Error(`no format ${format.kind}`);
  return { text: await renderStructured({ apiVersion: 'v1', kind: 'List', items: objects }, format), notes };
}

/** The same, to be applied. Throws `UserError`, also where the manifest has more than a Job and what its peers need. */
export async function draftFromManifest(
  manifest: PeerManifest,
  { wishes }: CreateRequest,
  { typed, otherwise }: { readonly typed: string | undefined; readonly otherwise: string },
): Promise<Drafted> {
  const namespace = namespaceFor(textAt(manifest.job, 'metadata.namespace'), typed, otherwise);
  const plan = peerPlan(manifest.job, nameOf(manifest.job), { wishes, namespace });
  const { job, service, configMap, objects } = await withPeers(manifest, plan, namespace);
  const isOurs = (object: Fields) =>
    [job, service, configMap].some((one) => one !== undefined && wordOf(one) === wordOf(object));
  onlyPeerObjects(objects.filter((object) => !isOurs(object)).map((object) => wordOf(object).trim()));
  const notes = createNotes({ job, service }, plan.kept, namespace);
  return { objects: { namespace, job, service, configMap, isLive: false }, notes, old: undefined };
}

/** The Service of a Job that lives; with `recreate` the Job as well. Throws `UserError` where the Job lacks what cannot be changed, and what the port throws. */
export async function draftFromLive(
  cluster: Cluster,
  { job: name = '', wishes, recreate }: CreateRequest,
  call: Call,
): Promise<Drafted> {
  const { namespace } = cluster;
  const old = await cluster.jobs.get(name, namespace, call);
  const manifest = withoutMode(manifestOf(old.source));
  const plan = peerPlan(manifest, name, { wishes, namespace });
  const isRight = plan.edits.length === 0;
  const lacking = plan.edits.map(({ path }) => path.filter((step) => typeof step === 'string').join('.'));
  if (!isRight && recreate === undefined) throw refusal(immutableText(name, lacking, namespace));
  const waits = !isRight && recreate === 'wait' && !isFinished(old);
  if (waits && old.spec.suspend) throw refusal(suspendedText(name, namespace));
  const job = applyEdits(manifest, plan.edits);
  const notes = createNotes({ job: isRight ? old.source : job, service: plan.service }, plan.kept, namespace);
  const objects = { namespace, service: plan.service, configMap: plan.configMap };
  if (isRight) return { objects: { ...objects, job: old.source, isLive: true }, notes, old: undefined };
  return { objects: { ...objects, job, isLive: false }, notes, old };
}

function nameOf(job: Fields): string {
  return textAt(job, 'metadata.name');
}

function wordOf(object: Fields): string {
  const [group, version] = textAt(object, 'apiVersion').split('/');
  const kind = textAt(object, 'kind').toLowerCase();
  return `${kind}${version === undefined ? '' : `.${group}`}/${nameOf(object)}\n`;
}
