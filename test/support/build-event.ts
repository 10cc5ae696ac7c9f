/** `anEvent(…)`: an Event in the shape of `src/batch/objects.ts`, for tests. */
import type { KubeEvent } from '../../src/batch/objects.ts';
import { at } from './build-time.ts';

/** A Normal event of the Job controller about Job `sweep`, seen once at second 0, unless `fields` say otherwise. */
export function anEvent(reason: string, message = '', fields: Partial<KubeEvent> = {}): KubeEvent {
  const involved = fields.involved ?? { kind: 'Job', name: 'sweep', uid: 'uid-of-sweep' };
  const name = `${involved.name}.${reason.toLowerCase()}`;
  return {
    metadata: { name, namespace: 'default', uid: `uid-of-${name}`, resourceVersion: '1', creationTimestamp: at(0) },
    type: 'Normal',
    reason,
    message,
    from: 'job-controller',
    count: 1,
    firstSeen: at(0),
    lastSeen: at(0),
    involved,
    ...fields,
  };
}
