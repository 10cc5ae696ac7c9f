import type { Call, DeleteOptions, ObjectRef } from '../port.ts';
import { failureOf, isSuccess } from '../transport/read-answer.ts';
import type { Transport } from '../transport/transport.ts';
import { deleteOptionsBody, jsonContent } from './changes.ts';
import { objectPath, PODS } from './resource-kind.ts';

/** Which pod, and how. */
export interface EvictionAsked {
  readonly ref: ObjectRef;
  readonly options: Omit<DeleteOptions, 'propagationPolicy'>;
}

/** Creates an Eviction (policy/v1) of a pod. Throws ApiError (429: a disruption budget forbids it now), ConnectionError, or the signal's reason. */
export async function evict(
  transport: Pick<Transport, 'send' | 'server'>,
  { ref: { name, namespace }, options }: EvictionAsked,
  { signal }: Call,
): Promise<void> {
  const eviction = {
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
    deleteOptions: deleteOptionsBody(options),
  };
  const path = `${objectPath(PODS, namespace, name)}/eviction`;
  const query = { dryRun: options.dryRun ? 'All' : undefined };
  const answer = await transport.send({ method: 'POST', path, query, content: jsonContent(eviction), signal });
  if (!isSuccess(answer)) throw await failureOf(answer, transport.server);
  await answer.text();
}
