/** Endpoint slices: where the pods of a service are reached (Kubernetes 1.36, pkg/controller/endpointslice/endpointslice_controller.go). */
import { fieldAt, mapAt, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import { keyOf } from '../../history.ts';
import { sameJson } from '../../schema/same-json.ts';
import type { StoredObject, StoreEvent } from '../../store.ts';
import { type ControllerContext, type StartController, startWatcher, type Watcher } from '../controller.ts';
import type { WorkQueue } from '../work-queue.ts';
import { changesEndpoints, desiredEndpoints, isEndpoint } from './endpoints.ts';
import { planSlices, type SliceContent } from './slices.ts';
import { TriggerTimes } from './trigger-times.ts';

/** Keeps the slices of all services that have a selector. */
export const startEndpointSliceController: StartController = (context) =>
  startWatcher(context, { known: ['services'] }, (queue) => new EndpointSliceController(context, queue));

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER = 'endpointslice-controller.k8s.io';
const SERVICE_NAME = 'kubernetes.io/service-name';
const HEADLESS = 'service.kubernetes.io/headless';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
/** A pod whose node is not there is looked at again. */
const AGAIN_MS = 1000;

class EndpointSliceController implements Watcher {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #times = new Map<string, TriggerTimes>();
  /** The services with a selector, by namespace. */
  readonly #services = new Map<string, Map<string, StoredObject>>();
  /** The pods of each service that are endpoints, by its key. */
  readonly #pods = new Map<string, Map<string, StoredObject>>();

  constructor(context: ControllerContext, queue: WorkQueue) {
    this.#context = context;
    this.#queue = queue;
  }

  see({ type, resource, object, previous }: StoreEvent): void {
    if (resource === 'services') this.#seenService(object, type === 'DELETED');
    if (resource === 'pods') this.#seenPod(object, type === 'DELETED' ? undefined : previous, type === 'DELETED');
    if (resource === 'endpointslices') this.#seenSlice(object, type);
  }

  #seenService(service: StoredObject, isGone: boolean): void {
    const key = keyOf(service);
    const { namespace = '', name } = service.metadata;
    const services = this.#services.get(namespace) ?? new Map<string, StoredObject>();
    this.#services.set(namespace, services);
    if (isGone || !hasSelector(service)) {
      services.delete(name);
      this.#pods.delete(key);
      this.#times.delete(key);
      return;
    }
    services.set(name, service);
    const own = this.#context.store.list('pods', { namespace }).objects.filter((pod) => isSelected(service, pod));
    this.#pods.set(key, new Map(own.filter(isEndpoint).map((pod) => [pod.metadata.name, pod])));
    const times = this.#times.get(key) ?? new TriggerTimes();
    this.#times.set(key, times);
    for (const object of [service, ...own]) times.see(object);
    this.#queue.add(key);
  }

  #seenPod(pod: StoredObject, previous: StoredObject | undefined, isGone: boolean): void {
    const { namespace = '', name } = pod.metadata;
    for (const service of this.#services.get(namespace)?.values() ?? []) {
      const key = keyOf(service);
      const isOwn = isSelected(service, pod);
      const wasOwn = previous !== undefined && isSelected(service, previous);
      if (!isOwn && !wasOwn) continue;
      const pods = this.#pods.get(key);
      if (isOwn && !isGone && isEndpoint(pod)) pods?.set(name, pod);
      else pods?.delete(name);
      if (isOwn && !isGone) this.#times.get(key)?.see(pod);
      else this.#times.get(key)?.forget(pod);
      if (isGone || isOwn !== wasOwn || !previous || changesEndpoints(previous, pod)) this.#queue.add(key);
    }
  }

  /** Slices that somebody else has changed or deleted are mended. */
  #seenSlice(slice: StoredObject, type: StoreEvent['type']): void {
    const { namespace = '', labels = {} } = slice.metadata;
    const service = this.#services.get(namespace)?.get(labels[SERVICE_NAME] ?? '');
    if (service && labels[MANAGED_BY] === CONTROLLER && type !== 'ADDED') this.#queue.add(keyOf(service));
  }

  look(key: string): void {
    const { store, writer } = this.#context;
    const [namespace = '', name = ''] = key.split('/');
    const service = this.#services.get(namespace)?.get(name);
    if (!service || service.metadata.deletionTimestamp !== undefined) return;
    const pods = [...(this.#pods.get(key)?.values() ?? [])];
    const time = this.#times.get(key)?.take();
    const desired = desiredEndpoints(service, pods, store);
    const existing = store.list('endpointslices', { namespace }).objects.filter((slice) => isOwnSlice(slice, service));
    const { create, update, remove } = planSlices(existing, desired.groups);
    try {
      for (const content of create) writer.create('endpointslices', draft(service, content, time));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
    const changed = new Map(update.map(({ slice, content }) => [slice.metadata.name, content]));
    for (const slice of existing.filter(
      (one) => changed.has(one.metadata.name) || !sameJson(one.metadata.labels, labelsOf(service)),
    )) {
      const ref = { resource: 'endpointslices', namespace, name: slice.metadata.name };
      writer.update(ref, (stored) => changedSlice(stored, changed.get(slice.metadata.name), { service, time }));
    }
    for (const slice of remove) writer.remove({ resource: 'endpointslices', namespace, name: slice.metadata.name });
    if (desired.isIncomplete) this.#queue.add(key, AGAIN_MS);
  }
}

function hasSelector(service: StoredObject): boolean {
  return fieldAt(service, 'spec.selector') !== undefined && textAt(service, 'spec.type') !== 'ExternalName';
}

function isSelected(service: StoredObject, pod: StoredObject): boolean {
  const labels = pod.metadata.labels ?? {};
  return Object.entries(mapAt(service, 'spec.selector')).every(([key, value]) => labels[key] === value);
}

function isOwnSlice({ metadata: { labels = {} } }: StoredObject, service: StoredObject): boolean {
  return labels[SERVICE_NAME] === service.metadata.name && labels[MANAGED_BY] === CONTROLLER;
}

/** The service's own labels, and what slices are known by. */
function labelsOf(service: StoredObject): Readonly<Record<string, string>> {
  const { [HEADLESS]: _, [SERVICE_NAME]: __, [MANAGED_BY]: ___, ...own } = service.metadata.labels ?? {};
  const isHeadless = textAt(service, 'spec.clusterIP') === 'None';
  const labels = {
    ...own,
    [MANAGED_BY]: CONTROLLER,
    [SERVICE_NAME]: service.metadata.name,
    ...(isHeadless ? { [HEADLESS]: '' } : {}),
  };
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is empty is written as null, as Go does it. */
function contentFields({ endpoints, ports }: SliceContent) {
  return {
    addressType: 'IPv4',
    endpoints: endpoints.length === 0 ? null : endpoints,
    ports: ports.length === 0 ? null : ports,
  };
}

function draft(service: StoredObject, content: SliceContent, time: string | undefined) {
  const { name, namespace = '', uid } = service.metadata;
  return {
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: labelsOf(service),
      ...(time === undefined ? {} : { annotations: { [TRIGGER_TIME]: time } }),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    ...contentFields(content),
  };
}

function changedSlice(
  slice: StoredObject,
  content: SliceContent | undefined,
  { service, time }: { readonly service: StoredObject; readonly time: string | undefined },
): StoredObject {
  const { annotations, ...metadata } = slice.metadata;
  const { [TRIGGER_TIME]: _, ...others } = mapAt({ annotations }, 'annotations');
  const noted = time === undefined ? others : { ...others, [TRIGGER_TIME]: time };
  const isNoted = Object.keys(noted).length > 0;
  return {
    ...slice,
    metadata: { ...metadata, labels: labelsOf(service), ...(isNoted ? { annotations: noted } : {}) },
    ...(content ? contentFields(content) : {}),
  };
}
