/** What `peers create` says: manifests, what was done, and what to know about it. */
import { textAt } from '../../batch/field-at.ts';
import { peerServiceOf } from '../../batch/peers/headless.ts';
import { peerFindings } from '../../batch/peers/peer-findings.ts';
import { peerJobOf } from '../../batch/peers/peer-job.ts';
import { CLUSTER_DOMAIN } from '../../batch/peers/peer-names.ts';
import type { KeptVariable } from '../../batch/peers/peer-plan.ts';
import type { ApplyEvent, ObjectName } from '../../operations/peers/apply.ts';
import type { ApplyPlan, ApplyRefusal, PlannedObject } from '../../operations/peers/apply-plan.ts';
import type { RecreateEvent } from '../../operations/peers/recreate.ts';
import { commandLine } from '../shell.ts';
import { plain } from '../text.ts';
import { findingText } from './findings.ts';
import { headlessRefusalText, type RefusalText } from './refusals.ts';

/** What is or shall be done, in which namespace. */
export interface CreateContext {
  readonly namespace: string;
  readonly dryRun: 'none' | 'client' | 'server';
}

/** `service/x`, `job.batch/x`. */
export function objectWord({ kind, name }: ObjectName): string {
  const group = kind.apiVersion.includes('/') ? `.${kind.apiVersion.split('/')[0]}` : '';
  return `${kind.kind.toLowerCase()}${group}/${plain(name)}`;
}

/** What happened, as a line for standard output (what was done) or standard error (all else); undefined: nothing to say. */
export function eventLine(
  event: RecreateEvent,
  job: string,
  { namespace, dryRun }: CreateContext,
): { readonly to: 'out' | 'err'; readonly text: string } | undefined {
  const err = (text: string) => ({ to: 'err', text: `${text}\n` }) as const;
  switch (event.kind) {
    case 'done':
      return { to: 'out', text: `${objectWord(event.object)} ${event.outcome}${DRY[dryRun]}\n` };
    case 'undone':
      return err(`${objectWord(event.object)} deleted again`);
    case 'left':
      return err(leftText(event, namespace));
    case 'waiting':
      return err(waitingText(event.until, job));
    case 'suspended':
      return err(`job.batch/${plain(job)} suspended`);
    case 'resumed':
      return err(`job.batch/${plain(job)} resumed again`);
    case 'deleted':
      return err(`job.batch/${plain(job)} deleted`);
    case 'lost':
    case 'refused':
      return undefined;
  }
}

/** kubectl's words. */
const DRY = { none: '', client: ' (dry run)', server: ' (server dry run)' } as const;

function waitingText(until: 'finished' | 'suspended' | 'gone', job: string): string {
  const name = `job.batch/${plain(job)}`;
  switch (until) {
    case 'finished':
      return `waiting for ${name} to finish; Ctrl-C leaves it as it is`;
    case 'suspended':
      return `waiting for the pods of ${name} to end; Ctrl-C resumes it`;
    case 'gone':
      return `waiting for ${name} to be gone`;
  }
}

function leftText({ object, error }: Extract<ApplyEvent, { readonly kind: 'left' }>, namespace: string): string {
  const kind = object.kind.kind.toLowerCase();
  const remove = commandLine(['kubectl', 'delete', kind, object.name, '-n', namespace]);
  return `${objectWord(object)} may have stayed behind, or does not go with its Job: ${plain(error.message)}\nWhen it is not needed any more: ${plain(remove)}`;
}

