/** Binding a pod to a node, as a scheduler does it (Kubernetes 1.36, pkg/registry/core/pod/storage/storage.go, `BindingREST`). */
import { type Fields, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { Verb } from '../../api/verb.ts';
import { type FieldErrors, notSupported, required } from '../../validation/field-errors.ts';
import { bindPod } from '../binding.ts';
import type { WritingContext } from '../kind-rules.ts';
import { invalidObject } from '../refusals.ts';
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
      bindPod(context, { ref, binding, dryRun });
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
