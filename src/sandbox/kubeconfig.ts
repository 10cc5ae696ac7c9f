/** The kubeconfig that leads to the embedded cluster. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Where the embedded cluster is, and what it wants to see. */
export interface Access {
  /** The server's address. */
  readonly url: string;
  /** The certificate to trust, PEM; left out for plain HTTP. */
  readonly ca?: string;
  readonly token: string;
  /** The context's namespace. */
  readonly namespace: string;
}

/** A kubeconfig on disk, and how to make it vanish. */
export interface KubeconfigFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes a kubeconfig to a folder of its own, readable by its owner alone (0700; the file 0600: it holds the token). */
export async function writeKubeconfig(access: Access): Promise<KubeconfigFile> {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-'));
  const path = join(folder, 'kubeconfig');
  await writeFile(path, kubeconfigText(access), { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The kubeconfig as YAML. kubectl reads YAML 1.1, where a namespace `n` without quotes is «false». */
export function kubeconfigText({ url, ca, token, namespace }: Access): string {
  const authority = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NAME, cluster: { server: url, ...authority } }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
    'current-context': NAME,
  };
  return stringify(config, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

const NAME = 'sandbox';
