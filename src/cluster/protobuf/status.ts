/**
 * A Status in protobuf: what a server answers that was asked for protobuf and does not do what was asked
 * (k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto).
 */
import type { UnknownRecord } from '../record.ts';
import { Cursor, lengthKey, numberKey, WireError } from './wire.ts';

/** The Status in the shape of its JSON; undefined when the bytes are something else. */
export function readProtobufStatus(bytes: Uint8Array): UnknownRecord | undefined {
  try {
    return readEnvelope(new Cursor(bytes));
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const MAGIC_LENGTH = 4;

function readEnvelope(cursor: Cursor): UnknownRecord | undefined {
  let kind = '';
  let status: UnknownRecord = {};
  cursor.take(MAGIC_LENGTH);
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === lengthKey(1)) kind = readKind(new Cursor(cursor.bytes()));
    else if (key === lengthKey(2)) status = readStatus(new Cursor(cursor.bytes()));
    else cursor.skip(key);
  }
  return kind === 'Status' ? { kind, ...status } : undefined;
}

function readKind(cursor: Cursor): string {
  let kind = '';
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === lengthKey(2)) kind = cursor.text();
    else cursor.skip(key);
  }
  return kind;
}

function readStatus(cursor: Cursor): UnknownRecord {
  const read: Record<string, unknown> = {};
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === lengthKey(2)) read.status = cursor.text();
    else if (key === lengthKey(3)) read.message = cursor.text();
    else if (key === lengthKey(4)) read.reason = cursor.text();
    else if (key === lengthKey(5)) read.details = readDetails(new Cursor(cursor.bytes()));
    else if (key === numberKey(6)) read.code = cursor.int32();
    else cursor.skip(key);
  }
  return read;
}

function readDetails(cursor: Cursor): UnknownRecord {
  const read: Record<string, unknown> = {};
  const causes: UnknownRecord[] = [];
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === lengthKey(1)) read.name = cursor.text();
    else if (key === lengthKey(2)) read.group = cursor.text();
    else if (key === lengthKey(3)) read.kind = cursor.text();
    else if (key === lengthKey(4)) causes.push(readCause(new Cursor(cursor.bytes())));
    else if (key === numberKey(5)) read.retryAfterSeconds = cursor.int32();
    else cursor.skip(key);
  }
  return { ...read, causes };
}

function readCause(cursor: Cursor): UnknownRecord {
  const read: Record<string, unknown> = {};
  while (!cursor.isAtEnd) {
    const key = cursor.number();
    if (key === lengthKey(1)) read.reason = cursor.text();
    else if (key === lengthKey(2)) read.message = cursor.text();
    else if (key === lengthKey(3)) read.field = cursor.text();
    else cursor.skip(key);
  }
  return read;
}
