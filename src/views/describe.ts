/** The screen of `describe`: parts in the order in which somebody woken at 3 a.m. needs them. */
import type { JobDescription } from '../operations/describe-result.ts';
import { conditions, findings, unread } from './describe/conditions.ts';
import { details } from './describe/details.ts';
import { events } from './describe/events.ts';
import { failures } from './describe/failures.ts';
import { grid } from './describe/grid.ts';
import { header } from './describe/header.ts';
import { indexRows } from './describe/index-rows.ts';
import { indexes, withoutIndexes } from './describe/indexes.ts';
import { next } from './describe/next.ts';
import { policies } from './describe/policies.ts';
import { sheetOf } from './describe/sheet.ts';
import { template, wholeTemplate } from './describe/template.ts';
import type { Page } from './page.ts';

/** What the reader wants to see beside the usual. */
export interface DescribeView {
  /** Characters that a list of indexes may take; undefined: all it needs. */
  readonly maxWidth: number | undefined;
  readonly grid: boolean;
  /** The whole template, not a line a container. */
  readonly template: boolean;
  /** Lines per index were asked for. */
  readonly rows: boolean;
}

/** One Job on one page; ends with a newline. Nothing that came from the cluster reaches it with a control character. */
export async function renderDescription(description: JobDescription, page: Page, view: DescribeView): Promise<string> {
  const sheet = sheetOf(page, view.maxWidth);
  const text = [
    header(description, sheet),
    indexes(description, sheet),
    view.grid || view.rows ? withoutIndexes(description, sheet) : '',
    view.grid ? grid(description, sheet) : '',
    indexRows(description, sheet),
    failures(description, sheet),
    unread(description, sheet),
    findings(description, sheet),
    policies(description, sheet),
    conditions(description, sheet),
    view.template ? await wholeTemplate(description, sheet) : template(description, sheet),
    events(description, sheet),
    details(description),
    next(description, sheet),
  ].join('');
  return page.unicode ? text : inAscii(text);
}

/** Our own marks for pages that show ASCII only. */
function inAscii(text: string): string {
  return text
    .replace(/ ·(?=[ \n])/g, ' -')
    .replaceAll('×', 'x')
    .replaceAll('⏎', '\\n')
    .replaceAll('…', '...');
}
