import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../connection.ts';
import type { Kubeconfig } from './file.ts';

/**
 * The kubeconfig that a pod's service account amounts to; undefined outside a pod. Rules: client-go, rest/config.go
 * InClusterConfig and tools/clientcmd inClusterClientConfig.
 */
export async function inClusterKubeconfig(surroundings: Surroundings): Promise<Kubeconfig | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, POD_NAMESPACE } = surroundings.env;
  const folder = surroundings.serviceAccountDirectory;
  if (!host || !port || (await textOf(join(folder, 'token'))) === undefined) return undefined;
  const name = 'in-cluster';
  const only = (fields: Readonly<Record<string, unknown>>) => new Map([[name, { name, fields, folder, file: '' }]]);
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const hasCa = (await textOf(join(folder, 'ca.crt'))) !== undefined;
  return {
    clusters: only(hasCa ? { server, 'certificate-authority': 'ca.crt' } : { server }),
    users: only({ tokenFile: 'token' }),
    contexts: only({
      cluster: name,
      user: name,
      namespace: POD_NAMESPACE || (await textOf(join(folder, 'namespace')))?.trim() || 'default',
    }),
    currentContext: name,
    files: [folder],
  };
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
