/** The kubelets of all nodes: each pod that is bound to a node whose kubelet answers gets a worker. */
import type { ExecPort, ExecRequest } from '../api/exec-port.ts';
import { listAt, textAt } from '../api/fields.ts';
import type { LogSource } from '../api/log-source.ts';
import { StatusError } from '../api/status.ts';
import { StartFault } from '../containers/container.ts';
import type { ForeignRun } from '../containers/programs/unknown.ts';
import { toolRunner } from '../containers/tool-runner.ts';
import type { ControllerContext, StartController } from '../controllers/controller.ts';
import { keyOf } from '../history.ts';
import { seededRandom } from '../random.ts';
import type { PodOverride } from '../scenario/pod-override.ts';
import type { StoredObject, StoreEvent } from '../store.ts';
import { DnsMemory } from './dns-memory.ts';
import { execStreams } from './exec-streams.ts';
import { PodAddresses } from './pod-addresses.ts';
import { PodLogs } from './pod-logs.ts';
import { PodWorker } from './pod-worker.ts';
import type { NodeServices } from './services.ts';
import type { HostPaths } from './volumes.ts';

/** What a scenario says about pods. */
export interface PodScenario {
  /** About one pod; undefined: nothing. */
  overrideFor(pod: StoredObject, context: ControllerContext): PodOverride | undefined;
  /** What programs come to that cannot run here. */
  readonly unknownProgram: ForeignRun;
}

/** A scenario that says nothing. */
const NO_SCENARIO: PodScenario = { overrideFor: () => undefined, unknownProgram: { ms: 2000, code: 0 } };

/** Runs pods, serves their logs, and runs commands in them. */
export class Kubelet implements ExecPort {
  readonly logs: LogSource;
  readonly #context: ControllerContext;
  readonly #scenario: PodScenario;
  readonly #logs: PodLogs;
  readonly #nodes = new Map<string, NodeServices>();
  readonly #addresses = new PodAddresses();
  readonly #dns: DnsMemory;
  readonly #workers = new Map<string, PodWorker>();
  readonly #tools: NodeServices['tools'];

  constructor(context: ControllerContext, scenario: PodScenario = NO_SCENARIO) {
    this.#context = context;
    this.#scenario = scenario;
    this.#logs = new PodLogs(context.clock);
    this.logs = this.#logs;
    this.#tools = toolRunner(context.clock);
    this.#dns = new DnsMemory(context.store, context.clock);
  }

  /** Begins to run pods. */
  readonly start: StartController = ({ store, nodeHealth }) => {
    const unsubscribe = store.subscribe((event) => this.#seen(event));
    const stopListening = nodeHealth.onChange((node, isLost) => {
      if (!isLost) this.#found(node);
    });
    for (const pod of store.list('pods').objects) this.#look(pod);
    return () => {
      unsubscribe();
      stopListening();
      for (const worker of this.#workers.values()) worker.close();
      this.#workers.clear();
    };
  };

  /** Runs a command in a container. Rejects with a StatusError where it does not run, and where it has no such program. */
  async exec(request: ExecRequest, signal: AbortSignal): Promise<number> {
    const { pod, container, command, tty } = request;
    const run = this.#workers.get(pod.metadata.uid ?? '')?.runner(container)?.run;
    if (!run?.container)
      throw new StatusError(500, 'InternalError', {
        message: `Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`,
      });
    const streams = execStreams(request);
    try {
      return await run.container.exec(command, tty ? { ...streams, stderr: streams.stdout } : streams, signal);
    } catch (error) {
      if (!(error instanceof StartFault)) throw error;
      const message = `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`;
      throw new StatusError(500, 'InternalError', { message });
    } finally {
      streams.close();
    }
  }

  #seen({ resource, type, object }: StoreEvent): void {
    if (resource === 'pods' && type === 'DELETED') this.#drop(object);
    else if (resource === 'pods') this.#look(object);
    else if (resource === 'nodes' && type === 'DELETED') this.#forgetNode(object);
  }

  #look(pod: StoredObject): void {
    const { uid = '' } = pod.metadata;
    const known = this.#workers.get(uid);
    if (known) {
      known.seen(pod);
      return;
    }
    const name = textAt(pod, 'spec.nodeName');
    if (name === '' || /^(Succeeded|Failed)$/.test(textAt(pod, 'status.phase'))) return;
    const services = this.#servicesOf(name);
    if (!services || services.isSilent()) return;
    const worker = new PodWorker(services, pod);
    this.#workers.set(uid, worker);
    worker.begin();
  }

  #drop(pod: StoredObject): void {
    const { uid = '' } = pod.metadata;
    this.#logs.forgetPod(pod);
    this.#workers.get(uid)?.close();
    this.#workers.delete(uid);
  }

  /** A node that is gone takes its pods with it. */
  #forgetNode({ metadata: { name } }: StoredObject): void {
    for (const worker of [...this.#workers.values()]) if (worker.services.node === name) this.#drop(worker.pod);
    this.#nodes.delete(name);
  }

  /** A node that is heard of again tells what has become of its pods, and begins those that were bound to it meanwhile. */
  #found(name: string): void {
    const { store } = this.#context;
    for (const pod of store.list('pods').objects) {
      if (textAt(pod, 'spec.nodeName') !== name) continue;
      const worker = this.#workers.get(pod.metadata.uid ?? '');
      if (worker) worker.catchUp();
      else this.#look(pod);
    }
  }

  #servicesOf(name: string): NodeServices | undefined {
    const known = this.#nodes.get(name);
    if (known) return known;
    const node = this.#context.store.get('nodes', undefined, name);
    if (!node) return undefined;
    const services = this.#makeServices(node);
    this.#nodes.set(name, services);
    return services;
  }

  #makeServices(node: StoredObject): NodeServices {
    const { clock, store, writer } = this.#context;
    const { name } = node.metadata;
    const images = new Set<string>();
    const hostPaths: HostPaths = new Map();
    const address = listAt(node, 'status.addresses').find(({ type }) => type === 'InternalIP');
    return {
      node: name,
      hostIP: textAt(address, 'address'),
      clock,
      store,
      writer,
      logs: this.#logs,
      tools: this.#tools,
      hostPaths,
      dns: this.#dns,
      foreign: this.#scenario.unknownProgram,
      isSilent: () => this.#context.nodeHealth.isLost(name),
      chanceOf: (uid) => seededRandom(seedOf(uid)),
      overrideFor: (pod) => this.#scenario.overrideFor(pod, this.#context),
      takeAddress: (life) => this.#addresses.take(textAt(node, 'spec.podCIDR'), keyOf(life.pod)),
      releaseAddress: (one) => this.#addresses.release(one),
      podAt: (one) => {
        const [namespace, pod = ''] = this.#addresses.holder(one)?.split('/') ?? [];
        return namespace === undefined ? undefined : store.get('pods', namespace, pod);
      },
      finished: (uid) => void this.#workers.delete(uid),
      hasImage: (reference) => images.has(reference),
      keepImage: (reference) => void images.add(reference),
    };
  }
}

/** A number from a text (FNV-1a). */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
