/**
 * What completion prints for shells: a candidate a line, a tab before what it means, and a last line with a number that says what the shell is to do
 * with them. The protocol is that of spf13/cobra, which kubectl and its plugins speak (`ShellCompDirective`).
 */
import { plain } from './text.ts';

/** What a shell is told. */
export interface Completion {
  readonly candidates: readonly { readonly value: string; readonly description?: string }[];
  /** What was typed of the word; only candidates that begin with it are printed. */
  readonly typed: string;
  /** The shell is to complete files: of these extensions, or any if there are none. Undefined for no files. */
  readonly files: readonly string[] | undefined;
  /** Whether the order of the candidates means something. */
  readonly ordered: boolean;
  /** What need not be offered again. */
  readonly taken: readonly string[];
}

/** cobra's numbers, which are added up. */
const NO_SPACE = 2;
const NO_FILES = 4;
const FILTER_EXTENSIONS = 8;
const KEEP_ORDER = 32;

/** The text, each candidate once. */
export function completionText({ candidates, typed, files, ordered, taken }: Completion): string {
  if (files !== undefined) {
    return [...files, `:${files.length > 0 ? FILTER_EXTENSIONS : 0}`, ''].join('\n');
  }
  const lines = new Map<string, string>();
  for (const { value, description = '' } of candidates) {
    if (!value.startsWith(typed) || taken.includes(value) || lines.has(value) || plain(value) !== value) continue;
    lines.set(value, description === '' ? value : `${value}\t${plain(description)}`);
  }
  const goOn = lines.size > 0 && [...lines.keys()].every((value) => /[=/]$/.test(value));
  const directive = NO_FILES + (goOn ? NO_SPACE : 0) + (ordered ? KEEP_ORDER : 0);
  return [...lines.values(), `:${directive}`, ''].join('\n');
}
