/** What to type next. */
import type { JobDescription } from '../../operations/describe-result.ts';
import { commandLine } from '../shell.ts';
import { table } from '../table.ts';
import { displayWidth, plain } from '../text.ts';
import { type Sheet, section } from './sheet.ts';

/** Commands to copy, each with a word on what it is good for; a command is never broken. */
export function next({ nextSteps }: JobDescription, sheet: Sheet): string {
  const rows = nextSteps.map(({ command, why }) => [plain(commandLine(command)), sheet.style.dim(`# ${plain(why)}`)]);
  const width =
    Math.max(0, ...rows.map(([command = '']) => displayWidth(command))) +
    Math.max(0, ...rows.map(([, why = '']) => displayWidth(why)));
  const fits = sheet.page.width === undefined || width + 5 <= sheet.page.width;
  const stacked = () => rows.map(([command, why]) => `  ${why}\n  ${command}\n`).join('');
  return section('Next', fits ? table(rows, sheet.page, { indent: 2 }) : stacked(), sheet);
}
