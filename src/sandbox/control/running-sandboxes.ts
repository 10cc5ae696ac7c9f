/** The embedded clusters that run on this machine, found by the kubeconfigs that they wrote, and asked over HTTPS as any client asks them. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KUBECONFIG_FILE, KUBECONFIG_FOLDER, SANDBOX_NAME } from '../kubeconfig.ts';
import { isObject } from '../schema/decode.ts';
import { CONTROL_PATH } from './control.ts';

/** An embedded cluster that answers. */
export interface RunningSandbox {
  readonly kubeconfig: string;
  /** What it says of itself. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** An embedded cluster refused what it was asked, or did not answer. */
export class SandboxRefused extends Error {
  readonly kind = 'SandboxRefused';
}

/** All of this user's that answer, the newest first. */
export async function runningSandboxes(): Promise<readonly RunningSandbox[]> {
  const paths = await kubeconfigs();
  const found = await Promise.all(paths.map((path) => sandboxBehind(path).catch(() => undefined)));
  return found.filter((sandbox) => sandbox !== undefined);
}

/** The one that a kubeconfig leads to; undefined if the file is none of an embedded cluster. Rejects with `SandboxRefused`. */
export async function sandboxBehind(kubeconfig: string): Promise<RunningSandbox | undefined> {
  const access = accessOf(await readFile(kubeconfig, 'utf8').catch(() => ''));
  return access && { kubeconfig, said: await ask(access, { method: 'GET', path: '' }) };
}

/** What a running cluster is told: `POST /faults`, `DELETE /faults`, `POST /stop`. Rejects with `SandboxRefused`. */
export async function tell(
  { kubeconfig }: RunningSandbox,
  told: { readonly method: string; readonly path: string; readonly body?: object },
): Promise<void> {
  const access = accessOf(await readFile(kubeconfig, 'utf8'));
  if (access) await ask(access, told);
}

async function kubeconfigs(): Promise<readonly string[]> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(KUBECONFIG_FOLDER));
  const files = await Promise.all(folders.map((name) => fileAt(join(tmpdir(), name, KUBECONFIG_FILE))));
  const own = files.filter((file) => file !== undefined).filter(isOurs);
  return own.sort((a, b) => b.writtenMs - a.writtenMs || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
}

interface File {
  readonly path: string;
  readonly uid: number;
  readonly writtenMs: number;
}

async function fileAt(path: string): Promise<File | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { path, uid: found.uid, writtenMs: found.mtimeMs };
}

/** Others may put files into the folder for temporary ones, too. */
function isOurs({ uid }: File): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

interface Access {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
}

function accessOf(text: string): Access | undefined {
  const config: unknown = parsed(text);
  if (!isObject(config) || config['current-context'] !== SANDBOX_NAME) return undefined;
  const { server, 'certificate-authority-data': ca } = member(config.clusters, 'cluster');
  const { token } = member(config.users, 'user');
  if (typeof server !== 'string' || typeof ca !== 'string' || typeof token !== 'string') return undefined;
  return { server, ca: Buffer.from(ca, 'base64').toString('utf8'), token };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function member(list: unknown, field: string): Readonly<Record<string, unknown>> {
  const found = Array.isArray(list) ? list.find((entry) => isObject(entry) && entry.name === SANDBOX_NAME) : undefined;
  const value = isObject(found) ? found[field] : undefined;
  return isObject(value) ? value : {};
}

/** What runs on this machine answers at once, or not at all. */
const PATIENCE_MS = 5000;

function ask(
  { server, ca, token }: Access,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: object },
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const options = { method, ca, headers, timeout: PATIENCE_MS, agent: false };
    const outgoing = request(`${server}${CONTROL_PATH}${path}`, options, (incoming) => {
      incoming.setEncoding('utf8');
      let text = '';
      incoming.on('data', (piece: string) => {
        text += piece;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const answered = parsed(text);
        const said = isObject(answered) ? answered : {};
        if ((incoming.statusCode ?? 500) < 300) resolve(said);
        else reject(new SandboxRefused(String(said.message ?? `it answered ${incoming.statusCode}`)));
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', (error) => reject(new SandboxRefused(`it does not answer: ${error.message}`)));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
