import type { AccessAnswer, AccessQuestion, Call } from '../port.ts';
import { isRecord } from '../record.ts';
import { recordOf } from '../transport/read-answer.ts';
import type { Transport } from '../transport/transport.ts';
import { jsonContent } from './changes.ts';

/** Asks the server whether we may do something (authorization.k8s.io/v1 SelfSubjectAccessReview). Throws ApiError, ConnectionError, or the signal's reason. */
export async function accessOf(
  transport: Pick<Transport, 'send' | 'server'>,
  question: AccessQuestion,
  { signal }: Call,
): Promise<AccessAnswer> {
  const review = {
    ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
    spec: { resourceAttributes: question },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await transport.send({ method: 'POST', path, query: {}, content: jsonContent(review), signal });
  const { status } = await recordOf(answer, transport.server, (record) => isRecord(record.status));
  const { allowed, reason, evaluationError } = isRecord(status) ? status : {};
  return { allowed: allowed === true, reason: String(reason || evaluationError || '') };
}
