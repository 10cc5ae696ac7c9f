/** Evicting a pod, if its disruption budget allows (Kubernetes 1.36, pkg/registry/core/pod/storage/eviction.go). */
import { type Fields, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { Verb } from '../../api/verb.ts';
import { isObject } from '../../schema/decode.ts';
import { evictPod } from '../eviction.ts';
import type { WritingContext } from '../kind-rules.ts';
import { answering, successAnswer } from './answers.ts';
import { readObject } from './body.ts';
import { checkedOptions } from './delete-options.ts';
import { readWriteQuery } from './write-query.ts';

/** `POST …/pods/NAME/eviction`. */
export function evictionVerb(context: WritingContext): Verb {
  return {
    verb: 'create',
    resources: ['pods'],
    subresource: 'eviction',
    subresourceKind: 'Eviction',
    subresourceVersion: { group: 'policy', version: 'v1' },
    answer: ({ http, namespace, name }) =>
      answering(async (warn) => {
        const { dryRun, fieldValidation } = readWriteQuery(http.query, { kind: 'CreateOptions' });
        const expected = { kind: 'Eviction', apiVersion: 'policy/v1', struct: 'Eviction', fieldValidation };
        const { object: eviction, warnings } = await readObject(http, expected);
        warn(warnings);
        if (textAt(eviction, 'metadata.name') !== name) {
          throw StatusError.badRequest('name in URL does not match name in Eviction object');
        }
        const options = checkedOptions(deleteOptionsOf(eviction));
        evictPod(context, { resource: 'pods', namespace, name }, dryRun ? { ...options, dryRun } : options);
        return successAnswer(201);
      }),
  };
}

function deleteOptionsOf({ deleteOptions }: Fields): Fields {
  return isObject(deleteOptions) ? deleteOptions : {};
}
