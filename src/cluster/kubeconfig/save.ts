import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { AuthProviderSource } from '../connection.ts';
import { isRecord } from '../record.ts';

/**
 * Writes what an auth provider changed in its config back to the kubeconfig, as kubectl does, everything else in the file left
 * as it stands, comments too. As with kubectl, a file that cannot be written does not stop anybody: the new token holds.
 */
export async function saveAuthProvider(
  source: AuthProviderSource,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    const file = await realpath(source.file);
    await locked(file, () => rewrite(file, source, config));
  } catch {
    // Read-only, or another process is at it.
  }
}

async function rewrite(
  file: string,
  source: AuthProviderSource,
  config: Readonly<Record<string, string>>,
): Promise<void> {
  const { changedYaml } = await import('./yaml-changes.ts');
  const before = await readFile(file, 'utf8');
  const changes = Object.entries(config).filter(([key, value]) => value !== source.config[key]);
  const after = changedYaml(before, (content) => {
    const users = isRecord(content) && Array.isArray(content.users) ? content.users : [];
    const at = users.findIndex((user) => isRecord(user) && user.name === source.user);
    if (at < 0) return [];
    return changes.map(([key, value]) => ({ path: ['users', at, 'user', 'auth-provider', 'config', key], value }));
  });
  if (after === before) return;
  const { mode } = await stat(file);
  const beside = `${file}.${process.pid}.tmp`;
  await writeFile(beside, after, { mode });
  await rename(beside, file);
}

/** kubectl's lock on a kubeconfig: a file beside it (client-go, tools/clientcmd/config.go). */
async function locked(file: string, action: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`;
  await (await open(lock, 'wx', 0)).close();
  try {
    await action();
  } finally {
    await rm(lock, { force: true });
  }
}
