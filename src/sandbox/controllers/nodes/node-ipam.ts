/** Gives nodes that have none a range of addresses for their pods (Kubernetes 1.36, pkg/controller/nodeipam/ipam/range_allocator.go). */
import { fieldAt, textAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';
import type { ControllerContext, StartController } from '../controller.ts';

/** Allocates ranges until the returned function is called. */
export const startNodeIpam: StartController = (context) => {
  const { store } = context;
  const see = ({ metadata, spec }: StoredObject) => {
    if (textAt({ spec }, 'spec.podCIDR') === '') queueMicrotask(() => allocate(context, metadata.name));
  };
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (resource === 'nodes' && type === 'ADDED') see(object);
  });
  for (const node of store.list('nodes').objects) see(node);
  return unsubscribe;
};

/** A /24 to each node, of 10.244.0.0/16. */
const RANGES = 256;

function allocate({ store, writer }: ControllerContext, name: string): void {
  const taken = new Set(store.list('nodes').objects.map((node) => textAt(node, 'spec.podCIDR')));
  for (let number = 0; number < RANGES; number += 1) {
    const podCIDR = `10.244.${number}.0/24`;
    if (taken.has(podCIDR)) continue;
    writer.update({ resource: 'nodes', name }, (node) => {
      const spec = fieldAt(node, 'spec');
      return { ...node, spec: { podCIDR, podCIDRs: [podCIDR], ...(typeof spec === 'object' ? spec : {}) } };
    });
    return;
  }
}
