/** Binding a pod to a node, as a scheduler does it (Kubernetes 1.36, pkg/registry/core/pod/storage/storage.go, `BindingREST`). */
import { type Fields, fieldAt, listAt, mapAt, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { Verb } from '../../api/verb.ts';
import { isObject } from '../../schema/decode.ts';
import type { StoredObject } from '../../store.ts';
import { type FieldErrors, notSupported, required } from '../../validation/field-errors.ts';
import type { WritingContext } from '../kind-rules.ts';
import { timestamp } from '../metadata.ts';
import { conflict, invalidObject } from '../refusals.ts';
import { updateObject } from '../registry.ts';
import { answering, successAnswer } from './answers.ts';
import { readObject } from './body.ts';
import { readWriteQuery } from './write-query.ts';

/** `POST …/pods/NAME/binding`, and `POST …/bindings`, which says the name in the body. */
export function bindingVerbs(context: WritingContext): readonly Verb[] {
  const answer: Verb['answer'] = ({ http, namespace, name: named }) =>
    answering(async (warn) => {
      const { dryRun, fieldValidation } = readWriteQuery(http.query, { kind: 'CreateOptions' });
      const expected = { kind: 'Binding', apiVersion: 'v1', struct: 'Binding', fieldValidation };
      const { object: binding, warnings } = await readObject(http, expected);
      warn(warnings);
      const name = named || textAt(binding, 'metadata.name');
      checkBinding(binding, name);
      const ref = { resource: 'pods', namespace, name };
      const change = (pod: StoredObject) => bound(pod, binding, timestamp(context.clock));
      updateObject(context, { ref, change, scope: 'all' }, { dryRun, isTrusted: true });
      return successAnswer(201);
    });
  return [
    { verb: 'create', resources: ['pods'], subresource: 'binding', subresourceKind: 'Binding', answer },
    { verb: 'create', resources: ['bindings'], subresource: '', answer },
  ];
}

function checkBinding(binding: Fields, podName: string): void {
  const name = textAt(binding, 'metadata.name');
  if (name !== '' && name !== podName)
    throw StatusError.badRequest('name in URL does not match name in Binding object');
  const [kind, node] = [textAt(binding, 'target.kind'), textAt(binding, 'target.name')];
  const errors: FieldErrors = [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(node === '' ? [required('target.name')] : []),
  ];
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'Binding' }, name || podName, errors);
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
