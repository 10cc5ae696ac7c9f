import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connect } from '../../src/cluster/connect.ts';
import type { ConnectionOptions, Surroundings } from '../../src/cluster/connection.ts';
import type { Cluster } from '../../src/cluster/port.ts';
import type { Timing } from '../../src/cluster/transport/timing.ts';
import { type FaultServer, type FaultServerOptions, startFaultServer } from './fault-server.ts';

/** A fault server that closes when the test ends. */
export async function aServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const server = await startFaultServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** A cluster reached with these options alone, closed when the test ends. */
export async function aCluster(options: ConnectionOptions, timing?: Timing): Promise<Cluster> {
  const surroundings = await someSurroundings();
  const cluster = await connect(options, timing ? { surroundings, timing } : { surroundings });
  onTestFinished(() => cluster.close());
  return cluster;
}

/** A machine without kubeconfig, proxy or service account; `env` adds to its environment. */
export async function someSurroundings(env: Readonly<Record<string, string>> = {}): Promise<Surroundings> {
  const homeDirectory = await aFolder({});
  return { env, homeDirectory, serviceAccountDirectory: join(homeDirectory, 'serviceaccount') };
}

/** A folder with these files, removed when the test ends. */
export async function aFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** A call that nobody aborts. */
export function aCall(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
