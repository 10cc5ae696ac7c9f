/** Binding a pod to a node, for the API and for the scheduler (Kubernetes 1.36, pkg/registry/core/pod/storage/storage.go, `BindingREST`). */
import { type Fields, fieldAt, listAt, mapAt, textAt } from '../api/fields.ts';
import type { ObjectRef } from '../cluster-writer.ts';
import { isObject } from '../schema/decode.ts';
import type { StoredObject } from '../store.ts';
import type { WritingContext } from './kind-rules.ts';
import { timestamp } from './metadata.ts';
import { conflict } from './refusals.ts';
import { updateObject } from './registry.ts';

/** Which pod is bound by what. */
export interface BindingRequest {
  readonly ref: ObjectRef;
  /** An object of the kind Binding, as far as it says anything. */
  readonly binding: Fields;
  readonly dryRun?: boolean;
}

/** Binds a pod; returns it as it is stored. Throws a StatusError: 404, 409 for one that has a node, or is going. */
export function bindPod(context: WritingContext, { ref, binding, dryRun = false }: BindingRequest): StoredObject {
  const change = (pod: StoredObject) => bound(pod, binding, timestamp(context.clock));
  return updateObject(context, { ref, change, scope: 'all' }, { dryRun, isTrusted: true, keepsGeneration: true })
    .object;
}

/** The pod on its node. Throws a StatusError 409 for one that has a node, or is going. */
function bound(pod: StoredObject, binding: Fields, now: string): Fields {
  const refuse = (why: string) => conflict({ group: '', plural: 'pods/binding' }, pod.metadata.name, why);
  const [node, before] = [textAt(binding, 'target.name'), textAt(pod, 'spec.nodeName')];
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw refuse(`pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`);
  }
  if (before !== '') throw refuse(`pod ${pod.metadata.name} is already assigned to node ${JSON.stringify(before)}`);
  const uid = textAt(binding, 'metadata.uid');
  if (uid !== '' && uid !== pod.metadata.uid) {
    throw refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`);
  }
  const annotations = { ...mapAt(pod, 'metadata.annotations'), ...mapAt(binding, 'metadata.annotations') };
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const conditions = listAt(pod, 'status.conditions').filter(({ type }) => type !== 'PodScheduled');
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: { ...objectOf(pod.spec), nodeName: node },
    status: { ...objectOf(fieldAt(pod, 'status')), conditions: [...conditions, scheduled] },
  };
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
