/** What a write is answered with: the object in the shape asked for, and warnings in headers. */
import { type Answer, json } from '../../api/answer.ts';
import { statusAnswer } from '../../api/encoding.ts';
import { representationFor, shownObject } from '../../api/representation.ts';
import { StatusError } from '../../api/status.ts';
import type { Cluster, ResourceRequest } from '../../api/verb.ts';
import type { StoredObject } from '../../store.ts';

/** Takes warnings that go out with the answer, whatever it is. */
export type Warn = (warnings: readonly string[]) => void;

/** Answers a write; what it warned of goes out with a refusal, too. */
export async function answering(write: (warn: Warn) => Answer | Promise<Answer>): Promise<Answer> {
  const warnings: string[] = [];
  const warn = (more: readonly string[]) => {
    warnings.push(...more);
  };
  try {
    return withWarnings(await write(warn), warnings);
  } catch (error) {
    if (!(error instanceof StatusError) || warnings.length === 0) throw error;
    return withWarnings(statusAnswer(error.status), warnings);
  }
}

/** An object as the answer, with a code. */
export function objectAnswer(
  { http, resource }: Pick<ResourceRequest, 'http' | 'resource'>,
  { object, code }: { readonly object: StoredObject; readonly code: number },
  { clock, told }: Cluster,
): Answer {
  const showing = { representation: representationFor(http), now: clock.now() };
  return json(shownObject(told(resource.plural, object), resource, showing), { code });
}

/** A Status that says all went well. */
export function successAnswer(code: number, details?: object): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
  return json({ ...status, ...(details ? { details } : { code }) }, { code });
}

/** A `Warning` header for each (RFC 7234, code 299). */
function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  if (warnings.length === 0) return answer;
  const headers = [...new Set(warnings)].map(
    (text) => `299 - "${text.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`,
  );
  return { ...answer, headers: { ...answer.headers, Warning: headers } };
}
