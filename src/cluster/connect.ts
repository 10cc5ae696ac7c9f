import type { ConnectionOptions, Surroundings } from './connection.ts';
import { resolveConnection } from './kubeconfig/resolve-connection.ts';
import type { Cluster } from './port.ts';
import { accessOf } from './resources/access.ts';
import { evict } from './resources/eviction.ts';
import { podExec } from './resources/exec.ts';
import { podLogs } from './resources/logs.ts';
import { objectResource } from './resources/object-resource.ts';
import { resource } from './resources/resource.ts';
import { CRON_JOBS, EVENTS, JOBS, PODS } from './resources/resource-kind.ts';
import { serverVersion } from './resources/server-version.ts';
import { tableRows } from './resources/table-rows.ts';
import { serverClock } from './transport/server-clock.ts';
import { realTiming, type Timing } from './transport/timing.ts';
import { openTransport } from './transport/transport.ts';

/** What a test may put in the place of the world. */
export interface ConnectParts {
  readonly surroundings?: Surroundings;
  readonly timing?: Timing;
}

/**
 * The cluster that a user's kubeconfig and options name. Reads files; touches neither the network nor a credential plugin
 * until the first call. Throws KubeconfigError, with what to do about it.
 */
export async function connect(options: ConnectionOptions, parts: ConnectParts = {}): Promise<Cluster> {
  const connection = await resolveConnection(options, parts.surroundings);
  const timing = parts.timing ?? realTiming;
  const clock = serverClock();
  const transport = openTransport(connection, { clock, timing });
  return {
    namespace: connection.namespace,
    server: transport.server,
    now: clock.now,
    jobs: resource(JOBS, transport, timing),
    pods: resource(PODS, transport, timing),
    events: resource(EVENTS, transport, timing),
    cronJobs: resource(CRON_JOBS, transport, timing),
    logs: podLogs(transport, timing),
    exec: podExec(transport, timing),
    table: (kind, namespace, call) => tableRows(transport, { kind, namespace }, call),
    objects: (kind) => objectResource(kind, transport, timing),
    evict: (ref, options, call) => evict(transport, { ref, options }, call),
    access: (question, call) => accessOf(transport, question, call),
    serverVersion: (call) => serverVersion(transport, call),
    close: () => transport.close(),
  };
}
