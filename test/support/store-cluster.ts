/** The embedded cluster over a store that the test itself fills and changes, with the proxy before it. */
import { readFileSync } from 'node:fs';
import { type LogSource, noLogs } from '../../src/sandbox/api/log-source.ts';
import { RESOURCES } from '../../src/sandbox/api/resources.ts';
import { serve } from '../../src/sandbox/api/server.ts';
import { type Clock, scaledClock } from '../../src/sandbox/clock.ts';
import { writeKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { Store, type StoredObject } from '../../src/sandbox/store.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { tlsFile } from './fault-server.ts';

/** What is served. */
export interface Served {
  readonly store: Store;
  readonly clock: Clock;
  readonly logs: LogSource;
  readonly namespace: string;
}

/** A server over a store. `await using` ends it. */
export interface StoreServer extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly namespace: string;
}

/** Serves a store with the test authority's certificate. */
export async function serveStore({ store, clock, logs, namespace }: Served): Promise<StoreServer> {
  const tls = { cert: readFileSync(tlsFile('server.crt'), 'utf8'), key: readFileSync(tlsFile('server.key'), 'utf8') };
  const server = await serve({ store, clock, token: TOKEN, logs, resources: RESOURCES, tls });
  const ca = readFileSync(tlsFile('ca.crt'), 'utf8');
  const kubeconfig = await writeKubeconfig({ url: server.url, ca, token: TOKEN, namespace });
  return {
    kubeconfig: kubeconfig.path,
    namespace,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server.close(), kubeconfig.remove()]);
    },
  };
}

/** A store behind a proxy. `await using` ends both. */
export interface StoreCluster extends AsyncDisposable {
  readonly store: Store;
  readonly proxy: FaultProxy;
  /** Leads through the proxy. */
  readonly kubeconfig: string;
}

/** An empty cluster; its namespace is `default`. */
export async function storeCluster(): Promise<StoreCluster> {
  const store = new Store();
  const served = { store, clock: scaledClock(Date.now(), 1), logs: noLogs, namespace: 'default' };
  const server = await serveStore(served);
  const proxy = await startFaultProxy(server);
  return {
    store,
    proxy,
    kubeconfig: proxy.kubeconfig,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const TOKEN = 'stored';

/** A Job as the API sends it: NonIndexed, one completion, started; `spec` and `status` add to that. */
export function rawJob(name: string, rest: RawJob = {}): StoredObject {
  const { uid = `uid-of-${name}`, namespace = 'default', owner, spec = {}, status = {}, labels = {} } = rest;
  const ownerReferences = owner ? [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'cron', uid: owner }] : [];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, uid, labels, ownerReferences, creationTimestamp: rest.created ?? now() },
    spec: {
      parallelism: 1,
      completions: 1,
      completionMode: 'NonIndexed',
      backoffLimit: 6,
      suspend: false,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } },
      ...spec,
    },
    status: { startTime: now(), active: 1, ...status },
  };
}

/** What a raw Job may have of its own. */
export interface RawJob {
  readonly uid?: string;
  readonly namespace?: string;
  /** The uid of the CronJob that owns it. */
  readonly owner?: string;
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly status?: object;
}

/** The status of a Job that is Complete. */
export const COMPLETE = ended('Complete', 'CompletionsReached', { succeeded: 1 });

/** The status of a Job that Failed. */
export const FAILED = ended('Failed', 'BackoffLimitExceeded', { failed: 1 });

/** The status of a Job that ended in this condition. */
export function ended(type: 'Complete' | 'Failed', reason: string, counts: object): object {
  const first = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  return { active: 0, ...counts, ...conditions([first, reason], [type, reason]), completionTime: now() };
}

/** Conditions that are True. */
export function conditions(...all: readonly (readonly [type: string, reason: string])[]): object {
  return {
    conditions: all.map(([type, reason]) => ({
      type,
      status: 'True',
      reason,
      message: `because of ${reason}`,
      lastTransitionTime: now(),
    })),
  };
}

/** An event of the Job controller about a Job. */
export function rawEvent(job: StoredObject, type: 'Normal' | 'Warning', reason: string): StoredObject {
  const { name, namespace, uid } = job.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${reason.toLowerCase()}`, namespace: namespace ?? 'default', uid: `${uid}-${reason}` },
    type,
    reason,
    message: `told by ${reason}`,
    source: { component: 'job-controller' },
    involvedObject: { kind: 'Job', name, namespace, uid },
    firstTimestamp: now(),
    lastTimestamp: now(),
    count: 1,
  };
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
