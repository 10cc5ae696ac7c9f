/** `describe --watch`: screens that are redrawn, or, where nothing can be redrawn, a line a change. */

import { printTime } from '../../batch/durations.ts';
import { statusWord } from '../../batch/outcome.ts';
import type { WatchMoment } from '../../operations/describe/watch.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { type DescribeView, renderDescription } from '../describe.ts';
import type { Page } from '../page.ts';
import { doneText, failedIndexesText, podsText } from '../progress-phrases.ts';
import { isStructured } from '../structured.ts';
import { plain } from '../text.ts';
import { names } from './json.ts';
import { missingText, type OutputOptions, type Piece, structured } from './output.ts';
import { phrases } from './sheet.ts';

/** How to write. */
export interface WatchOutputOptions extends Omit<OutputOptions, 'page'> {
  /** Asked for each moment: the window may change its size. */
  readonly page: () => Page;
  /** Whether a screen can take the place of the one before. */
  readonly redraws: boolean;
}

/** For each moment a new screen, or the lines that changed, or with a structured format a whole document; without a screen, a notice when changes stop coming. */
export async function* watchOutput(
  moments: AsyncIterable<WatchMoment>,
  options: WatchOutputOptions,
): AsyncGenerator<Piece> {
  const { format, view, single } = options;
  const linesOf = changeLines();
  const isScreen = options.redraws && !isStructured(format) && format.kind !== 'name';
  let troubled = false;
  for await (const moment of moments) {
    for (const missing of moment.missing) yield { kind: 'error', text: missingText(missing) };
    if (!isScreen && !troubled && moment.interrupted !== undefined) yield { kind: 'notice', text: troubleText(moment) };
    troubled = moment.interrupted !== undefined;
    if (moment.descriptions.length + moment.gone.length + moment.missing.length === 0) {
      yield { kind: 'notice', text: options.nothing };
    } else if (isStructured(format)) {
      const document = await structured(moment.descriptions, format, single);
      yield { kind: 'result', text: format.kind === 'yaml' ? `---\n${document}` : document };
    } else if (isScreen) {
      yield { kind: 'screen', text: await watchScreen(moment, options.page(), view) };
    } else {
      yield { kind: 'result', text: format.kind === 'name' ? names(moment.descriptions) : linesOf(moment) };
    }
  }
}

/** The whole screen of a moment. */
export async function watchScreen(moment: WatchMoment, page: Page, view: DescribeView): Promise<string> {
  const screens = await Promise.all(
    moment.descriptions.map((description) => renderDescription(description, page, view)),
  );
  const gone = moment.gone.map(({ metadata }) => `${plain(`${metadata.namespace}/${metadata.name}`)} is deleted.\n`);
  return [troubleText(moment) + screens.join('\n\n'), ...gone].filter(Boolean).join('\n');
}

/** A line; empty while all is well. */
function troubleText({ interrupted }: WatchMoment): string {
  return interrupted === undefined ? '' : `Not up to date: ${plain(interrupted)}\n`;
}

/**
 * For pipes and logs: gives, for each moment, a line for every Job that changed since the moment before, led by the cluster's time. Figures that only
 * grow with time are left out, so that a line means a change.
 */
export function changeLines(): (moment: WatchMoment) => string {
  const last = new Map<string, string>();
  const changed = (uid: string, line: string) => {
    const isNew = last.get(uid) !== line;
    last.set(uid, line);
    return isNew;
  };
  return ({ descriptions, gone }) => {
    const lines = descriptions
      .map((description) => ({ description, line: changeLine(description) }))
      .filter(({ description, line }) => changed(description.job.metadata.uid, line))
      .map(({ description, line }) => `${printTime(description.now)} ${line}\n`);
    const deleted = gone
      .map(({ metadata }) => ({
        uid: metadata.uid,
        line: `${plain(`${metadata.namespace}/${metadata.name}`)}: deleted`,
      }))
      .filter(({ uid, line }) => changed(uid, line))
      .map(({ line }) => `${line}\n`);
    return [...lines, ...deleted].join('');
  };
}

/** `film/render: Running · 3 of 10 done (30%) · 3 active (1 ready) · … · failed indexes 2,3`. */
function changeLine(description: JobDescription): string {
  const { job, outcome } = description;
  const word =
    outcome.reason === '' || outcome.state === 'complete'
      ? statusWord(outcome)
      : `${statusWord(outcome)} (${outcome.reason})`;
  const text = phrases(word, doneText(description), podsText(description), failedIndexesText(description));
  return plain(`${job.metadata.namespace}/${job.metadata.name}: ${text}`);
}
