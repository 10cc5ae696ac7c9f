/**
 * Namespaces: what each begins with, and how it ends (Kubernetes 1.36, pkg/controller/namespace/deletion, pkg/controller/serviceaccount,
 * pkg/controller/certificates/rootcacertpublisher).
 */
import { textsAt } from '../api/fields.ts';
import { StatusError } from '../api/status.ts';
import type { ObjectDraft } from '../cluster-writer.ts';
import type { StoredObject } from '../store.ts';
import { CLUSTER_RESOURCES } from '../writing/resources.ts';
import type { ControllerContext, StartController } from './controller.ts';
import { type Remaining, withEndingConditions } from './namespace-conditions.ts';
import { workQueue } from './work-queue.ts';

/** Looks after namespaces; in each there will be this certificate authority, PEM, by which pods know the API server. */
export function namespaceController(certificateAuthority: string): StartController {
  return (context) => {
    const { store, clock } = context;
    const ending = workQueue(clock, (name) => end(context, name));
    const begin = (name: string) => queueMicrotask(() => furnish(context, name, certificateAuthority));
    const look = (name: string) => {
      const namespace = store.get('namespaces', undefined, name);
      if (namespace && isEnding(namespace)) ending.add(name);
    };
    const unsubscribe = store.subscribe(({ type, resource, object }) => {
      const { name, namespace } = object.metadata;
      if (resource === 'namespaces' && type === 'ADDED') begin(name);
      if (namespace !== undefined && type === 'DELETED' && FURNITURE.has(`${resource}/${name}`)) begin(namespace);
      if (resource === 'namespaces' && type !== 'DELETED') look(name);
      if (namespace !== undefined) look(namespace);
    });
    for (const { metadata } of store.list('namespaces').objects) {
      begin(metadata.name);
      look(metadata.name);
    }
    return () => {
      unsubscribe();
      ending.close();
    };
  };
}

function isEnding({ metadata }: StoredObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

const FURNITURE = new Set(['serviceaccounts/default', 'configmaps/kube-root-ca.crt']);

const ABOUT_THE_CERTIFICATE = [
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or',
  'kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
].join(' ');

/** Puts into a namespace what its pods need. */
function furnish({ store, writer }: ControllerContext, namespace: string, certificateAuthority: string): void {
  const home = store.get('namespaces', undefined, namespace);
  if (!home || isEnding(home)) return;
  const create = (resource: string, draft: ObjectDraft) => {
    if (!store.get(resource, namespace, draft.metadata.name ?? '')) writer.create(resource, draft);
  };
  try {
    create('serviceaccounts', { metadata: { name: 'default', namespace } });
    const annotations = { 'kubernetes.io/description': ABOUT_THE_CERTIFICATE };
    const metadata = { name: 'kube-root-ca.crt', namespace, annotations };
    create('configmaps', { metadata, data: { 'ca.crt': certificateAuthority } });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

/** Deletes what is in a namespace that is going, pods before all else, and lets it go when nothing is left. */
function end(context: ControllerContext, name: string): void {
  const { store, writer, clock } = context;
  const namespace = store.get('namespaces', undefined, name);
  if (!namespace || !isEnding(namespace)) return;
  const left = emptied(context, name, ['pods']);
  const remaining = left.length > 0 ? left : emptied(context, name, OTHERS);
  const ref = { resource: 'namespaces', name };
  writer.update(ref, (stored) => withEndingConditions(stored, remaining, clock.now()));
  if (remaining.length > 0) return;
  writer.update(ref, (stored) => {
    const finalizers = textsAt(stored, 'spec.finalizers').filter((finalizer) => finalizer !== 'kubernetes');
    return { ...stored, spec: finalizers.length > 0 ? { finalizers } : {} };
  });
}

const OTHERS = CLUSTER_RESOURCES.filter(
  ({ namespaced, isVirtual, plural }) => namespaced && !isVirtual && plural !== 'pods',
).map(({ plural }) => plural);

/** Deletes all objects of some resources in a namespace; returns those that are still there. */
function emptied({ store, writer }: ControllerContext, namespace: string, resources: readonly string[]): Remaining {
  return resources.flatMap((resource) => {
    for (const { metadata } of store.list(resource, { namespace }).objects) {
      writer.remove({ resource, namespace, name: metadata.name }, { propagationPolicy: 'Background' });
    }
    return store.list(resource, { namespace }).objects.map((object) => ({ resource, object }));
  });
}
