/** The verb create: a new object (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/create.go). */
import { type Fields, textAt } from '../../api/fields.ts';
import { StatusError } from '../../api/status.ts';
import type { ResourceRequest, Verb } from '../../api/verb.ts';
import { isObject } from '../../schema/decode.ts';
import { rulesFor, WRITABLE } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { createObject } from '../registry.ts';
import { answering, objectAnswer } from './answers.ts';
import { expectedOf, readObject } from './body.ts';
import { tracking } from './tracking.ts';
import { readWriteQuery } from './write-query.ts';

/** `POST …/PLURAL`. */
export function createVerb(context: WritingContext): Verb {
  return {
    verb: 'create',
    resources: WRITABLE,
    subresource: '',
    answer: (request, cluster) =>
      answering(async (warn) => {
        const { http, resource, namespace, name } = request;
        if (name !== '') throw new StatusError(405, 'MethodNotAllowed', { message: NOT_ALLOWED, details: {} });
        const query = readWriteQuery(http.query, {
          kind: 'CreateOptions',
          userAgent: http.headers['user-agent'] ?? '',
        });
        const { struct } = rulesFor(resource.plural);
        const sent = await readObject(http, expectedOf(resource, struct, query.fieldValidation));
        warn(sent.warnings);
        const object = inNamespace(wiped(sent.object), request, namespace);
        const track = tracking(request, { query, context, subresource: '' });
        const written = createObject(context, { resource, object }, { dryRun: query.dryRun, track });
        warn(written.warnings);
        return objectAnswer(request, { object: written.object, code: 201 }, cluster);
      }),
  };
}

/** The object in the namespace of the path. Throws a StatusError 400 when it says another. */
export function inNamespace(object: Fields, { resource }: ResourceRequest, namespace: string | undefined): Fields {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const said = textAt(metadata, 'namespace');
  const expected = resource.namespaced ? (namespace ?? '') : '';
  if (said !== '' && said !== expected) {
    throw StatusError.badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  return expected === '' ? object : { ...object, metadata: { ...metadata, namespace: expected } };
}

const NOT_ALLOWED = 'the server does not allow this method on the requested resource';

/** Without what only the server may say. */
function wiped(object: Fields): Fields {
  if (!isObject(object.metadata)) return object;
  const { uid: _, creationTimestamp: __, deletionTimestamp: ___, selfLink: ____, ...metadata } = object.metadata;
  return { ...object, metadata };
}
