/** The kubeconfig that leads to the embedded cluster. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** How the folders begin that kubeconfigs are written to, below that for temporary files. */
export const KUBECONFIG_FOLDER = 'kubectl-job-sandbox-';
/** The name of a kubeconfig in its folder. */
export const KUBECONFIG_FILE = 'kubeconfig';
/** What cluster, user and context are called in it. */
export const SANDBOX_NAME = 'sandbox';

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
  const folder = await mkdtemp(join(tmpdir(), KUBECONFIG_FOLDER));
  const path = join(folder, KUBECONFIG_FILE);
  await writeFile(path, kubeconfigText(access), { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The kubeconfig as YAML. kubectl reads YAML 1.1, where a namespace `n` without quotes is «false». */
export function kubeconfigText({ url, ca, token, namespace }: Access): string {
  const authority = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: SANDBOX_NAME, cluster: { server: url, ...authority } }],
    users: [{ name: SANDBOX_NAME, user: { token } }],
    contexts: [{ name: SANDBOX_NAME, context: { cluster: SANDBOX_NAME, user: SANDBOX_NAME, namespace } }],
    'current-context': SANDBOX_NAME,
  };
  return stringify(config, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}
