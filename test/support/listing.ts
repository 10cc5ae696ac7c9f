/** `kubectl job list`, the program, on a fault server with one Job. */
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Act, type FaultServer, type FaultServerOptions, json, status, tlsFile } from './fault-server.ts';
import { aFolder, aServer } from './open-cluster.ts';
import { type Ended, type RunOptions, runCli } from './run-cli.ts';

/** Where the Jobs are listed and watched. */
export const JOBS = '/apis/batch/v1/namespaces/film/jobs';

/** The Job, so far. */
export function reel(succeeded: number, resourceVersion = '1'): object {
  const creationTimestamp = '2026-11-21T17:00:00Z';
  const metadata = { name: 'reel', namespace: 'film', uid: 'u', creationTimestamp, resourceVersion };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { completions: 3 }, status: { succeeded } };
}

/** The answer to a list. */
export function reels(succeeded: number, resourceVersion = '1'): object {
  return { kind: 'JobList', apiVersion: 'batch/v1', metadata: { resourceVersion }, items: [reel(succeeded)] };
}

/** What `list` says when all is well. */
export const LISTED: Ended = { code: 0, stdout: 'job.batch/reel\n', stderr: '' };

/** A `cluster` of a kubeconfig that trusts the tests' authority. */
export const TRUSTING = { 'certificate-authority': tlsFile('ca.crt') };

/** A server with the Job; ends with the test. */
export async function serving(options: FaultServerOptions = {}, act: Act = json(reels(0))): Promise<FaultServer> {
  const server = await aServer(options);
  server.on(JOBS, act);
  return server;
}

/** Lists for whoever's Authorization is accepted, and refuses all others. */
export function onlyFor(accepts: (authorization: string) => boolean): Act {
  return (response, seen) => {
    const isKnown = accepts(String(seen.headers.authorization));
    (isKnown ? json(reels(0)) : status(401, 'Unauthorized', 'Unauthorized'))(response, seen);
  };
}

/** What stands in the kubeconfig about the cluster and the user, and further words and surroundings. */
export interface Access {
  readonly cluster?: object;
  readonly user?: object;
  readonly words?: readonly string[];
  readonly options?: RunOptions;
}

/** Runs `list` with a kubeconfig for this server alone. */
export async function list(server: FaultServer, access: Access = {}): Promise<Ended> {
  const config = {
    clusters: [{ name: 'c', cluster: { server: server.url, ...access.cluster } }],
    users: [{ name: 'u', user: access.user ?? {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'film' } }],
    'current-context': 'x',
  };
  const folder = await aFolder({ kubeconfig: stringify(config) });
  const env = { KUBECONFIG: join(folder, 'kubeconfig'), ...access.options?.env };
  return runCli(['list', ...(access.words ?? ['-o', 'name'])], { ...access.options, env });
}
