/** What is to be done in a cluster so that a Job has its Service: decided from what is there, before anything is changed. */
import type { Fields } from '../../batch/field-at.ts';
import { mapAt, textAt } from '../../batch/field-at.ts';
import { applyEdits } from '../../batch/peers/edits.ts';
import { type HeadlessPlan, planHeadless } from '../../batch/peers/headless-plan.ts';
import { differences } from '../../batch/peers/manifest-of.ts';
import { peerJobOf } from '../../batch/peers/peer-job.ts';
import type { Draft, PeerObjects } from '../../batch/peers/peer-plan.ts';
import {
  type Call,
  type Cluster,
  isNotFound,
  type KubeObject,
  type ObjectKind,
  type ObjectRef,
} from '../../cluster/port.ts';
import { SERVICE_KIND } from '../peers.ts';

/** Jobs (batch/v1), as any other object. */
export const JOB_KIND: ObjectKind = { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', namespaced: true };

/** ConfigMaps (core/v1). */
const CONFIG_MAP_KIND: ObjectKind = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};

/** One object, and what becomes of it. */
export interface PlannedObject {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly action:
    | { readonly kind: 'create'; readonly object: Fields }
    /** A merge patch. */
    | { readonly kind: 'patch'; readonly body: Fields }
    | { readonly kind: 'none' };
}

/** All of them, in the order in which they are made: names are there before the first pod is. */
export interface ApplyPlan {
  readonly kind: 'apply';
  readonly namespace: string;
  readonly service: PlannedObject;
  readonly configMap: PlannedObject | undefined;
  readonly job: PlannedObject;
  /** Of the Job where it is there. */
  readonly jobUid: string | undefined;
}

/** Why nothing is done. */
export type ApplyRefusal =
  | { readonly kind: 'service'; readonly name: string; readonly plan: Exclude<HeadlessPlan, { readonly kind: 'mend' }> }
  | { readonly kind: 'config-map'; readonly name: string; readonly owner: string }
  /** It is there, and not as the manifest has it. */
  | { readonly kind: 'job'; readonly name: string; readonly fields: readonly string[] };

/** Reads what is there (three requests at most) and decides. Throws what the port throws. */
export async function planApply(
  cluster: Cluster,
  objects: PeerObjects,
  call: Call,
): Promise<ApplyPlan | { readonly kind: 'refused'; readonly refusal: ApplyRefusal }> {
  const { namespace, job, service, configMap } = objects;
  const read = (kind: ObjectKind, object: Fields) => existing(cluster, { kind, name: nameOf(object), namespace }, call);
  const [liveJob, liveService, liveMap] = await Promise.all([
    read(JOB_KIND, job),
    read(SERVICE_KIND, service),
    configMap ? read(CONFIG_MAP_KIND, configMap) : undefined,
  ]);
  const fields = liveJob && !objects.isLive ? differences({ ...job, metadata: {}, status: {} }, liveJob) : [];
  if (fields.length > 0) return { kind: 'refused', refusal: { kind: 'job', name: nameOf(job), fields } };
  const jobUid = liveJob?.metadata.uid;
  const { podLabels } = peerJobOf(job, namespace);
  const headless = liveService && planHeadless(liveService, service as Draft, { podLabels, jobUid });
  if (headless && headless.kind !== 'mend') {
    return { kind: 'refused', refusal: { kind: 'service', name: nameOf(service), plan: headless } };
  }
  const owner = liveMap && ownersOf(liveMap).find(({ uid }) => uid !== jobUid);
  if (owner && configMap) {
    const refusal = { kind: 'config-map', name: nameOf(configMap), owner: `${owner.kind} ${owner.name}` } as const;
    return { kind: 'refused', refusal };
  }
  return {
    kind: 'apply',
    namespace,
    jobUid,
    service: planned(SERVICE_KIND, service, liveService && mendBody(liveService, headless?.edits ?? [])),
    configMap: configMap && planned(CONFIG_MAP_KIND, configMap, liveMap && dataBody(configMap, liveMap)),
    job: planned(JOB_KIND, job, liveJob && {}),
  };
}

/** An object to be created, or one that is there (`body`: what it lacks). */
function planned(kind: ObjectKind, object: Fields, body: Fields | undefined): PlannedObject {
  const name = nameOf(object);
  if (body === undefined) return { kind, name, action: { kind: 'create', object } };
  return { kind, name, action: Object.keys(body).length === 0 ? { kind: 'none' } : { kind: 'patch', body } };
}

/** A merge patch of what is mended; lists are sent whole. */
function mendBody(live: KubeObject, edits: Extract<HeadlessPlan, { readonly kind: 'mend' }>['edits']): Fields {
  if (edits.length === 0) return {};
  const fields = new Set(edits.map(({ path }) => String(path[1])));
  const { spec } = applyEdits(live, edits);
  const changed = Object.entries(spec as Fields).filter(([field]) => fields.has(field));
  return { metadata: { resourceVersion: live.metadata.resourceVersion }, spec: Object.fromEntries(changed) };
}

function dataBody(wanted: Fields, live: KubeObject): Fields {
  const [data, has] = [mapAt(wanted, 'data'), mapAt(live, 'data')];
  const isSame = Object.entries(data).every(([key, value]) => has[key] === value);
  return isSame ? {} : { metadata: { resourceVersion: live.metadata.resourceVersion }, data };
}

function nameOf(object: Fields): string {
  return textAt(object, 'metadata.name');
}

function ownersOf(
  object: KubeObject,
): readonly { readonly kind: string; readonly name: string; readonly uid: string }[] {
  const owners = object.metadata.ownerReferences;
  const list: readonly unknown[] = Array.isArray(owners) ? owners : [];
  return list.map((owner) => ({ kind: textAt(owner, 'kind'), name: textAt(owner, 'name'), uid: textAt(owner, 'uid') }));
}

async function existing(
  cluster: Cluster,
  { kind, name, namespace }: ObjectRef & { readonly kind: ObjectKind },
  call: Call,
): Promise<KubeObject | undefined> {
  try {
    return await cluster.objects(kind).get(name, namespace, call);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
