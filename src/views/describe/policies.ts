/** The Job's rules and limits as sentences. */
import type { JobDescription, Policy } from '../../operations/describe-result.ts';
import { fields } from '../table.ts';
import { plain } from '../text.ts';
import { type Sheet, section, wrap } from './sheet.ts';

/** A field of the spec a line, with what has come of it in parentheses. */
export function policies({ policies: all }: JobDescription, sheet: Sheet): string {
  const beside = (sheet.page.width ?? Number.POSITIVE_INFINITY) >= ROOM_FOR_COLUMN;
  const column = Math.max(0, ...all.map(({ field }) => field.length)) + 3;
  const names = [...new Set(all.map(({ field }) => field))];
  const rows = names.map((name) => {
    const sentences = all.filter(({ field }) => field === name).map(sentence);
    return [name, sentences.flatMap((line) => wrap(line, beside ? column + 2 : 4, sheet))] as const;
  });
  const below = () =>
    rows.flatMap(([name, lines]) => [`  ${name}:\n`, ...lines.map((line) => `    ${line}\n`)]).join('');
  return section('Policies', beside ? fields(rows, { indent: 2 }) : below(), sheet);
}

/** On narrower pages the sentences stand below their fields. */
const ROOM_FOR_COLUMN = 80;

function sentence({ text, soFar }: Policy): string {
  return plain(soFar === '' ? text : `${text} (${soFar})`);
}
