/**
 * Creating and changing objects: the same steps for every kind, over HTTP and for controllers
 * (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go, pkg/registry/rest/{create,update}.go).
 */
import { type Fields, numberAt, textAt, textsAt } from '../api/fields.ts';
import { apiVersionOf, type Resource } from '../api/resources.ts';
import { StatusError } from '../api/status.ts';
import type { ObjectRef } from '../cluster-writer.ts';
import { decodeStruct, isObject } from '../schema/decode.ts';
import { sameJson } from '../schema/same-json.ts';
import { structNamed } from '../schema/schema.ts';
import type { StoredObject } from '../store.ts';
import { validateAnyMetaUpdate } from '../validation/metadata/object-meta.ts';
import { rulesFor } from './all-rules.ts';
import type { KindRules, WritingContext } from './kind-rules.ts';
import { checkNamespace, newMetadata } from './metadata.ts';
import { checkQuota } from './quota.ts';
import { alreadyExists, conflict, invalidObject, MODIFIED, plainError } from './refusals.ts';
import { resourceNamed } from './resources.ts';

/** How an object is written. */
export interface WriteOptions {
  /** Everything is checked and nothing stored. */
  readonly dryRun?: boolean;
  /** Written by our own code: fields are not checked, nor brought into the server's order. */
  readonly isTrusted?: boolean;
  /** A changed specification is no new generation: a pod that gets its node is what it was. */
  readonly keepsGeneration?: boolean;
  /** Notes in `managedFields` who set what. `live` is undefined for a new object. */
  readonly track?: (object: Fields, live: StoredObject | undefined) => Fields;
}

/** An object as it was written, and what the client is warned of. */
export interface Written {
  readonly object: StoredObject;
  readonly warnings: readonly string[];
}

/** What of an object is written: all but its status, its status alone, a pod's containers for debugging, or (by our own code) all of it. */
export type Scope = 'main' | 'status' | 'ephemeralcontainers' | 'all';

/** Creates an object. Throws a StatusError. */
export function createObject(
  context: WritingContext,
  { resource, object }: { readonly resource: Resource; readonly object: Fields },
  options: WriteOptions = {},
): Written {
  const { plural } = resource;
  const rules = rulesFor(plural);
  checkNamespace(context.store, resource, object);
  const sent = posed(context, options)?.taken(plural, object) ?? object;
  const filled = rules.defaults?.(sent) ?? sent;
  const tracked = options.track?.(filled, undefined) ?? filled;
  const admitted = rules.admit?.(tracked, context) ?? tracked;
  for (let attempt = 1; ; attempt += 1) {
    const { created, warnings } = newObject(context, { resource, object: admitted }, options);
    const { namespace, name } = created.metadata;
    const taken = context.store.get(plural, namespace, name);
    if (!taken) {
      if (textAt(object, 'metadata.resourceVersion') !== '') {
        throw plainError(500, 'resourceVersion should not be set on objects to be created');
      }
      return { object: options.dryRun ? created : context.store.put(plural, withPlaceForVersion(created)), warnings };
    }
    const mayTryAgain = textAt(object, 'metadata.name') === '' && attempt < MOST_NAMES;
    if (!mayTryAgain) throw alreadyExists(resource, name, taken.metadata.deletionTimestamp !== undefined);
  }
}

/** The store fills in the version where it finds one, which is after the uid. */
function withPlaceForVersion(object: StoredObject): StoredObject {
  const { name, generateName, namespace, uid, ...rest } = object.metadata;
  const metadata = {
    name,
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    resourceVersion: '',
    ...rest,
  };
  return { ...object, metadata };
}

