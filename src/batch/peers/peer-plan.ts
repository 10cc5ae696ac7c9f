/** What a Job lacks so that its pods find each other: the changes of its manifest, the Service, a hostfile; or why it cannot be. */
import { type Fields, fieldAt, listAt, textAt } from '../field-at.ts';
import type { Edit, Json } from './edits.ts';
import { type PeerJob, peerJobOf, peerSelector } from './peer-job.ts';
import { allShortNames, defaultServiceName, isDnsLabel, isServiceName, longestHostname } from './peer-names.ts';
import { HOSTFILE_FOLDER, type PeerPort, type Preset, type PresetParts, presetParts } from './presets.ts';

/** What the user asks for. */
export interface PeerWishes {
  /** The Service's name; that of the template's subdomain, else of the Job, when undefined. */
  readonly service: string | undefined;
  readonly ports: readonly PeerPort[];
  readonly preset: Preset | undefined;
  /** The variable that gets the names of all peers, with commas between them. */
  readonly env: string | undefined;
  /** Of a hostfile. */
  readonly slots: number | undefined;
}

/** A namespaced object to be created. */
export type Draft = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
} & { readonly [field: string]: Json };

/** What is to be done. */
export interface PeerPlan {
  readonly kind: 'plan';
  /** Of the Job. None: it is as it should be. */
  readonly edits: readonly Edit[];
  readonly service: Draft;
  readonly configMap: Draft | undefined;
  /** What was left as it is though the wishes would have it otherwise. */
  readonly kept: readonly KeptVariable[];
}

/** A variable that a container has already, with another value. */
export interface KeptVariable {
  readonly container: string;
  readonly name: string;
}

/** The objects that shall be. */
export interface PeerObjects {
  readonly namespace: string;
  readonly service: Fields;
  readonly configMap: Fields | undefined;
  readonly job: Fields;
  /** The Job is there, and stays as it is. */
  readonly isLive: boolean;
}

/** Why there is no plan. */
export type PeerRefusal =
  /** generateName: hostnames are made of a name that is not known yet. */
  | { readonly kind: 'no-name' }
  /** The manifest says so itself. */
  | { readonly kind: 'says-non-indexed' }
  /** One pod has no peers. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'long-name'; readonly hostname: string }
  /** The Job's name can be no Service's. */
  | { readonly kind: 'no-service-name'; readonly job: string }
  | { readonly kind: 'bad-service-name'; readonly service: string }
  | { readonly kind: 'no-containers' }
  /** A list of names that no environment can hold. */
  | { readonly kind: 'long-variable'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'long-hostfile'; readonly bytes: number };

/** Plans for a Job, written or living. */
export function planPeers(
  job: Fields,
  wishes: PeerWishes,
  namespace: string,
): PeerPlan | { readonly refused: PeerRefusal } {
  const refused = refusalOf(job);
  if (refused) return { refused };
  const counts = countEdits(job);
  const before = peerJobOf(job, namespace);
  const peerJob = { ...before, completions: completionsOf(job) };
  const service = wishes.service ?? before.subdomain ?? defaultServiceName(before.name);
  if (service === undefined) return { refused: { kind: 'no-service-name', job: before.name } };
  if (!isServiceName(service)) return { refused: { kind: 'bad-service-name', service } };
  const hostname = longestHostname(peerJob);
  if (!isDnsLabel(hostname)) return { refused: { kind: 'long-name', hostname } };
  return planWith(job, { peerJob, service, counts, wishes });
}

/** Linux takes no longer text in an environment (MAX_ARG_STRLEN): name, value, what stands between and behind. */
const LONGEST_VARIABLE = 131_072;

/** A ConfigMap takes 1 MiB; the rest is for its metadata. */
const LONGEST_HOSTFILE = 1_000_000;

interface Planning {
  readonly peerJob: PeerJob;
  readonly service: string;
  readonly counts: readonly Edit[];
  readonly wishes: PeerWishes;
}

function planWith(
  job: Fields,
  { peerJob, service, counts, wishes }: Planning,
): PeerPlan | { readonly refused: PeerRefusal } {
  const { env: variable, preset, slots, ports } = wishes;
  const parts = preset && presetParts(preset, peerJob, { service, slots, ports });
  const names = variable === undefined ? [] : [{ name: variable, value: allShortNames(peerJob, service).join(',') }];
  const [list] = names;
  if (list && list.name.length + list.value.length + 2 > LONGEST_VARIABLE) {
    return { refused: { kind: 'long-variable', name: list.name, bytes: list.value.length } };
  }
  const bytes = Object.values(parts?.hostfiles ?? {}).join('').length;
  if (bytes > LONGEST_HOSTFILE) return { refused: { kind: 'long-hostfile', bytes } };
  const { edits, kept } = variableEdits(job, [...(parts?.env ?? []), ...names]);
  const configMap = parts?.hostfiles && hostfileMap(job, parts.hostfiles);
  return {
    kind: 'plan',
    edits: [...counts, ...subdomainEdits(peerJob, service), ...edits, ...(configMap ? mountEdits(job, configMap) : [])],
    service: serviceDraft(job, service, portsOf(wishes, parts)),
    configMap,
    kept,
  };
}

