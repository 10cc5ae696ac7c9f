/** Resource quotas say what of them is used (Kubernetes 1.36, pkg/controller/resourcequota). */
import { fieldAt } from '../api/fields.ts';
import { COUNTED, usedOf } from '../writing/quota.ts';
import { type ControllerContext, type StartController, startWatcher } from './controller.ts';

/** Keeps the status of quotas. */
export const startQuotaController: StartController = (context) =>
  startWatcher(context, { known: ['resourcequotas'] }, (queue) => ({
    see({ resource, object }) {
      if (COUNTED.includes(resource)) queue.add(object.metadata.namespace ?? '', SOON_MS);
    },
    look: (namespace) => recount(context, namespace),
  }));

/** What happens together is counted once. */
const SOON_MS = 50;

function recount({ store, writer }: ControllerContext, namespace: string): void {
  for (const quota of store.list('resourcequotas', { namespace }).objects) {
    const status = { hard: fieldAt(quota, 'spec.hard') ?? {}, used: usedOf(store, quota) };
    writer.update({ resource: 'resourcequotas', namespace, name: quota.metadata.name }, (stored) => ({
      ...stored,
      status,
    }));
  }
}