/** Changes an object. Throws a StatusError, 404 where there is none. */
export function updateObject(
  context: WritingContext,
  { ref, change, scope }: { readonly ref: ObjectRef; readonly change: Change; readonly scope: Scope },
  options: WriteOptions = {},
): Written {
  const resource = resourceNamed(ref.resource);
  const live = context.store.get(ref.resource, ref.namespace, ref.name);
  if (!live) throw StatusError.notFound(resource, ref.name);
  const pose = posed(context, options);
  const seen = pose?.told(ref.resource, live) ?? live;
  const sent = change(seen);
  if (sent === seen) return { object: live, warnings: [] };
  const wanted = pose?.taken(ref.resource, sent, live) ?? sent;
  checkVersion(wanted, live, resource);
  const rules = rulesFor(ref.resource);
  const prepared = preparedUpdate(wanted, live, {
    rules: options.keepsGeneration ? { ...rules, hasGeneration: false } : rules,
    scope,
  });
  const tracked = options.track?.(prepared, live) ?? prepared;
  const object = inOrder(tracked, { rules, resource, isTrusted: options.isTrusted ?? false });
  const warnings = options.isTrusted ? [] : checkedUpdate(object, live, { resource, rules, scope });
  return { object: stored(context, { ref, object, live }, options), warnings };
}

/** What clients see of the cluster, where that is not all of it. */
function posed({ pose }: WritingContext, { isTrusted }: WriteOptions): WritingContext['pose'] {
  return isTrusted ? undefined : pose;
}

/** The object that should be, made from the one that is. */
export type Change = (live: StoredObject) => Fields;

/** How often another name is tried before the client hears of it. */
const MOST_NAMES = 8;

function newObject(
  context: WritingContext,
  { resource, object }: { readonly resource: Resource; readonly object: Fields },
  { isTrusted = false }: WriteOptions,
): { readonly created: StoredObject; readonly warnings: readonly string[] } {
  const rules = rulesFor(resource.plural);
  const named = { ...object, metadata: newMetadata(objectOf(object.metadata), context, rules) };
  const prepared = rules.prepareCreate?.(named, context) ?? named;
  if (!isTrusted) {
    const errors = rules.validate(prepared);
    if (errors.length > 0) throw invalidObject(resource, textAt(prepared, 'metadata.name'), errors);
  }
  checkQuota(context, resource, prepared);
  const created = inOrder(rules.defaults?.(prepared) ?? prepared, { rules, resource, isTrusted });
  return { created, warnings: isTrusted ? [] : (rules.warnings?.(created, undefined) ?? []) };
}

interface Ordering {
  readonly rules: KindRules;
  readonly resource: Resource;
  readonly isTrusted: boolean;
}

/** The object as it is stored: with its kind, its fields in the order of the server's answers. */
function inOrder(object: Fields, { rules, resource, isTrusted }: Ordering): StoredObject {
  const typed = { kind: resource.kind, apiVersion: apiVersionOf(resource) };
  const whole: Fields = isTrusted
    ? { ...typed, ...object }
    : { ...decodeStruct(object, structNamed(rules.struct)).object, ...typed };
  const metadata = objectOf(whole.metadata);
  return { ...whole, metadata: { ...metadata, name: textAt(metadata, 'name') } };
}

/** A client that says which version it has seen must have seen the newest. */
function checkVersion(wanted: Fields, live: StoredObject, resource: Resource): void {
  const version = textAt(wanted, 'metadata.resourceVersion');
  if (version === '' || version === live.metadata.resourceVersion) return;
  throw conflict(resource, live.metadata.name, MODIFIED);
}

function preparedUpdate(
  wanted: Fields,
  live: StoredObject,
  { rules, scope }: { readonly rules: KindRules; readonly scope: Scope },
): Fields {
  const metadata = { ...objectOf(wanted.metadata), ...keptMetadata(objectOf(wanted.metadata), live) };
  if (scope === 'all') return withGeneration({ ...wanted, metadata }, live, rules);
  if (scope === 'status') return { ...live, metadata, status: wanted.status ?? {} };
  const main = scope === 'ephemeralcontainers' ? { ...live, spec: withEphemeral(live, wanted) } : wanted;
  const filled = rules.defaults?.({ ...main, metadata }) ?? { ...main, metadata };
  const prepared = rules.prepareUpdate?.(filled, live) ?? filled;
  const withStatus = rules.hasStatus ? { ...prepared, status: live.status ?? {} } : prepared;
  return withGeneration(withStatus, live, rules);
}

