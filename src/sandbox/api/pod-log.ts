/**
 * The log of a container: the API server's part, which checks the request and finds the container
 * (Kubernetes 1.36, pkg/registry/core/pod/strategy.go `LogLocation`, pkg/apis/core/validation `ValidatePodLogOptions`).
 */

import type { StoredObject } from '../store.ts';
import type { Answer } from './answer.ts';
import { listAt, textAt } from './fields.ts';
import { existing } from './get.ts';
import { integerParameter } from './list-options.ts';
import type { LogRequest } from './log-source.ts';
import { flag } from './request.ts';
import { type StatusCause, StatusError } from './status.ts';
import type { Verb } from './verb.ts';

/** `GET …/pods/NAME/log`. */
export const podLogVerb: Verb = {
  verb: 'get',
  resources: ['pods'],
  subresource: 'log',
  subresourceKind: 'Pod',
  async answer(request, cluster) {
    const { http, name } = request;
    if (http.query.has('stream') && http.query.get('stream') !== 'All') {
      throw StatusError.notImplemented(http.method, `${http.path}?stream=${http.query.get('stream')}`);
    }
    const options = parseLogOptions(http.query, name);
    const pod = existing(request, cluster);
    const container = containerOf(pod, http.query.get('container') ?? '');
    if (textAt(pod, 'spec.nodeName') === '') return { code: 200, contentType: 'text/plain', body: '' };
    const pieces = cluster.logs.open({ pod, container, ...options }, http.signal);
    return begun(pieces[Symbol.asyncIterator]());
  },
};

/** How long a quiet log is waited for before its headers go out. Until then a failure can still be a Status. */
const FIRST_PIECE_MS = 300;

/** The answer, once the log has begun, failed, or turned out to be quiet. */
async function begun(pieces: AsyncIterator<Uint8Array>): Promise<Answer> {
  const first = pieces.next();
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FIRST_PIECE_MS);
  });
  await Promise.race([first, quiet]).finally(() => clearTimeout(timer));
  return { code: 200, contentType: 'text/plain', body: from(first, pieces) };
}

async function* from(
  first: Promise<IteratorResult<Uint8Array>>,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = await first; !piece.done; piece = await pieces.next()) yield piece.value;
  } finally {
    await pieces.return?.();
  }
}

function parseLogOptions(query: URLSearchParams, podName: string): Omit<LogRequest, 'pod' | 'container'> {
  const tailLines = integerParameter(query, 'tailLines');
  const limitBytes = integerParameter(query, 'limitBytes');
  const sinceSeconds = integerParameter(query, 'sinceSeconds');
  const sinceTime = query.get('sinceTime') || undefined;
  if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime))) {
    const layout = '2006-01-02T15:04:05Z07:00';
    throw StatusError.badRequest(
      `parsing time ${JSON.stringify(sinceTime)} as ${JSON.stringify(layout)}: cannot parse`,
    );
  }
  const causes: StatusCause[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    causes.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const message = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    causes.push({ reason: 'FieldValueForbidden', message, field: '' });
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    causes.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (causes.length > 0) throw StatusError.invalid({ group: '', kind: 'PodLogOptions' }, podName, causes);
  return {
    previous: flag(query, 'previous'),
    follow: flag(query, 'follow'),
    timestamps: flag(query, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
  };
}

function invalid(field: string, value: number, why: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`, field };
}

/** The container asked for, or the only one. Throws a StatusError 400 where there is no such, or a choice. */
export function containerOf(pod: StoredObject, asked: string): string {
  const { name } = pod.metadata;
  const main = namesOf(pod, 'spec.containers');
  const all = [...namesOf(pod, 'spec.initContainers'), ...main, ...namesOf(pod, 'spec.ephemeralContainers')];
  if (asked !== '') {
    if (all.includes(asked)) return asked;
    throw StatusError.badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, ...others] = main;
  if (only !== undefined && others.length === 0) return only;
  const choice = only === undefined ? '' : `, choose one of: [${all.join(' ')}]`;
  throw StatusError.badRequest(`a container name must be specified for pod ${name}${choice}`);
}

function namesOf(pod: StoredObject, path: string): readonly string[] {
  return listAt(pod, path).map((container) => textAt(container, 'name'));
}
