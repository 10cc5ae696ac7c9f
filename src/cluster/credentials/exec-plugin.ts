import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import type { ClientCertificate, ExecPlugin } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import { bearer, type ExpiringProof } from './credentials.ts';

/**
 * Runs a credential plugin and reads the ExecCredential that it prints (client-go, plugin/pkg/client/auth/exec/exec.go). What
 * it writes to stderr reaches the user as it is: that is where plugins say how to log in. Throws KubeconfigError.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  certificate: ClientCertificate | undefined,
  signal: AbortSignal,
): Promise<ExpiringProof> {
  const credential = parseCredential(plugin, await outputOf(plugin, signal));
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = credential;
  const expiry = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Number.NaN;
  const own = typeof cert === 'string' && typeof key === 'string' ? { cert, key } : undefined;
  if (typeof token !== 'string' && !own) throw misspoken(plugin, 'it gave neither a token nor a client certificate');
  return {
    authorization: typeof token === 'string' && token ? bearer(token) : undefined,
    certificate: own ?? certificate,
    expiresAt: Number.isNaN(expiry) ? Number.POSITIVE_INFINITY : expiry,
  };
}

function outputOf(plugin: ExecPlugin, signal: AbortSignal): Promise<string> {
  const interactive = isInteractive(plugin);
  const child = spawn(plugin.command, [...plugin.args], {
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, interactive) },
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    windowsHide: true,
    signal,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(notStarted(plugin, error)));
    child.on('close', (code, killedBy) => {
      if (code === 0) return resolve(Buffer.concat(chunks).toString('utf8'));
      reject(failed(plugin, killedBy ? `was ended by ${killedBy}` : `failed with exit code ${code}`));
    });
  });
}

/** Whether the plugin may ask the user something on stdin. */
function isInteractive(plugin: ExecPlugin): boolean {
  const isTerminal = isatty(0);
  if (plugin.interactiveMode === 'Always' && !isTerminal) {
    throw failed(plugin, 'wants to ask on a terminal, and there is none (interactiveMode: Always)');
  }
  return plugin.interactiveMode !== 'Never' && isTerminal;
}

function execInfo(plugin: ExecPlugin, interactive: boolean): string {
  const spec = plugin.clusterInfo ? { cluster: plugin.clusterInfo, interactive } : { interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: plugin.apiVersion, spec });
}

function parseCredential(plugin: ExecPlugin, output: string): UnknownRecord {
  let printed: unknown;
  try {
    printed = JSON.parse(output);
  } catch {
    throw misspoken(plugin, 'what it printed is no JSON');
  }
  if (!isRecord(printed) || printed.kind !== 'ExecCredential') throw misspoken(plugin, 'it printed no ExecCredential');
  if (printed.apiVersion !== plugin.apiVersion) {
    throw misspoken(
      plugin,
      `the kubeconfig says API version ${plugin.apiVersion}, it printed ${String(printed.apiVersion)}`,
    );
  }
  if (!isRecord(printed.status)) throw misspoken(plugin, 'it printed no status');
  return printed.status;
}

function notStarted(plugin: ExecPlugin, error: Error & { readonly code?: unknown }): KubeconfigError {
  if (error.code !== 'ENOENT') return failed(plugin, `could not be run: ${error.message}`);
  const hint = plugin.installHint.trim();
  return new KubeconfigError(
    `getting credentials: exec: executable ${plugin.command} not found`,
    hint || 'The kubeconfig needs this credential plugin: install it, and see that it is on PATH.',
    error,
  );
}

function failed(plugin: ExecPlugin, how: string): KubeconfigError {
  const typed = [plugin.command, ...plugin.args].join(' ');
  return new KubeconfigError(
    `getting credentials: exec: executable ${plugin.command} ${how}`,
    `You may have to log in again. To see what is wrong, run: ${typed}`,
  );
}

function misspoken(plugin: ExecPlugin, why: string): KubeconfigError {
  return new KubeconfigError(
    `getting credentials: exec: ${plugin.command}: ${why}`,
    'See that the plugin and users[].user.exec of the kubeconfig fit together.',
  );
}
