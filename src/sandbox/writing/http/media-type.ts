/** What a body is written in. */
import type { ApiRequest } from '../../api/request.ts';
import { unsupportedMediaType } from '../refusals.ts';

/** YAML's media type. */
export const YAML = 'application/yaml';

/** That of Kubernetes' protobuf, in which kubectl's own commands send what they make. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const JSON_TYPE = 'application/json';
const ACCEPTED = [JSON_TYPE, YAML, PROTOBUF];

/** The media type of a body, without its parameters; JSON when nothing is said. Throws a StatusError 415 for one that cannot be read. */
export function contentType({ headers }: ApiRequest): string {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (type === '' || type === '*/*') return JSON_TYPE;
  if (ACCEPTED.includes(type)) return type;
  throw unsupportedMediaType(ACCEPTED);
}

/** A syntax error as Go says it, as far as it can be told from ours. */
export function jsonError(text: string, error: unknown): string {
  const at = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length);
  const character = text.charAt(at);
  return character === ''
    ? 'unexpected end of JSON input'
    : `invalid character '${character}' looking for beginning of value`;
}
