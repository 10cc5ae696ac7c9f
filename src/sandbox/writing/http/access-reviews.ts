/** Who am I, and what may I do? Whoever has the token may do everything that no fault forbids (Kubernetes 1.36, pkg/registry/{authentication,authorization}). */
import { type Fields, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { Cluster, ResourceRequest, Verb } from '../../api/verb.ts';
import { isObject } from '../../schema/decode.ts';
import { invalid } from '../../validation/field-errors.ts';
import { invalidObject } from '../refusals.ts';
import { answering, objectAnswer } from './answers.ts';
import { expectedOf, readObject } from './body.ts';
import { readWriteQuery } from './write-query.ts';

/** `POST …/selfsubjectreviews`, `…/selfsubjectaccessreviews` and `…/selfsubjectrulesreviews`. */
export const ACCESS_REVIEW_VERBS: readonly Verb[] = [
  review('selfsubjectreviews', () => ({ status: { userInfo: USER } })),
  review('selfsubjectaccessreviews', (object, { resource }, cluster) => {
    const spec: unknown = object.spec;
    if (!isObject(spec) || Object.keys(spec).length !== 1) {
      const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
      throw invalidObject(resource, '', [invalid('spec.resourceAttributes', null, why)]);
    }
    return { status: { allowed: !isRefused(spec, cluster) } };
  }),
  review('selfsubjectrulesreviews', (object) => {
    if (textAt(object, 'spec.namespace') === '') throw StatusError.badRequest('no namespace on request');
    return { spec: {}, status: { resourceRules: EVERYTHING, nonResourceRules: EVERYWHERE, incomplete: false } };
  }),
];

/** Whoever has the token of the kubeconfig. */
const USER = { username: 'sandbox', groups: ['system:masters', 'system:authenticated'] };

const EVERYTHING = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const EVERYWHERE = [{ verbs: ['*'], nonResourceURLs: ['*'] }];

/** What a review is answered with, beside what was asked. Throws a StatusError for a question that is none. */
type Reviewed = (asked: Fields, request: ResourceRequest, cluster: Cluster) => Fields;

function review(plural: string, reviewed: Reviewed): Verb {
  return {
    verb: 'create',
    resources: [plural],
    subresource: '',
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http, resource } = request;
        const { fieldValidation } = readWriteQuery(http.query, { kind: 'CreateOptions' });
        const { object, warnings } = await readObject(http, expectedOf(resource, resource.kind, fieldValidation));
        warn(warnings);
        const answered = { ...object, metadata: { name: '' }, ...reviewed(object, request, cluster) };
        return objectAnswer(request, { object: answered, code: 201 }, cluster);
      }),
  };
}

function isRefused(spec: Fields, { refuses }: Cluster): boolean {
  const { resourceAttributes } = spec;
  if (!isObject(resourceAttributes)) return false;
  const [verb, resource] = [textAt(resourceAttributes, 'verb'), textAt(resourceAttributes, 'resource')];
  const subresource = textAt(resourceAttributes, 'subresource');
  return refuses({ verb, resource: subresource === '' ? resource : `${resource}/${subresource}` });
}
