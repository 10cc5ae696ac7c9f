/** The composition root: the one place that builds what a command runs on. Everything heavy is loaded when it is needed. */
import type { ApiObject, Job } from '../batch/objects.ts';
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

/** A Job as it is written in a manifest, read the way a server's answer is: defaults filled in, what is of the wrong type named in `junk`. */
export async function readJob(source: ApiObject): Promise<Job> {
  const { normaliseJob } = await import('../cluster/normalise.ts');
  return normaliseJob(source);
}

/** A cluster to be used up, reached through a kubeconfig as any other is; `await using` ends it. */
export interface DisposableCluster extends AsyncDisposable {
  readonly cluster: Cluster;
}

/** Starts a cluster of its own in this process, whose time runs `speed` times as fast as ours. Touches no other cluster, and reads no kubeconfig but its own. */
export async function openDisposable(speed: number): Promise<DisposableCluster> {
  const [{ startCluster }, { connect }] = await Promise.all([
    import('../sandbox/cluster.ts'),
    import('../cluster/connect.ts'),
  ]);
  const sandbox = await startCluster({ speed });
  const cluster = await connect({ kubeconfig: sandbox.kubeconfig });
  return {
    cluster,
    [Symbol.asyncDispose]: async () => {
      cluster.close();
      await sandbox.close();
    },
  };
}
