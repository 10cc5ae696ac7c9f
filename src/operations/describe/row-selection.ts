/** `--indexes [SPEC]`, `--failed` and `--running` as one choice of rows. */
import { parseIndexSelection } from '../../batch/index-selection.ts';
import type { RowSelection } from '../describe-result.ts';

/** What stands for «all indexes». */
export const ALL_INDEXES = 'all';

/** Whether a word can be meant as a SPEC: a Job named so has to be written `job/3`. */
export function looksLikeIndexes(word: string): boolean {
  return word === ALL_INDEXES || /^\d[\d,:-]*$/.test(word);
}

/** The rows asked for (undefined: none), or why the SPEC cannot be read. `--failed` and `--running` ask for rows by themselves. */
export function rowSelection(asked: {
  readonly indexes: string | undefined;
  readonly failed: boolean;
  readonly running: boolean;
}): { readonly ok: true; readonly rows: RowSelection | undefined } | { readonly ok: false; readonly why: string } {
  const { indexes: spec, failed, running } = asked;
  if (spec === undefined && !failed && !running) return { ok: true, rows: undefined };
  if (spec === undefined || spec === ALL_INDEXES) return { ok: true, rows: { indexes: undefined, failed, running } };
  const selection = parseIndexSelection(spec);
  if (!selection.ok) return selection;
  return { ok: true, rows: { indexes: selection.intervals, failed, running } };
}
