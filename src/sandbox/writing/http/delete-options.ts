/** How a client wants something deleted: in the body, else in the query (Kubernetes 1.36, apiserver/pkg/endpoints/handlers/delete.go). */
import { parse } from 'yaml';
import { type Fields, fieldAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import { integerParameter } from '../../api/list-options.ts';
import { type ApiRequest, flag } from '../../api/request.ts';
import { StatusError } from '../../api/status.ts';
import { DecodeError, decodeStruct } from '../../schema/decode.ts';
import { openEnvelope } from '../../schema/protobuf/read-protobuf.ts';
import { WireError } from '../../schema/protobuf/wire.ts';
import { structNamed } from '../../schema/schema.ts';
import { type FieldErrors, invalid, notSupported } from '../../validation/field-errors.ts';
import { invalidObject } from '../refusals.ts';
import type { Propagation, RemovalOptions } from '../removal.ts';
import { contentType, jsonError, PROTOBUF, YAML } from './media-type.ts';

/** Reads and checks the options of a deletion. Throws a StatusError 400 or 422. */
export async function readDeleteOptions(request: ApiRequest): Promise<RemovalOptions> {
  const body = await request.body();
  const options = body.length === 0 ? fromQuery(request.query) : decoded(parseBody(body, request));
  return checkedOptions(options);
}

/** Options that stand in another object, an eviction. Throws a StatusError 422. */
export function checkedOptions(options: Fields): RemovalOptions {
  const { propagationPolicy: policy, orphanDependents: orphan } = options;
  const dryRun = textsAt(options, 'dryRun');
  const both = 'orphanDependents and deletionPropagation cannot be both set';
  const errors: FieldErrors = [
    ...(policy !== undefined && orphan !== undefined ? [invalid('propagationPolicy', policy, both)] : []),
    ...(policy === undefined || isPropagation(policy)
      ? []
      : [notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil'])]),
    ...(dryRun.every((value) => value === 'All') ? [] : [notSupported('dryRun', dryRun, ['All'])]),
  ];
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return removalOptions(options, dryRun.length > 0);
}

function removalOptions(options: Fields, dryRun: boolean): RemovalOptions {
  const { propagationPolicy: policy, orphanDependents: orphan } = options;
  const seconds = numberAt(options, 'gracePeriodSeconds');
  const uid = fieldAt(options, 'preconditions.uid');
  const version = fieldAt(options, 'preconditions.resourceVersion');
  const said = isPropagation(policy) ? policy : undefined;
  const propagation = said ?? (orphan === true ? 'Orphan' : orphan === false ? 'Background' : undefined);
  return {
    ...(seconds === undefined ? {} : { gracePeriodSeconds: seconds }),
    ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof version === 'string' ? { resourceVersion: version } : {}),
    ...(dryRun ? { dryRun } : {}),
  };
}

function parseBody(body: Buffer, request: ApiRequest): unknown {
  const type = contentType(request);
  const text = body.toString('utf8');
  try {
    if (type === PROTOBUF) return openEnvelope(body).as(structNamed('DeleteOptions'));
    return type === YAML ? parse(text) : JSON.parse(text);
  } catch (error) {
    if (error instanceof WireError) throw StatusError.badRequest(error.message);
    throw StatusError.badRequest(`couldn't get version/kind; json parse error: ${jsonError(text, error)}`);
  }
}

function decoded(value: unknown): Fields {
  const kind = textAt(value, 'kind');
  if (kind !== '' && kind !== 'DeleteOptions') {
    throw StatusError.badRequest('decoded object cannot be converted to DeleteOptions');
  }
  try {
    return decodeStruct(value, structNamed('DeleteOptions')).object;
  } catch (error) {
    throw error instanceof DecodeError ? StatusError.badRequest(error.message) : error;
  }
}

function fromQuery(query: URLSearchParams): Fields {
  const seconds = integerParameter(query, 'gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  return {
    ...(seconds === undefined ? {} : { gracePeriodSeconds: seconds }),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(query.has('orphanDependents') ? { orphanDependents: flag(query, 'orphanDependents') } : {}),
    ...(dryRun.length === 0 ? {} : { dryRun }),
  };
}

function isPropagation(value: unknown): value is Propagation {
  return value === 'Foreground' || value === 'Background' || value === 'Orphan';
}
