/**
 * Deleting objects: at once, gracefully, or when the last finalizer is gone
 * (Kubernetes 1.36, apiserver/pkg/registry/rest/delete.go, pkg/registry/generic/registry/store.go).
 */
import { type Fields, textsAt } from '../api/fields.ts';
import type { Resource } from '../api/resources.ts';
import { StatusError } from '../api/status.ts';
import type { Clock } from '../clock.ts';
import type { ObjectRef } from '../cluster-writer.ts';
import { sameJson } from '../schema/same-json.ts';
import type { StoredObject } from '../store.ts';
import { rulesFor } from './all-rules.ts';
import type { KindRules, WritingContext } from './kind-rules.ts';
import { timestamp } from './metadata.ts';
import { conflict, forbidden } from './refusals.ts';
import { resourceNamed } from './resources.ts';

/** What becomes of what an object owns. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** How to delete. */
export interface RemovalOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: Propagation;
  /** Delete only this very object, in this very version. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly dryRun?: boolean;
}

/** What is left of an object that was deleted: nothing, or one that waits for something. */
export interface Removed {
  /** The object as it stands, or stood last. */
  readonly object: StoredObject;
  readonly isGone: boolean;
}

/** Deletes an object. Throws a StatusError: 404, 409 where it is not the one that was meant. */
export function removeObject(context: WritingContext, ref: ObjectRef, options: RemovalOptions): Removed {
  const resource = resourceNamed(ref.resource);
  const live = context.store.get(ref.resource, ref.namespace, ref.name);
  if (!live) throw StatusError.notFound(resource, ref.name);
  checkPreconditions(live, resource, options);
  checkMayGo(ref, resource);
  const rules = rulesFor(ref.resource);
  const grace = graceFor(live, { rules, options, clock: context.clock });
  if (grace.is === 'pending') return { object: live, isGone: false };
  const ending = grace.is === 'graceful' ? grace.object : live;
  const marked = withFinalizers(ending, finalizersFor(live, rules, options));
  const waits = textsAt(marked, 'metadata.finalizers').length > 0 || textsAt(marked, 'spec.finalizers').length > 0;
  if (grace.is === 'graceful') return gracefully(context, { ref, marked, waits }, options);
  if (waits) return wait(context, { ref, marked, live }, options);
  return { object: gone(context, { ref, object: live }, options), isGone: true };
}

/** These are never deleted (Kubernetes 1.36, apiserver/pkg/admission/plugin/namespace/lifecycle). */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

function checkMayGo({ resource: plural, name }: ObjectRef, resource: Resource): void {
  if (plural === 'namespaces' && IMMORTAL.has(name))
    throw forbidden(resource, name, 'this namespace may not be deleted');
}

function checkPreconditions(live: StoredObject, { group, kind }: Resource, options: RemovalOptions): void {
  const { uid, resourceVersion, name } = live.metadata;
  const id = { group, plural: kind };
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(id, name, why);
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(id, name, why);
  }
}

type Grace =
  | { readonly is: 'none' }
  /** It ends already, and no sooner. */
  | { readonly is: 'pending' }
  | { readonly is: 'graceful'; readonly object: StoredObject };

interface GraceQuestion {
  readonly rules: KindRules;
  readonly options: RemovalOptions;
  readonly clock: Clock;
}

function graceFor(live: StoredObject, { rules, options, clock }: GraceQuestion): Grace {
  if (!rules.gracePeriod) return { is: 'none' };
  const asked = options.gracePeriodSeconds === undefined ? undefined : Math.max(options.gracePeriodSeconds, -1);
  const period = asked !== undefined && asked < 0 ? 1 : asked;
  if (live.metadata.deletionTimestamp !== undefined) return shortened(live, period, clock);
  const seconds = rules.gracePeriod(live, period);
  return seconds === undefined ? { is: 'none' } : { is: 'graceful', object: endingIn(live, seconds, clock) };
}