function refusalOf(job: Fields): PeerRefusal | undefined {
  if (textAt(job, 'metadata.name') === '') return { kind: 'no-name' };
  if (textAt(job, 'spec.completionMode') === 'NonIndexed') return { kind: 'says-non-indexed' };
  if (listAt(job, CONTAINERS).length === 0) return { kind: 'no-containers' };
  return (completionsOf(job) ?? 1) < 2 ? { kind: 'alone' } : undefined;
}

/** Whoever says only how many run at a time means so many peers. */
function completionsOf(job: Fields): number | undefined {
  const [completions, parallelism] = [fieldAt(job, 'spec.completions'), fieldAt(job, 'spec.parallelism')];
  const count = completions ?? parallelism;
  return typeof count === 'number' ? count : undefined;
}

/** Indexed needs completions; peers must run at the same time, where nobody has said how many do. */
function countEdits(job: Fields): readonly Edit[] {
  const count = completionsOf(job) ?? 0;
  const missing = (field: string) =>
    fieldAt(job, `spec.${field}`) === undefined || fieldAt(job, `spec.${field}`) === null;
  const set = (field: string, value: Json): readonly Edit[] =>
    missing(field) ? [{ kind: 'set', path: ['spec', field], value, behind: COUNT_FIELDS }] : [];
  return [...set('completions', count), ...set('parallelism', count), ...set('completionMode', 'Indexed')];
}

const COUNT_FIELDS = ['completionMode', 'completions', 'parallelism'];
const CONTAINERS = 'spec.template.spec.containers';
const POD_SPEC = ['spec', 'template', 'spec'] as const;

function subdomainEdits({ subdomain }: PeerJob, service: string): readonly Edit[] {
  if (subdomain === service) return [];
  const behind = ['hostname', 'restartPolicy', 'serviceAccountName'];
  return [{ kind: 'set', path: [...POD_SPEC, 'subdomain'], value: service, behind }];
}

/** Variables that a container has not yet; those that it has stay. */
function variableEdits(
  job: Fields,
  env: PresetParts['env'],
): { readonly edits: readonly Edit[]; readonly kept: readonly KeptVariable[] } {
  const edits: Edit[] = [];
  const kept: KeptVariable[] = [];
  listAt(job, CONTAINERS).forEach((container, i) => {
    for (const variable of env) {
      const has = listAt(container, 'env').find(({ name }) => name === variable.name);
      if (!has) edits.push({ kind: 'append', path: [...POD_SPEC, 'containers', i, 'env'], value: variable });
      else if (!isSame(has, variable)) kept.push({ container: textAt(container, 'name'), name: variable.name });
    }
  });
  return { edits, kept };
}

function isSame(has: Fields, wanted: Fields): boolean {
  const source = 'valueFrom.fieldRef.fieldPath';
  return textAt(has, 'value') === textAt(wanted, 'value') && textAt(has, source) === textAt(wanted, source);
}

const VOLUME = 'peers-hostfile';

function mountEdits(job: Fields, configMap: Draft): readonly Edit[] {
  const volume: Json = { name: VOLUME, configMap: { name: configMap.metadata.name } };
  const isMounted = (fields: Fields, path: string) => listAt(fields, path).some(({ name }) => name === VOLUME);
  const mounts = listAt(job, CONTAINERS).flatMap((container, i): readonly Edit[] => {
    if (isMounted(container, 'volumeMounts')) return [];
    const path = [...POD_SPEC, 'containers', i, 'volumeMounts'];
    return [{ kind: 'append', path, value: { name: VOLUME, mountPath: HOSTFILE_FOLDER, readOnly: true } }];
  });
  const volumes: readonly Edit[] = isMounted(job, 'spec.template.spec.volumes')
    ? []
    : [{ kind: 'append', path: [...POD_SPEC, 'volumes'], value: volume }];
  return [...mounts, ...volumes];
}

function hostfileMap(job: Fields, data: Readonly<Record<string, string>>): Draft {
  const name = `${textAt(job, 'metadata.name')}-hostfile`;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(job, name), data };
}

function serviceDraft(job: Fields, name: string, ports: readonly PeerPort[]): Draft {
  const spec = { clusterIP: 'None', publishNotReadyAddresses: true, selector: { ...peerSelector(job) } };
  const withPorts = ports.length === 0 ? spec : { ...spec, ports: ports.map((port) => ({ ...port })) };
  return { apiVersion: 'v1', kind: 'Service', metadata: metadataOf(job, name), spec: withPorts };
}

function metadataOf(job: Fields, name: string): Draft['metadata'] {
  const namespace = textAt(job, 'metadata.namespace');
  return namespace === '' ? { name } : { name, namespace };
}

/** The user's ports, and those of the preset whose name or number is not among them. */
function portsOf({ ports }: PeerWishes, parts: PresetParts | undefined): readonly PeerPort[] {
  const own = (parts?.ports ?? []).filter(
    (one) => !ports.some(({ name, port }) => name === one.name || port === one.port),
  );
  return [...ports, ...own];
}
