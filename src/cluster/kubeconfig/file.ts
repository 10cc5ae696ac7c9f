import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { ConnectionOptions, Surroundings } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';
import { isRecord, type UnknownRecord } from '../record.ts';
import { parseBlocks } from './block-yaml.ts';
import { inClusterKubeconfig } from './in-cluster.ts';

/** One named cluster, context or user, with the folder that its relative paths start from. */
export interface Entry {
  readonly name: string;
  readonly fields: UnknownRecord;
  readonly folder: string;
  /** The kubeconfig that it stands in; empty for none. */
  readonly file: string;
}

/** Kubeconfig files as one. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly currentContext: string;
  /** The files that were looked for, for messages. */
  readonly files: readonly string[];
}

/**
 * Reads what kubectl would read: the file of `--kubeconfig` alone, else the files of KUBECONFIG, else `~/.kube/config`, else
 * a pod's service account. Of several files the first to name a cluster, context, user or current context wins, and a
 * missing one is passed over (client-go, tools/clientcmd/loader.go). Throws KubeconfigError for a file that cannot be used.
 */
export async function loadKubeconfig(options: ConnectionOptions, surroundings: Surroundings): Promise<Kubeconfig> {
  if (options.kubeconfig) return merge([options.kubeconfig], [await readOne(options.kubeconfig, 'must exist')]);
  const files = filesOf(surroundings);
  const found = await Promise.all(files.map((file) => readOne(file, 'may be missing')));
  const merged = merge(files, found);
  const isEmpty = merged.clusters.size + merged.contexts.size + merged.users.size === 0;
  return (isEmpty && (await inClusterKubeconfig(surroundings))) || merged;
}

function filesOf({ env, homeDirectory }: Surroundings): readonly string[] {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return named.length > 0 ? [...new Set(named)] : [join(homeDirectory, '.kube', 'config')];
}

function merge(files: readonly string[], found: readonly (Kubeconfig | undefined)[]): Kubeconfig {
  const configs = found.filter((config) => config !== undefined);
  // A Map keeps the last value of a key, so the first file is put in last.
  const firstWins = (pick: (config: Kubeconfig) => ReadonlyMap<string, Entry>) =>
    new Map(configs.toReversed().flatMap((config) => [...pick(config)]));
  return {
    clusters: firstWins((config) => config.clusters),
    contexts: firstWins((config) => config.contexts),
    users: firstWins((config) => config.users),
    currentContext: configs.find((config) => config.currentContext !== '')?.currentContext ?? '',
    files,
  };
}

async function readOne(file: string, existence: 'must exist' | 'may be missing'): Promise<Kubeconfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (existence === 'may be missing' && codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  const content = await parse(file, text);
  return {
    clusters: entries(content.clusters, 'cluster', file),
    contexts: entries(content.contexts, 'context', file),
    users: entries(content.users, 'user', file),
    currentContext: typeof content['current-context'] === 'string' ? content['current-context'] : '',
    files: [file],
  };
}

function codeOf(error: unknown): string {
  return isRecord(error) && typeof error.code === 'string' ? error.code : '';
}

function unreadable(file: string, error: unknown): KubeconfigError {
  const why: Readonly<Record<string, string>> = {
    ENOENT: `stat ${file}: no such file or directory`,
    EACCES: `error loading config file "${file}": open ${file}: permission denied`,
    EISDIR: `error loading config file "${file}": read ${file}: is a directory`,
  };
  const message = why[codeOf(error)] ?? `error loading config file "${file}": ${String(error)}`;
  return new KubeconfigError(message, 'Check --kubeconfig and the KUBECONFIG environment variable.', error);
}

async function parse(file: string, text: string): Promise<UnknownRecord> {
  const simple = text.trimStart().startsWith('{') ? parseFlow(text) : parseBlocks(text);
  if (simple !== undefined) return simple;
  const { readYaml } = await import('./yaml.ts');
  let content: unknown;
  try {
    content = readYaml(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new KubeconfigError(
      `error loading config file "${file}": yaml: ${why}`,
      'Mend the file, or name another one with --kubeconfig.',
      error,
    );
  }
  if (content === null || content === undefined) return {};
  if (isRecord(content)) return content;
  throw new KubeconfigError(
    `error loading config file "${file}": it is not a kubeconfig`,
    'A kubeconfig has clusters, users and contexts; name another file with --kubeconfig.',
  );
}

/** JSON is a quick case, as is what kubectl writes; what only looks like it (YAML's flow style) is left to the YAML reader. */
function parseFlow(text: string): UnknownRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function entries(list: unknown, member: string, file: string): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  const folder = dirname(resolve(file));
  for (const item of Array.isArray(list) ? list : []) {
    if (!isRecord(item) || typeof item.name !== 'string' || found.has(item.name)) continue;
    const fields = item[member];
    found.set(item.name, { name: item.name, fields: isRecord(fields) ? fields : {}, folder, file });
  }
  return found;
}
