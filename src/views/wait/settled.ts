/** What is said of a Job that is not waited for any more. */
import { humanDuration } from '../../batch/durations.ts';
import type { WaitResult } from '../../operations/wait/result.ts';
import { missingText } from '../describe/output.ts';
import type { Page } from '../page.ts';
import { isStructured, type OutputFormat } from '../structured.ts';
import { plain } from '../text.ts';
import { failureText } from './failure.ts';
import { jobLabel, progressText, resultLine, type Wording } from './lines.ts';

/** How to say it. */
export interface SettledView extends Wording {
  readonly format: OutputFormat;
  readonly page: () => Page;
  /** Milliseconds that were given; Infinity for no limit. */
  readonly timeoutMs: number;
}

/** For standard output: the line of a result, or its name if it came true; empty for a structured format, which comes at the end. */
export function resultText(result: WaitResult, view: SettledView): string {
  if (isStructured(view.format)) return '';
  if (view.format.kind !== 'name') return resultLine(result, view);
  return result.kind === 'met' ? `job.batch/${plain(result.name)}\n` : '';
}

/** For standard error: why it failed, what else may have been meant, or where it stood when time or patience was over. */
export function remarksText(result: WaitResult, view: SettledView): string {
  const label = jobLabel(result, view);
  return [
    result.isFailure && !isStructured(view.format) ? failureText(result, view, view.page()) : '',
    result.missing ? missingText(result.missing) : '',
    isUnseen(result) ? `${label}: ${plain(result.because)}\n` : '',
    result.isReplaced ? `${label}: another Job of that name is there now; it was not waited for\n` : '',
    unsettledText(result, view),
  ].join('');
}

/** Whether time or patience was over before it was decided. */
export function isUnsettled({ kind }: WaitResult): boolean {
  return kind === 'timeout' || kind === 'interrupted';
}

function isUnseen({ kind, description, end, missing }: WaitResult): boolean {
  return kind === 'gone' && !description && !end && !missing;
}

function unsettledText(result: WaitResult, view: SettledView): string {
  if (!isUnsettled(result)) return '';
  const label = jobLabel(result, view);
  const standing = result.description ? progressText(result.description) : plain(result.because);
  if (result.kind === 'interrupted') return `interrupted: ${label}: ${standing}\n`;
  const after = view.timeoutMs >= 1000 ? ` after ${humanDuration(view.timeoutMs)}` : '';
  const error = `error: timed out${after} waiting for ${plain(view.condition)} on ${label}: ${plain(result.because)}\n`;
  return result.description ? `${error}${label}: ${standing}\n` : error;
}