/** The question before anything is changed; undefined when there is nothing to do. */
export function applyQuestion(plan: ApplyPlan): string | undefined {
  const all = [plan.service, ...(plan.configMap ? [plan.configMap] : []), plan.job];
  const named = (kind: PlannedObject['action']['kind']) =>
    all.filter(({ action }) => action.kind === kind).map(objectWord);
  const [create, change] = [named('create'), named('patch')];
  if (create.length + change.length === 0) return undefined;
  const parts = [
    ...(create.length > 0 ? [`create ${create.join(' and ')}`] : []),
    ...(change.length > 0 ? [`change ${change.join(' and ')}`] : []),
  ].join(' and ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)} in namespace ${plain(plan.namespace)}?`;
}

/** What to know of a manifest with peers: what may still keep names from resolving, and variables that were left. */
export function createNotes(
  made: { readonly job: Readonly<Record<string, unknown>>; readonly service: Readonly<Record<string, unknown>> },
  kept: readonly KeptVariable[],
  namespace: string,
): string {
  const job = peerJobOf(made.job, namespace);
  const service = { kind: 'found', service: peerServiceOf(made.service) } as const;
  const facts = { job, service, peers: [], slicesRead: true, isFinished: true, clusterDomain: CLUSTER_DOMAIN };
  const found = peerFindings(facts).map((finding) => findingText(finding, job));
  const lines = [
    ...found.map(({ severity, text }) => `${severity === 'broken' ? 'Broken' : 'Risk'}: ${text}`),
    ...kept.map(
      ({ container, name }) => `Kept: container ${container} has a variable ${name} already, with another value.`,
    ),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

/** What annotations take together (Kubernetes, apimachinery, TotalAnnotationSizeLimitB), in bytes. */
const MOST_ANNOTATIONS = 262_144;

/** Which objects are too large for `kubectl apply`, which keeps a copy of each in an annotation. */
export function sizeNotes(objects: readonly Readonly<Record<string, unknown>>[]): string {
  return objects
    .map((object) => ({ object, bytes: new TextEncoder().encode(JSON.stringify(object)).length }))
    .filter(({ bytes }) => bytes > MOST_ANNOTATIONS)
    .map(({ object, bytes }) => {
      const what = `${textAt(object, 'kind')} ${textAt(object, 'metadata.name')}`;
      return `Risk: ${what} has ${bytes} bytes: kubectl apply keeps a copy in an annotation, which takes ${MOST_ANNOTATIONS}; kubectl create and kubectl apply --server-side keep none.`;
    })
    .map((line) => `${plain(line)}\n`)
    .join('');
}

/** Why nothing is done in a cluster. */
export function applyRefusalText(refusal: ApplyRefusal, namespace: string): RefusalText {
  const where = `in the namespace ${namespace}`;
  switch (refusal.kind) {
    case 'service':
      return headlessRefusalText(refusal.plan, refusal.name, where);
    case 'config-map':
      return {
        message: `the ConfigMap "${refusal.name}" ${where} belongs to ${refusal.owner}`,
        remedy: 'Give the Job another name, or delete that ConfigMap.',
      };
    case 'job': {
      const fields = refusal.fields.slice(0, 5).join(', ');
      const more = refusal.fields.length > 5 ? `, and ${refusal.fields.length - 5} more` : '';
      return {
        message: `the Job "${refusal.name}" is there ${where}, and not as in the manifest: ${fields}${more}`,
        remedy: `Most of a Job cannot be changed. Delete it first: kubectl delete job ${refusal.name} -n ${namespace}`,
      };
    }
  }
}

/** What of a living Job cannot be changed though its peers need it. */
export function immutableText(job: string, fields: readonly string[], namespace: string): RefusalText {
  const words = [...new Set(fields)].join(', ');
  return {
    message: `the Job "${job}" lacks ${words}, which can only be set when a Job is created`,
    remedy: [
      `To delete it and create it anew, under its name: kubectl job peers create ${job} -n ${namespace} --recreate`,
      '(--recreate=suspend ends its pods first, --recreate=wait lets it finish).',
    ].join('\n'),
  };
}

/** Why nobody waits for a Job that is suspended. */
export function suspendedText(job: string, namespace: string): RefusalText {
  return {
    message: `the Job "${job}" is suspended: it does not finish, however long one waits`,
    remedy: `To delete it as it is, and create it anew, suspended: kubectl job peers create ${job} -n ${namespace} --recreate=suspend`,
  };
}