/** The containers for debugging, and nothing else, as the client wants them. */
function withEphemeral(live: StoredObject, wanted: Fields): Fields {
  return { ...objectOf(live.spec), ephemeralContainers: objectOf(wanted.spec).ephemeralContainers ?? [] };
}

/** What a client may leave out, and what it may not change by naming it. */
function keptMetadata(metadata: Fields, live: StoredObject): Fields {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } = live.metadata;
  return {
    ...(textAt(metadata, 'uid') === '' ? { uid } : {}),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(metadata.deletionTimestamp === undefined && deletionTimestamp !== undefined ? { deletionTimestamp } : {}),
    ...(metadata.deletionGracePeriodSeconds === undefined && deletionGracePeriodSeconds !== undefined
      ? { deletionGracePeriodSeconds }
      : {}),
    ...(generation === undefined ? {} : { generation }),
    resourceVersion: live.metadata.resourceVersion,
  };
}

/** A new specification is a new generation. */
function withGeneration(object: Fields, live: StoredObject, rules: KindRules): Fields {
  if (!rules.hasGeneration) return object;
  const changed = SPECIFIED.some((part) => !sameJson(object[part], live[part]));
  const before = numberAt(live, 'metadata.generation') ?? 0;
  const generation = changed ? before + 1 : before;
  return { ...object, metadata: { ...objectOf(object.metadata), generation } };
}

/** What an object is asked to be; of slices, which have no spec, what they say. */
const SPECIFIED = ['spec', 'endpoints', 'ports', 'addressType'] as const;

function checkedUpdate(
  object: StoredObject,
  live: StoredObject,
  { resource, rules, scope }: { readonly resource: Resource; readonly rules: KindRules; readonly scope: Scope },
): readonly string[] {
  const own = validationOf(scope, rules);
  const errors = [...validateAnyMetaUpdate(object.metadata, live.metadata), ...own(object, live)];
  if (errors.length > 0) throw invalidObject(resource, live.metadata.name, errors);
  return scope === 'status' ? [] : (rules.warnings?.(object, live) ?? []);
}

function validationOf(scope: Scope, rules: KindRules): KindRules['validateUpdate'] {
  if (scope === 'status') return rules.validateStatus ?? metadataOnly;
  return scope === 'ephemeralcontainers' ? (rules.validateEphemeralContainers ?? metadataOnly) : rules.validateUpdate;
}

function metadataOnly(object: Fields, old: Fields) {
  return validateAnyMetaUpdate(objectOf(object.metadata), objectOf(old.metadata));
}

interface Replacement {
  readonly ref: ObjectRef;
  readonly object: StoredObject;
  readonly live: StoredObject;
}

/**
 * Stores a change, removes what only waited for its last finalizer (watchers see it go as it stood before), and leaves alone what has not
 * changed.
 */
function stored({ store }: WritingContext, { ref, object, live }: Replacement, { dryRun }: WriteOptions): StoredObject {
  if (dryRun) return object;
  if (isWaitingForNothing(object, live)) return store.removeAs(ref.resource, live) ?? object;
  return isUnchanged(object, live) ? live : store.put(ref.resource, object);
}

function isWaitingForNothing(object: StoredObject, live: StoredObject): boolean {
  const isEnding =
    live.metadata.deletionTimestamp !== undefined && (live.metadata.deletionGracePeriodSeconds ?? 0) === 0;
  if (!isEnding || textsAt(object, 'metadata.finalizers').length > 0) return false;
  return object.kind !== 'Namespace' || textsAt(object, 'spec.finalizers').length === 0;
}

/** When fields were set last does not make a change by itself. */
function isUnchanged(object: StoredObject, live: StoredObject): boolean {
  if (object.metadata.managedFields === live.metadata.managedFields) return sameJson(object, live);
  return sameJson(withoutTimes(object), withoutTimes(live));
}

function withoutTimes({ metadata, ...object }: StoredObject): Fields {
  const { managedFields, ...rest } = metadata;
  const entries = Array.isArray(managedFields)
    ? managedFields.map((entry) => ({ ...objectOf(entry), time: '' }))
    : undefined;
  return { ...object, metadata: { ...rest, managedFields: entries } };
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
