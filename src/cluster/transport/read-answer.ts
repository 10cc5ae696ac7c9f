import { ApiError, ConnectionError } from '../errors.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import type { Answer } from './api-request.ts';
import { readStatus } from './status.ts';

/**
 * The object that a server answered. Throws ApiError for a failure, and ConnectionError when what answered is no Kubernetes
 * API server (a page for people, a redirect to a login, JSON that is no object of Kubernetes).
 */
export function objectOf(answer: Answer, server: string): Promise<UnknownRecord> {
  return recordOf(answer, server, isKubernetesObject);
}

/** Whether JSON is an object or a list of Kubernetes. */
export function isKubernetesObject(value: unknown): value is UnknownRecord & { readonly metadata: UnknownRecord } {
  return isRecord(value) && isRecord(value.metadata) && value.kind !== 'Status';
}

/** The same for an answer that is no object of Kubernetes, and known by its fields. */
export async function recordOf(
  answer: Answer,
  server: string,
  isWanted: (record: UnknownRecord) => boolean,
): Promise<UnknownRecord> {
  if (!isSuccess(answer)) throw await failureOf(answer, server);
  const text = await answer.text();
  const value = parse(text);
  if (isRecord(value) && isWanted(value)) return value;
  throw notKubernetes(answer, server, text);
}

/** Done, made (201) or begun (202): what an API server answers when nothing failed. */
export function isSuccess({ code }: Answer): boolean {
  return code >= 200 && code <= 202;
}

/** Reads a failure to its end and says what it is. */
export async function failureOf(answer: Answer, server: string): Promise<ApiError | ConnectionError> {
  const { text, value } = await (isProtobuf(answer) ? protobufFailure(answer) : jsonFailure(answer));
  const status = readStatus(value, answer.code);
  const retryAfterSeconds = retryAfter(answer.headers['retry-after']);
  if (status) {
    const message = status.message || `the server answered ${answer.code} without a message`;
    return new ApiError({ code: status.code, message, status, retryAfterSeconds });
  }
  const isPage = /^\s*</.test(text) || /html/.test(answer.headers['content-type'] ?? '');
  const mayBeGateway = answer.code >= 500 || answer.code === 429 || answer.code === 401;
  if (!mayBeGateway && (answer.code < 400 || isPage || SPEAKS_TLS.test(text))) {
    return notKubernetes(answer, server, text);
  }
  return new ApiError({ code: answer.code, message: plainMessage(answer.code, text, isPage), retryAfterSeconds });
}

/** Whether an answer is Kubernetes' protobuf. */
export function isProtobuf({ headers }: Answer): boolean {
  return headers['content-type']?.startsWith(PROTOBUF) === true;
}

/** The media type of Kubernetes' protobuf. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

interface Failure {
  readonly text: string;
  readonly value: unknown;
}

async function jsonFailure(answer: Answer): Promise<Failure> {
  const text = await answer.text();
  return { text, value: parse(text) };
}

async function protobufFailure(answer: Answer): Promise<Failure> {
  const [{ readProtobufStatus }, pieces] = await Promise.all([
    import('../protobuf/status.ts'),
    Array.fromAsync(answer.body),
  ]);
  return { text: '', value: readProtobufStatus(Buffer.concat(pieces)) };
}

/** What Go's servers say to a plain request on a TLS port. */
const SPEAKS_TLS = /sent an HTTP request to an HTTPS server/;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds from a `Retry-After` header, which holds seconds or a date; undefined when it holds neither. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** kubectl's own words for answers without a Status (client-go, rest/request.go newUnstructuredResponseError). */
function plainMessage(code: number, text: string, isPage: boolean): string {
  const said = isPage ? '' : text.trim().slice(0, 2048);
  switch (code) {
    case 401:
      return said || 'Unauthorized';
    case 404:
      return 'the server could not find the requested resource';
    case 429:
      return 'the server has received too many requests and has asked us to try again later';
    case 503:
      return said || 'the server is currently unable to handle the request';
    default:
      return `the server answered ${code}${said ? `: ${said}` : ''}`;
  }
}

/** What to say of an answer that no Kubernetes API server gave; `text` is its body, or empty. */
export function notKubernetes(answer: Answer, server: string, text: string): ConnectionError {
  const type = (answer.headers['content-type'] ?? 'no content type').split(';')[0];
  const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
  const location = answer.headers.location;
  const what = location ? `a redirect to ${location}` : `${type}${title ? ` titled "${title}"` : ''}`;
  return new ConnectionError(
    `the server ${server} does not speak Kubernetes: it answered ${answer.code} with ${what}`,
    {
      trouble: 'not-kubernetes',
      server,
      attempt: answer.attempt,
      hint: SPEAKS_TLS.test(text)
        ? `It speaks TLS; try --server ${server.replace(/^http:/, 'https:')}.`
        : 'See whether the address is that of an API server, and whether a gateway wants you to log in first.',
    },
  );
}
