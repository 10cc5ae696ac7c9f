/** The composition root: the one place that builds what a command runs on. Everything heavy is loaded when it is needed. */
import type { ConnectionOptions } from '../cluster/connection.ts';
import type { KubeconfigNames } from '../cluster/kubeconfig/names.ts';
import type { Call, Cluster } from '../cluster/port.ts';
import { openTerminal, type Terminal } from '../terminal/streams.ts';

/** What a command that works on a cluster runs on. */
export interface Session {
  readonly cluster: Cluster;
  readonly terminal: Terminal;
  /** Ends when the terminal's signal does. */
  readonly call: Call;
}

/** Reads the kubeconfig and builds a session; touches no network yet. Throws `KubeconfigError`. */
export async function openSession(options: ConnectionOptions): Promise<Session> {
  const terminal = openTerminal();
  const { connect } = await import('../cluster/connect.ts');
  const cluster = await connect(options);
  return { cluster, terminal, call: { signal: terminal.signal } };
}

/** What the kubeconfig has names for. Touches no network. Throws `KubeconfigError`. */
export async function kubeconfigNames(options: ConnectionOptions): Promise<KubeconfigNames> {
  const { kubeconfigNames: read } = await import('../cluster/kubeconfig/names.ts');
  return read(options);
}
