/** `-f`: the Jobs that manifests name. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiObject } from '../batch/objects.ts';
import { UserError, usageError } from './user-error.ts';

/** A Job found in a manifest. */
export interface ManifestJob {
  readonly name: string;
  /** Undefined where the manifest names none. */
  readonly namespace: string | undefined;
  /** The object as it was written. */
  readonly source: ApiObject;
}

/** Reads standard input to its end. */
export type ReadInput = () => Promise<string>;

/**
 * The Jobs in files, folders (their .yaml, .yml and .json files) and `-` (standard input), in order: several documents in a file and Lists are
 * opened. Throws `UserError` when a file cannot be read, is no YAML, or when there is no Job in any.
 */
export async function manifestJobs(paths: readonly string[], readInput: ReadInput): Promise<readonly ManifestJob[]> {
  const texts = await Promise.all(paths.flatMap(filesOf).map((path) => textOf(path, readInput)));
  const objects = (await Promise.all(texts.map(parsed))).flat();
  const jobs = objects.filter(isJob).map(jobOf);
  if (jobs.length === 0) throw noJob(paths, objects);
  return jobs;
}

/** The one Job of a file, or of standard input (`-`), as it was written. Throws `UserError` for none and for several, and what `manifestJobs` throws. */
export async function manifestJob(path: string, readInput: ReadInput): Promise<ApiObject> {
  const jobs = await manifestJobs([path], readInput);
  const [job, ...others] = jobs;
  if (job && others.length === 0) return job.source;
  throw usageError(`one Job at a time: "${path}" has ${jobs.map(({ name }) => name).join(', ')}`);
}

/** As kubectl has it: a manifest's namespace counts, and one typed with -n that differs is a mistake. */
export function namespaceFor(manifest: string, typed: string | undefined, otherwise: string): string {
  if (manifest !== '' && typed !== undefined && manifest !== typed) {
    throw usageError(
      `the namespace from the provided object "${manifest}" does not match the namespace "${typed}"`,
      `You must pass '--namespace=${manifest}' to perform this operation.`,
    );
  }
  return manifest || typed || otherwise;
}

interface SourceText {
  readonly path: string;
  readonly text: string;
}

const EXTENSIONS = /\.(?:ya?ml|json)$/;

function filesOf(path: string): readonly string[] {
  if (path === '-') return [path];
  if (/^https?:\/\//.test(path)) {
    throw usageError(
      `-f ${path}: manifests are not fetched from the web`,
      `Pipe it in: curl -fsS ${path} | kubectl job … -f -`,
    );
  }
  if (!exists(path).isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => EXTENSIONS.test(name))
    .sort();
  if (files.length === 0) throw usageError(`no .yaml, .yml or .json file in the folder "${path}"`);
  return files.map((name) => join(path, name));
}

function exists(path: string) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`the path "${path}" does not exist`);
  return found;
}

async function textOf(path: string, readInput: ReadInput): Promise<SourceText> {
  if (path === '-') return { path: 'standard input', text: await readInput() };
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new UserError(`unable to read "${path}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function parsed({ path, text }: SourceText): Promise<readonly ApiObject[]> {
  const { parseAllDocuments } = await import('yaml');
  const documents = parseAllDocuments(text);
  const list = 'empty' in documents ? [] : documents;
  return list.flatMap((document) => {
    const wrong = document.errors[0];
    if (wrong) throw usageError(`error parsing ${path}: ${wrong.message.split('\n')[0] ?? ''}`);
    return opened(document.toJS({ maxAliasCount: 100 }), path);
  });
}

/** A List's items, or the object itself; an empty document is nothing. */
function opened(value: unknown, path: string): readonly ApiObject[] {
  if (value === null || value === undefined) return [];
  if (!isObject(value))
    throw usageError(`error parsing ${path}: a Kubernetes object was expected, found ${typeof value}`);
  const isList = typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items);
  return isList ? (value.items as unknown[]).flatMap((item) => opened(item, path)) : [value];
}

function isObject(value: unknown): value is ApiObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJob(object: ApiObject): boolean {
  return object.kind === 'Job' && String(object.apiVersion).startsWith('batch/');
}

function jobOf(source: ApiObject): ManifestJob {
  const metadata = isObject(source.metadata) ? source.metadata : {};
  const { name, namespace, generateName } = metadata;
  if (typeof name === 'string' && name !== '') {
    return { name, namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined, source };
  }
  if (typeof generateName === 'string') {
    throw usageError(
      `a Job with generateName "${generateName}" has no name to look for`,
      'Its name was made up when it was created: give that name, or select it by its labels with -l.',
    );
  }
  throw usageError('a Job in the manifest has no metadata.name');
}

function noJob(paths: readonly string[], objects: readonly ApiObject[]) {
  const kinds = [...new Set(objects.map((object) => String(object.kind ?? 'an object without kind')))];
  const found = kinds.length === 0 ? 'nothing' : kinds.join(', ');
  return usageError(`no Job in ${paths.map((path) => `"${path}"`).join(', ')}: found ${found}`);
}
