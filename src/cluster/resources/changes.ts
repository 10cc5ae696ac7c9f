/** What requests that change something have in common. */
import type { DeleteOptions } from '../port.ts';
import type { Answer, ApiRequest } from '../transport/api-request.ts';

/** Who owns the fields that we set. */
export const FIELD_MANAGER = 'kubectl-job';

/** A body of JSON. */
export function jsonContent(value: unknown, type = 'application/json'): NonNullable<ApiRequest['content']> {
  return { type, text: JSON.stringify(value) };
}

/** DeleteOptions (meta/v1). In the body, where servers of all versions read all of them. */
export function deleteOptionsBody(options: Partial<DeleteOptions>): object {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions } = options;
  return {
    ...{ apiVersion: 'v1', kind: 'DeleteOptions' },
    ...(dryRun ? { dryRun: ['All'] } : {}),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(preconditions === undefined ? {} : { preconditions }),
  };
}

/** The server's warnings: `Warning: 299 - "text"` headers (RFC 9111), which Node joins by commas. */
export function warningsOf({ headers }: Answer): readonly string[] {
  const header = headers.warning;
  const text = Array.isArray(header) ? header.join(', ') : String(header ?? '');
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, said = '']) => said.replace(/\\(.)/g, '$1'));
}
