/** `version`: the program's and the server's. */
import type { ServerVersion } from '../cluster/port.ts';
import { isStructured, type OutputFormat, renderStructured } from './structured.ts';
import { plain } from './text.ts';

/** What is known. */
export interface Versions {
  readonly client: { readonly gitVersion: string; readonly platform: string; readonly runtime: string };
  /** Undefined if it was not asked for, or did not answer. */
  readonly server: ServerVersion | undefined;
}

/** As `kubectl version` says it, in lines or as data. */
export async function versionOutput({ client, server }: Versions, format: OutputFormat): Promise<string> {
  if (isStructured(format)) {
    const data = { clientVersion: client, ...(server ? { serverVersion: server.source } : {}) };
    return renderStructured(data, format);
  }
  const lines = [`Client Version: ${client.gitVersion}`];
  if (server) lines.push(`Server Version: ${plain(server.gitVersion)}`);
  return `${lines.join('\n')}\n`;
}

/** The oldest server that the tests know. */
const OLDEST_MINOR = 24;

/** What to say on standard error of a server too old to be sure of; empty for all others. */
export function skewWarning(server: ServerVersion | undefined): string {
  if (server?.minor === undefined || server.minor >= OLDEST_MINOR) return '';
  return `WARNING: this program is tested with servers from 1.${OLDEST_MINOR} on, and this one is ${plain(server.gitVersion)}\n`;
}
