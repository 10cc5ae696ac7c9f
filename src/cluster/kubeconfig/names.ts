import type { ConnectionOptions, Surroundings } from '../connection.ts';
import { loadKubeconfig } from './file.ts';
import { processSurroundings } from './resolve-connection.ts';

/** What can be named with `--context`, `--cluster` and `--user`. */
export interface KubeconfigNames {
  readonly contexts: readonly string[];
  readonly clusters: readonly string[];
  readonly users: readonly string[];
}

/** Reads the kubeconfig that the options and the environment name. Throws KubeconfigError. */
export async function kubeconfigNames(
  options: ConnectionOptions,
  surroundings: Surroundings = processSurroundings(),
): Promise<KubeconfigNames> {
  const { contexts, clusters, users } = await loadKubeconfig(options, surroundings);
  return { contexts: [...contexts.keys()], clusters: [...clusters.keys()], users: [...users.keys()] };
}
