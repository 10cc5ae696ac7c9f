import type { ApiObject } from '../../batch/objects.ts';
import { isRecord, type UnknownRecord } from '../record.ts';

/** One of `details.causes` of a Status: which field, and what is wrong with it. */
export interface StatusCause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** A `Status` (meta/v1) with `status: Failure`: what an API server answers when it does not do what was asked. */
export interface Status {
  readonly code: number;
  /** `NotFound`, `Forbidden`, `Expired`, …; empty when the server left it out. */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterSeconds: number | undefined;
  /** The Status as sent. */
  readonly source: ApiObject;
}

/** Reads a failure Status; undefined when the value is none. `httpCode` stands in where the Status carries no code. */
export function readStatus(value: unknown, httpCode: number): Status | undefined {
  if (!isRecord(value) || value.kind !== 'Status' || value.status === 'Success') return undefined;
  const details = isRecord(value.details) ? value.details : {};
  return {
    code: numberOr(value.code, httpCode),
    reason: stringOr(value.reason, ''),
    message: stringOr(value.message, ''),
    causes: Array.isArray(details.causes) ? details.causes.filter(isRecord).map(readCause) : [],
    retryAfterSeconds: positive(details.retryAfterSeconds),
    source: value,
  };
}

function readCause(cause: UnknownRecord): StatusCause {
  return {
    field: stringOr(cause.field, ''),
    reason: stringOr(cause.reason, ''),
    message: stringOr(cause.message, ''),
  };
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
