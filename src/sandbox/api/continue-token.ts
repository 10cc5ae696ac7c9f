/**
 * The tokens that page through a list
 * (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/storage/continue.go): base64url of {"v", "rv", "start"}.
 */

import { fieldAt } from './fields.ts';
import { StatusError } from './status.ts';

/** Where the next page begins, and at which revision; -1 is «as it is now, however inconsistent that is». */
export interface Continuation {
  readonly revision: number;
  /** The `storeKey` that the next page comes after. */
  readonly after: string;
}

/** The token for the page after `after`. */
export function encodeContinue({ revision, after }: Continuation): string {
  const start = `${after}\0`;
  return Buffer.from(JSON.stringify({ v: ENCODED_VERSION, rv: revision, start })).toString('base64url');
}

/** Reads a token. Throws a StatusError 400 for one that this server never gave. */
export function decodeContinue(token: string): Continuation {
  const bytes = decodeBase64(token);
  const value = parseJson(bytes);
  const version = fieldAt(value, 'v');
  const revision = fieldAt(value, 'rv');
  const start = fieldAt(value, 'start');
  if (version !== ENCODED_VERSION) {
    throw invalid(`server does not recognize this encoded version ${JSON.stringify(version ?? '')}`);
  }
  if (typeof revision !== 'number' || revision === 0) {
    throw invalid(`incorrect encoded start resourceVersion (version ${ENCODED_VERSION})`);
  }
  if (typeof start !== 'string' || start === '') {
    throw invalid(`encoded start key empty (version ${ENCODED_VERSION})`);
  }
  return { revision, after: start.replace(/\0$/, '') };
}

/** 410: the list that the token pages through is forgotten; the answer carries a token for the inconsistent rest. */
export function continueExpired({ after }: Continuation): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the ' +
    'continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing ' +
    'with the provided token results in an inconsistent list - objects that were created, modified, or deleted between ' +
    'the time the first chunk was returned and now may show up in the list.';
  return StatusError.expired(message, { continue: encodeContinue({ revision: -1, after }) });
}

const ENCODED_VERSION = 'meta.k8s.io/v1';

function invalid(why: string): StatusError {
  return StatusError.badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

function decodeBase64(token: string): Buffer {
  const wrong = token.search(/[^A-Za-z0-9_-]/);
  if (wrong >= 0) throw invalid(`illegal base64 data at input byte ${wrong}`);
  if (token.length % 4 === 1) throw invalid(`illegal base64 data at input byte ${token.length - 1}`);
  return Buffer.from(token, 'base64url');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    const first = bytes[0];
    if (first === undefined || first === 0x7b) throw invalid('unexpected end of JSON input');
    throw invalid(`invalid character ${quotedByte(first)} looking for beginning of value`);
  }
}

/** A byte as Go quotes a character. */
function quotedByte(byte: number): string {
  if (byte === 0x27) return "'\\''";
  const isPrintable = (byte >= 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  const hex = byte.toString(16).padStart(2, '0');
  return isPrintable ? `'${String.fromCharCode(byte)}'` : byte < 0x80 ? `'\\x${hex}'` : `'\\u00${hex}'`;
}
