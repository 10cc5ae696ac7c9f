/**
 * The options of list and watch, read and checked
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go).
 */

import { flag } from './request.ts';
import { type StatusCause, StatusError } from './status.ts';

/** How a resourceVersion is meant. */
export type VersionMatch = '' | 'Exact' | 'NotOlderThan';

/** What a list or a watch asks for, apart from the selection. */
export interface ListOptions {
  /** Undefined: not given; 0: any. */
  readonly resourceVersion: number | undefined;
  readonly resourceVersionMatch: VersionMatch;
  /** 0: no limit. */
  readonly limit: number;
  /** '' on the first page. */
  readonly continueToken: string;
  readonly allowWatchBookmarks: boolean;
  /** Undefined: not given. */
  readonly sendInitialEvents: boolean | undefined;
  /** Wall-clock seconds, 0 for no end. */
  readonly timeoutSeconds: number;
}

/** Reads the options from a query. Throws a StatusError 400 for what is not a number, 422 for what does not go together. */
export function parseListOptions(query: URLSearchParams, verb: 'list' | 'watch'): ListOptions {
  const given = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  const initial = query.get('sendInitialEvents');
  const causes = verb === 'list' ? listCauses(query) : watchCauses(query);
  if (causes.length > 0) throw StatusError.invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
  return {
    resourceVersion: given === '' ? undefined : parseResourceVersion(given),
    resourceVersionMatch: isVersionMatch(match) ? match : '',
    limit: Math.max(0, integerParameter(query, 'limit') ?? 0),
    continueToken: query.get('continue') ?? '',
    allowWatchBookmarks: flag(query, 'allowWatchBookmarks'),
    sendInitialEvents: initial === null || initial === '' ? undefined : flag(query, 'sendInitialEvents'),
    timeoutSeconds: Math.max(0, integerParameter(query, 'timeoutSeconds') ?? 0),
  };
}

/** A query parameter that must be a whole number; undefined when absent. Throws a StatusError 400 in Go's words. */
export function integerParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw StatusError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** 504: the version asked for is still to come (`Too large resource version`). */
export function versionTooLarge(asked: number, current: number): StatusError {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  return new StatusError(504, 'Timeout', {
    message: `Timeout: ${message}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

function isVersionMatch(text: string): text is VersionMatch {
  return text === '' || text === 'Exact' || text === 'NotOlderThan';
}

function parseResourceVersion(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw StatusError.badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}

function listCauses(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const causes: StatusCause[] = [];
  if (match !== '') {
    if (version === '')
      causes.push(forbiddenMatch('resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if ((query.get('continue') ?? '') !== '') {
      causes.push(forbiddenMatch('resourceVersionMatch is forbidden when continue is provided'));
    }
    if (!isVersionMatch(match)) causes.push(unsupportedMatch(match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && version === '0') {
      causes.push(forbiddenMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (query.has('sendInitialEvents')) {
    causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return causes;
}

function watchCauses(query: URLSearchParams): readonly StatusCause[] {
  const match = query.get('resourceVersionMatch') ?? '';
  const wantsInitial = query.has('sendInitialEvents');
  const causes: StatusCause[] = [];
  if (wantsInitial && match !== 'NotOlderThan') {
    causes.push(forbiddenMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match !== '' && !wantsInitial) {
    causes.push(forbiddenMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  }
  if (match !== '' && match !== 'NotOlderThan') causes.push(unsupportedMatch(match, ['NotOlderThan']));
  if ((query.get('continue') ?? '') !== '') causes.push(forbidden('continue', 'continue is forbidden for watch'));
  return causes;
}

function forbiddenMatch(why: string): StatusCause {
  return forbidden('resourceVersionMatch', why);
}

function forbidden(field: string, why: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field };
}

function unsupportedMatch(value: string, supported: readonly string[]): StatusCause {
  const values = supported.map((item) => JSON.stringify(item)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${values}`;
  return { reason: 'FieldValueNotSupported', message, field: 'resourceVersionMatch' };
}
