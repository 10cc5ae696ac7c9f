/** The write path of controllers: the registry without HTTP (see cluster-writer.ts for what it promises). */
import type { Fields } from '../api/fields.ts';
import type { ClusterWriter, NewEvent, ObjectDraft, ObjectRef, RemoveOptions } from '../cluster-writer.ts';
import type { ResourceName, StoredObject } from '../store.ts';
import { bindPod } from './binding.ts';
import { EventRecorder } from './event-recorder.ts';
import type { WritingContext } from './kind-rules.ts';
import { mergePatch } from './patching/merge-patch.ts';
import { createObject, updateObject } from './registry.ts';
import { removeObject } from './removal.ts';
import { resourceNamed } from './resources.ts';

/** A writer for the controllers of a cluster. */
export function clusterWriter(context: WritingContext): ClusterWriter {
  const { store } = context;
  const recorder = new EventRecorder(context);
  const has = ({ resource, namespace, name }: ObjectRef) => store.get(resource, namespace, name) !== undefined;
  const update = (ref: ObjectRef, change: (object: StoredObject) => Fields): StoredObject | undefined => {
    if (!has(ref)) return undefined;
    return updateObject(context, { ref, change, scope: 'all' }, TRUSTED).object;
  };
  return {
    create: (resource: ResourceName, draft: ObjectDraft) =>
      createObject(context, { resource: resourceNamed(resource), object: draft }, TRUSTED).object,
    update,
    patch: (ref, patch) => update(ref, (object) => fieldsOf(mergePatch(object, patch))),
    remove: (ref: ObjectRef, options: RemoveOptions = {}) =>
      has(ref) ? removeObject(context, ref, options).object : undefined,
    bind: (ref, node) => bindPod(context, { ref, binding: { target: { kind: 'Node', name: node } } }),
    event: (regarding: StoredObject, event: NewEvent) => recorder.record(regarding, event),
  };
}

const TRUSTED = { isTrusted: true };

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
