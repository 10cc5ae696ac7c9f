/** What may I do? Whoever has the token may do everything that no fault forbids (Kubernetes 1.36, pkg/registry/authorization/selfsubjectaccessreview). */
import type { Cluster, Verb } from '../../api/verb.ts';
import { isObject } from '../../schema/decode.ts';
import { invalid } from '../../validation/field-errors.ts';
import { invalidObject } from '../refusals.ts';
import { answering, objectAnswer } from './answers.ts';
import { expectedOf, readObject } from './body.ts';
import { readWriteQuery } from './write-query.ts';

/** `POST …/selfsubjectaccessreviews`. */
export const accessReviewVerb: Verb = {
  verb: 'create',
  resources: ['selfsubjectaccessreviews'],
  subresource: '',
  answer: (request, cluster) =>
    answering(async (warn) => {
      const { http, resource } = request;
      const { fieldValidation } = readWriteQuery(http.query, { kind: 'CreateOptions' });
      const { object, warnings } = await readObject(
        http,
        expectedOf(resource, 'SelfSubjectAccessReview', fieldValidation),
      );
      warn(warnings);
      const spec: unknown = object.spec;
      const asked = isObject(spec) ? Object.keys(spec) : [];
      if (asked.length !== 1) {
        const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
        throw invalidObject(resource, '', [invalid('spec.resourceAttributes', null, why)]);
      }
      const review = { ...object, metadata: { name: '' }, status: { allowed: !isRefused(spec, cluster) } };
      return objectAnswer(request, { object: review, code: 201 }, cluster);
    }),
};

function isRefused(spec: unknown, { refuses }: Cluster): boolean {
  const attributes = isObject(spec) ? spec.resourceAttributes : undefined;
  if (!isObject(attributes)) return false;
  const word = (field: string) => (typeof attributes[field] === 'string' ? attributes[field] : '');
  const [resource, subresource] = [word('resource'), word('subresource')];
  return refuses({ verb: word('verb'), resource: subresource === '' ? resource : `${resource}/${subresource}` });
}
