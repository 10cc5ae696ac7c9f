/** `-o`: which format, with everything that can be wrong with it said before the cluster is asked anything. */
import { readFileSync } from 'node:fs';
import * as Flags from '@oclif/core/flags';
import { parseColumns } from '../views/custom-columns.ts';
import { parseTemplate } from '../views/jsonpath.ts';
import type { OutputFormat } from '../views/structured.ts';
import { nearest } from './nearest.ts';
import { asUsage, usageError } from './user-error.ts';

/** What may stand behind `-o` and needs nothing more. */
export type PlainFormat = 'json' | 'yaml' | 'name' | 'wide' | 'hostfile' | 'hosts';

/** Formats that need a template: what is before the `=`. */
const TEMPLATES = ['jsonpath', 'jsonpath-file', 'custom-columns', 'custom-columns-file'];

/** Formats of kubectl's that this program does not have, and what to use instead. */
const REFUSED = ['go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath-as-json', 'kyaml'];

/** The flag `-o` of a command that can write these formats, and any template. Completion reads `formats`. */
export function outputFlag(formats: readonly PlainFormat[]) {
  const flag = Flags.string({
    char: 'o',
    helpValue: 'FORMAT',
    summary: `Output format: ${[...formats, 'jsonpath=TEMPLATE', 'custom-columns=SPEC'].join(', ')}.`,
  });
  return Object.assign(flag, { formats });
}

/**
 * What `-o TEXT` asks for; nothing typed is the text format. Reads the template's file where there is one. Throws `UserError` with
 * kubectl's words for a format that does not exist or a template that cannot be read.
 */
export function outputFormat(
  text: string | undefined,
  formats: readonly PlainFormat[],
  options: { readonly noHeaders?: boolean } = {},
): OutputFormat {
  if (text === undefined || text === '') return { kind: 'text' };
  const known = formats.find((format) => format === text);
  if (known) return { kind: known };
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  if (REFUSED.includes(name)) throw refused(name);
  if (!TEMPLATES.includes(name)) throw unknown(text, formats);
  const argument = text.slice(name.length + 1);
  if (argument === '') throw usageError(withoutTemplate(name));
  const template = name.endsWith('-file') ? fileText(argument, name) : argument;
  if (name.startsWith('jsonpath')) return jsonpath(template);
  return customColumns(name.endsWith('-file') ? specOfFile(template) : template, !options.noHeaders);
}

function jsonpath(template: string): OutputFormat {
  asUsage(
    () => parseTemplate(template),
    (message) => `error parsing jsonpath ${template}, ${message}`,
  );
  return { kind: 'jsonpath', template };
}

function customColumns(spec: string, headers: boolean): OutputFormat {
  return {
    kind: 'custom-columns',
    columns: asUsage(() => parseColumns(spec)),
    headers,
  };
}

/** A columns file has the headers in its first line and the paths below them. */
function specOfFile(text: string): string {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.trim().split(/\s+/));
  if (headers.length !== paths.length) {
    throw usageError(`number of columns (${headers.length}) and number of JSON paths (${paths.length}) do not match`);
  }
  return headers.map((header, i) => `${header}:${paths[i] ?? ''}`).join(',');
}

function fileText(path: string, format: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`error reading --output ${format} ${path}, ${inWords(why)}`);
  }
}

/** `ENOENT: no such file or directory, open '/x'`, without what only programmers know. */
function inWords(message: string): string {
  return message.replace(/^E[A-Z]+: /, '').replace(/, (open|read)( '.*')?$/, '');
}

function withoutTemplate(name: string): string {
  return name.startsWith('custom-columns')
    ? 'custom-columns format specified but no custom columns given'
    : 'template format specified but no template given';
}

function refused(name: string) {
  return usageError(
    `the output format "${name}" is not supported`,
    `Use -o jsonpath='{…}', or -o json with a tool such as jq.`,
  );
}

function unknown(text: string, formats: readonly PlainFormat[]) {
  const allowed = [...formats, ...TEMPLATES].sort();
  const near = nearest(text, allowed);
  return usageError(
    `unable to match a printer suitable for the output format "${text}", allowed formats are: ${allowed.join(',')}`,
    near && `Did you mean -o ${near}?`,
  );
}
