/** The Job's rules and limits as sentences. */
import type { JobDescription } from '../../operations/describe-result.ts';
import { fields } from '../table.ts';
import { plain } from '../text.ts';
import { type Sheet, section, wrap } from './sheet.ts';

/** A field of the spec a line, with what has come of it in parentheses. */
export function policies({ policies: all }: JobDescription, sheet: Sheet): string {
  const column = Math.max(0, ...all.map(({ field }) => field.length)) + 3;
  const names = [...new Set(all.map(({ field }) => field))];
  const rows = names.map((name) => {
    const lines = all
      .filter(({ field }) => field === name)
      .map(({ text, soFar }) => plain(soFar === '' ? text : `${text} (${soFar})`));
    return [name, lines.flatMap((line) => wrap(line, column + 2, sheet))] as const;
  });
  return section('Policies', fields(rows, { indent: 2 }), sheet);
}
