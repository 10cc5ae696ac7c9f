/** Nodes that fall silent, and that come back (Kubernetes 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go). */
import { isConditionTrue, listAt, textAt } from '../../api/fields.ts';
import type { StoredObject } from '../../store.ts';
import { timestamp } from '../../writing/metadata.ts';
import type { ControllerContext, StartController } from '../controller.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';
import { withPostedConditions, withUnknownConditions } from './node-conditions.ts';
import { readinessOf, withStateTaints } from './node-taints.ts';

/** Watches over nodes until the returned function is called. */
export const startNodeLifecycle: StartController = (context) => {
  const lifecycle = new NodeLifecycle(context);
  return () => lifecycle.close();
};

/** A node may be silent for so long (`--node-monitor-grace-period`). */
const GRACE_MS = 50_000;
/** What a look at the nodes finds is acted on at the next one (`--node-monitor-period`). */
const PERIOD_MS = 5000;
const COMPONENT = 'node-controller';

class NodeLifecycle {
  readonly #context: ControllerContext;
  readonly #queue: WorkQueue;
  readonly #lostSince = new Map<string, number>();
  /** When each node was first seen not to be ready. */
  readonly #unreadySince = new Map<string, number>();
  readonly #stops: readonly (() => void)[];

  constructor(context: ControllerContext) {
    const { store, clock, nodeHealth } = context;
    this.#context = context;
    this.#queue = workQueue(clock, (name) => this.#look(name));
    const seen = store.subscribe(({ type, resource, object }) => {
      if (resource !== 'nodes') return;
      if (type === 'DELETED') this.#gone(object);
      else this.#queue.add(object.metadata.name);
    });
    this.#stops = [seen, nodeHealth.onChange((name, isLost) => this.#changed(name, isLost))];
    for (const { metadata } of store.list('nodes').objects) this.#queue.add(metadata.name);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#queue.close();
  }

  #changed(name: string, isLost: boolean): void {
    if (isLost) this.#lostSince.set(name, this.#context.clock.now());
    else this.#lostSince.delete(name);
    this.#queue.add(name, isLost ? GRACE_MS : 0);
  }

  #gone(node: StoredObject): void {
    const { name } = node.metadata;
    const message = `Node ${name} event: Removing Node ${name} from Controller`;
    this.#context.writer.event(node, { type: 'Normal', reason: 'RemovingNode', message, component: COMPONENT });
  }

  #look(name: string): void {
    const node = this.#context.store.get('nodes', undefined, name);
    if (!node) return;
    const since = this.#lostSince.get(name);
    if (since === undefined) this.#hear(node);
    else if (since + GRACE_MS <= this.#context.clock.now()) this.#giveUp(node);
    else this.#queue.add(name, since + GRACE_MS - this.#context.clock.now());
    this.#taintAll();
  }

  /** A kubelet that is back posts its status, where it has been given up. */
  #hear(node: StoredObject): void {
    const { writer, clock } = this.#context;
    if (!listAt(node, 'status.conditions').some(({ reason }) => reason === 'NodeStatusUnknown')) return;
    const { name } = node.metadata;
    const back = writer.update({ resource: 'nodes', name }, (stored) => withPostedConditions(stored, timestamp(clock)));
    const message = `Node ${name} status is now: NodeReady`;
    if (back) writer.event(back, { type: 'Normal', reason: 'NodeReady', message, component: 'kubelet', host: name });
  }

  #giveUp(node: StoredObject): void {
    const { writer, clock } = this.#context;
    if (readinessOf(node) === 'Unknown') return;
    const { name } = node.metadata;
    writer.update({ resource: 'nodes', name }, (stored) => withUnknownConditions(stored, timestamp(clock)));
    const message = `Node ${name} status is now: NodeNotReady`;
    writer.event(node, { type: 'Normal', reason: 'NodeNotReady', message, component: COMPONENT });
    this.#markPodsNotReady(name);
  }

  #markPodsNotReady(node: string): void {
    const { store, writer, clock } = this.#context;
    const pods = store.list('pods').objects.filter((pod) => textAt(pod, 'spec.nodeName') === node);
    for (const pod of pods.filter((one) => isConditionTrue(one, 'Ready'))) {
      const { namespace, name } = pod.metadata;
      const ref = { resource: 'pods', namespace, name };
      writer.update(ref, (stored) => withReadyFalse(stored, timestamp(clock)));
      writer.event(pod, {
        type: 'Warning',
        reason: 'NodeNotReady',
        message: 'Node is not ready',
        component: COMPONENT,
      });
    }
  }

  /** Where all nodes are lost, it is more likely that it is the control plane that is cut off: nothing is evicted. */
  #taintAll(): void {
    const { store, writer, clock } = this.#context;
    const nodes = store.list('nodes').objects;
    const isAnyReady = nodes.some((node) => readinessOf(node) === 'True');
    for (const node of nodes) {
      const { name } = node.metadata;
      const unreadyMs = this.#unreadyMs(node);
      const evicts = isAnyReady && unreadyMs >= PERIOD_MS;
      if (isAnyReady && unreadyMs < PERIOD_MS && readinessOf(node) !== 'True')
        this.#queue.add(name, PERIOD_MS - unreadyMs);
      writer.update({ resource: 'nodes', name }, (stored) =>
        withStateTaints(stored, { evicts, now: timestamp(clock) }),
      );
    }
  }

  #unreadyMs(node: StoredObject): number {
    const { name } = node.metadata;
    const now = this.#context.clock.now();
    if (readinessOf(node) === 'True') this.#unreadySince.delete(name);
    else if (!this.#unreadySince.has(name)) this.#unreadySince.set(name, now);
    return now - (this.#unreadySince.get(name) ?? now);
  }
}

function withReadyFalse(pod: StoredObject, now: string): StoredObject {
  const conditions = listAt(pod, 'status.conditions').map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
  );
  const status = typeof pod.status === 'object' && pod.status !== null ? { ...pod.status } : {};
  return { ...pod, status: { ...status, conditions } };
}
