/** What `describe` writes, piece by piece: screens as they come, structured output when all is there, and who is missing. */
import type { Described, JobDescription } from '../../operations/describe-result.ts';
import { type DescribeView, renderDescription } from '../describe.ts';
import type { Page } from '../page.ts';
import { isStructured, type OutputFormat, renderStructured, type StructuredFormat } from '../structured.ts';
import { plain } from '../text.ts';
import { descriptionList, descriptionObject, names } from './json.ts';

/** A piece of output: a result, a screen that takes the place of the one before, a word to the reader, or something that went wrong. */
export interface Piece {
  readonly kind: 'result' | 'screen' | 'notice' | 'error';
  readonly text: string;
}

/** How to write. */
export interface OutputOptions {
  readonly format: OutputFormat;
  readonly page: Page;
  readonly view: DescribeView;
  /** One Job was asked for by name: its object stands alone, not in a list. */
  readonly single: boolean;
  /** What to say, as a line, when there is nothing to write: `No resources found in x namespace.` */
  readonly nothing: string;
}

/** The pieces, in the order of what is described. */
export async function* describeOutput(
  described: AsyncIterable<Described>,
  options: OutputOptions,
): AsyncGenerator<Piece> {
  const { format, page, view } = options;
  const kept: JobDescription[] = [];
  let shown = 0;
  let missing = 0;
  for await (const found of described) {
    if (found.kind === 'missing') {
      missing += 1;
      yield { kind: 'error', text: missingText(found) };
    } else if (isStructured(format)) kept.push(found.description);
    else {
      const between = shown > 0 && format.kind !== 'name' ? '\n\n' : '';
      shown += 1;
      yield { kind: 'result', text: between + (await shownAs(format, found.description, { page, view })) };
    }
  }
  if (isStructured(format) && (kept.length > 0 || !options.single)) {
    yield { kind: 'result', text: await structured(kept, format, options.single) };
  } else if (shown + missing === 0) yield { kind: 'notice', text: options.nothing };
}

async function shownAs(
  format: OutputFormat,
  description: JobDescription,
  { page, view }: Pick<OutputOptions, 'page' | 'view'>,
): Promise<string> {
  if (format.kind === 'name') return names([description]);
  return renderDescription(description, format.kind === 'wide' ? { ...page, width: undefined } : page, view);
}

/** The object of one Job, or the list of several, in a structured format. */
export function structured(
  descriptions: readonly JobDescription[],
  format: StructuredFormat,
  single: boolean,
): Promise<string> {
  const [first] = descriptions;
  const alone = single && first !== undefined && descriptions.length === 1;
  return renderStructured(alone ? descriptionObject(first) : descriptionList(descriptions), format);
}

/** In kubectl's words, and what may have been meant. */
export function missingText(missing: Described & { readonly kind: 'missing' }): string {
  const { name, error } = missing;
  const said = `Error from server (NotFound): ${error.message || `jobs.batch "${name}" not found`}`;
  return `${plain(said)}\n${plain(remedyFor(missing))}\n`;
}

/** More names than this help nobody. */
const MOST_NAMES = 5;

function remedyFor({ name, namespace, beginSo = [], foundIn = [] }: Described & { readonly kind: 'missing' }): string {
  if (beginSo.length > 0) {
    const more = beginSo.length > MOST_NAMES ? `, … (+${beginSo.length - MOST_NAMES} more)` : '';
    const jobs = beginSo.length === 1 ? 'the name of 1 Job' : `the names of ${beginSo.length} Jobs`;
    return `"${name}" begins ${jobs}: ${beginSo.slice(0, MOST_NAMES).join(', ')}${more}. Give the whole name.`;
  }
  const elsewhere = foundIn.filter((other) => other !== namespace);
  if (elsewhere.length === 0) return `See the Jobs of this namespace with 'kubectl job list -n ${namespace}'.`;
  const spaces = elsewhere.length === 1 ? 'namespace' : 'namespaces';
  return `There is a Job of this name in ${spaces} ${elsewhere.slice(0, MOST_NAMES).join(', ')}: add -n ${elsewhere[0]}.`;
}
