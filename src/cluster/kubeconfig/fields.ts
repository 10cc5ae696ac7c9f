import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { KubeconfigError } from '../errors.ts';
import type { Entry } from './file.ts';

/** A text field of an entry; empty when absent. */
export function textOf(entry: Entry, field: string): string {
  const value = entry.fields[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A true-or-false field of an entry; false when absent. */
export function flagOf(entry: Entry, field: string): boolean {
  return entry.fields[field] === true;
}

/** A field that lists texts; empty when absent. */
export function listOf(entry: Entry, field: string): readonly string[] {
  const value = entry.fields[field];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A path field made absolute: kubectl reads it relative to the folder of the kubeconfig. Empty when absent. */
export function pathOf(entry: Entry, field: string): string {
  const path = textOf(entry, field);
  return path && resolve(entry.folder, path);
}

/**
 * PEM that is either written into the kubeconfig (`FIELD-data`, base64; it wins, as in kubectl) or stands in a file (`FIELD`).
 * Undefined when neither is there. Throws KubeconfigError when it cannot be read or is no PEM.
 */
export async function pemOf(entry: Entry, field: string): Promise<Buffer | undefined> {
  const data = textOf(entry, `${field}-data`);
  if (data) return checkedPem(Buffer.from(data, 'base64'), `${field}-data of "${entry.name}"`);
  const path = pathOf(entry, field);
  return path ? readPem(path, field) : undefined;
}

/** A PEM file named by an option. Throws KubeconfigError when it cannot be read or is no PEM. */
export async function readPem(path: string, what: string): Promise<Buffer> {
  return checkedPem(await readNamed(path, what), path);
}

/** A file that the kubeconfig or an option names. Throws KubeconfigError when it cannot be read. */
export async function readNamed(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^\w+: (.*?), .*$/, '$1') : String(error);
    throw new KubeconfigError(`unable to read ${what} ${path}: ${why}`, `Mend the path of ${what}.`, error);
  }
}

function checkedPem(pem: Buffer, where: string): Buffer {
  if (pem.includes('-----BEGIN ')) return pem;
  throw new KubeconfigError(
    `there is no PEM data in ${where}`,
    'It should begin with -----BEGIN; mend the kubeconfig.',
  );
}