/** What ends already may only end sooner. */
function shortened(live: StoredObject, asked: number | undefined, clock: Clock): Grace {
  const { deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
  const current = typeof deletionGracePeriodSeconds === 'number' ? deletionGracePeriodSeconds : 0;
  if (current === 0) return { is: 'none' };
  if (asked === undefined || asked >= current) return { is: 'pending' };
  const begun = Date.parse(String(deletionTimestamp)) - current * 1000;
  const wanted = begun + asked * 1000;
  const isOver = wanted < clock.now();
  const end = isOver ? clock.now() : wanted;
  const metadata = {
    ...live.metadata,
    deletionTimestamp: `${new Date(end).toISOString().slice(0, 19)}Z`,
    deletionGracePeriodSeconds: isOver && asked !== 0 ? 1 : asked,
  };
  return { is: 'graceful', object: { ...live, metadata } };
}

function endingIn(live: StoredObject, seconds: number, clock: Clock): StoredObject {
  const deletionTimestamp = `${new Date(clock.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const metadata = { ...live.metadata, deletionTimestamp, deletionGracePeriodSeconds: seconds };
  return raised({ ...live, metadata });
}

/** To be deleted is a new generation of those that count them. */
function raised(object: StoredObject): StoredObject {
  const { generation } = object.metadata;
  if (typeof generation !== 'number' || generation === 0) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
}

const OF_COLLECTOR = ['orphan', 'foregroundDeletion'];

/** The finalizers with those by which the garbage collector learns what to do with dependents. */
function finalizersFor(live: StoredObject, rules: KindRules, options: RemovalOptions): readonly string[] {
  const before = textsAt(live, 'metadata.finalizers');
  const own = before.filter((name) => !OF_COLLECTOR.includes(name));
  const kept = before.length > own.length ? undefined : (rules.dependents ?? 'Background');
  const policy = options.propagationPolicy ?? kept;
  if (policy === undefined) return before;
  if (policy === 'Orphan') return [...own, 'orphan'];
  return policy === 'Foreground' ? [...own, 'foregroundDeletion'] : own;
}

function withFinalizers(object: StoredObject, finalizers: readonly string[]): StoredObject {
  const { finalizers: before, ...metadata } = object.metadata;
  if (sameJson(before ?? [], finalizers)) return object;
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}

interface Marked {
  readonly ref: ObjectRef;
  readonly marked: StoredObject;
}

function gracefully(
  context: WritingContext,
  { ref, marked, waits }: Marked & { readonly waits: boolean },
  options: RemovalOptions,
): Removed {
  const seconds = marked.metadata.deletionGracePeriodSeconds;
  const stays = waits || (typeof seconds === 'number' && seconds > 0);
  const object = options.dryRun ? marked : context.store.put(ref.resource, marked);
  return stays ? { object, isGone: false } : { object: gone(context, { ref, object }, options), isGone: true };
}

/** Marks an object that somebody still has to do something about. */
function wait(
  { store, clock }: WritingContext,
  { ref, marked, live }: Marked & { readonly live: StoredObject },
  options: RemovalOptions,
): Removed {
  const now = timestamp(clock);
  const before = live.metadata.deletionTimestamp;
  const deletionTimestamp = typeof before === 'string' && before <= now ? before : now;
  const metadata = { ...marked.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 };
  const isFirst = before === undefined;
  const ended: StoredObject = isFirst ? raised({ ...marked, metadata }) : { ...marked, metadata };
  const object = ending(ended);
  if (options.dryRun || sameJson(object, live)) return { object, isGone: false };
  return { object: store.put(ref.resource, object), isGone: false };
}

/** A namespace says that it is going. */
function ending(object: StoredObject): StoredObject {
  if (object.kind !== 'Namespace') return object;
  const { deletionGracePeriodSeconds: _, ...metadata } = object.metadata;
  const status: Fields = { ...(typeof object.status === 'object' ? object.status : {}), phase: 'Terminating' };
  return { ...object, metadata, status };
}

function gone(
  { store }: WritingContext,
  { ref, object }: { readonly ref: ObjectRef; readonly object: StoredObject },
  { dryRun }: RemovalOptions,
): StoredObject {
  if (dryRun) return object;
  return store.removeAs(ref.resource, object) ?? object;
}
