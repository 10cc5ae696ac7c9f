/** Any thrown thing as kubectl would say it, and what the program then exits with. */
import { type ApiFailure, isApiFailure } from '../cluster/port.ts';
import { plainLines } from '../views/text.ts';
import type { ExitKind } from './exit-codes.ts';
import { oclifComplaint } from './oclif-errors.ts';
import { UserError } from './user-error.ts';

/** Where an error came up. */
export interface ErrorContext {
  /** What the user typed of the command's name: `kubectl job list`. */
  readonly command: string;
  /** kubectl's `-v`: from 1 on, an error of ours shows its stack. */
  readonly verbosity: number;
}

/** What to print on standard error (empty: nothing), and how the program ends. */
export interface ErrorReport {
  readonly text: string;
  readonly kind: ExitKind;
}

/** Never throws, whatever was thrown. */
export function errorText(error: unknown, context: ErrorContext): ErrorReport {
  const said = complaintOf(error, context);
  const remedy = said.remedy ? [said.remedy] : [];
  const usage = said.kind === 'usage' ? [`See '${context.command} --help' for usage.`] : [];
  const stack =
    context.verbosity > 0 && error instanceof Error && error.stack && said.kind !== 'usage' ? [error.stack] : [];
  const lines = said.text === '' ? [] : [said.text, ...remedy, ...usage, ...stack];
  return { kind: said.kind, text: lines.map((line) => `${plainLines(line).join('\n').trimEnd()}\n`).join('') };
}

/** What is said of an error, before the lines that every error of its kind gets. */
interface Complaint {
  readonly text: string;
  readonly remedy?: string | undefined;
  readonly kind: ExitKind;
}

function complaintOf(error: unknown, context: ErrorContext): Complaint {
  if (error instanceof UserError) return { text: `error: ${error.message}`, remedy: error.remedy, kind: error.exit };
  if (isApiFailure(error)) return { text: apiText(error), remedy: apiRemedy(error), kind: 'error' };
  const typed = oclifComplaint(error);
  if (typed) return { ...typed, kind: 'usage' };
  const { kind, message, remedy } = shapeOf(error);
  switch (kind) {
    case 'ConnectionError':
      return { text: message, remedy, kind: 'error' };
    case 'KubeconfigError':
      return { text: `error: ${message}`, remedy, kind: 'error' };
    case 'TemplateError':
    case 'OutputFailed':
      return { text: `error: ${message}`, kind: 'error' };
    case 'Interrupted':
      return { text: '', kind: 'interrupted' };
    case 'OutputClosed':
      return { text: '', kind: 'ok' };
    default:
      return { text: `error: ${message}`, remedy: bugRemedy(context), kind: 'error' };
  }
}

/** The words of kubectl: `Error from server (NotFound): …`, and its own sentence for 401. */
function apiText(failure: ApiFailure): string {
  if (failure.code === 401) return 'error: You must be logged in to the server (Unauthorized)';
  const reason = failure.reason === '' || failure.reason === 'Unknown' ? '' : ` (${failure.reason})`;
  return `Error from server${reason}: ${failure.message}`;
}

function apiRemedy(failure: ApiFailure): string | undefined {
  switch (failure.code) {
    case 401:
      return 'The credentials of this context are missing or have expired: log in again, or choose another one with --context or --user.';
    case 403:
      return "See what you may do here with 'kubectl auth can-i --list', or choose another namespace with -n.";
    case 404:
      return /^jobs\.batch "/.test(failure.message)
        ? "See the Jobs of all namespaces with 'kubectl job list -A'."
        : undefined;
    case 429:
      return 'The server asks for patience: try again in a moment.';
    default:
      return undefined;
  }
}

function bugRemedy(context: ErrorContext): string {
  return `This is a bug in kubectl-job. '${context.command} … -v 1' shows where it happened.`;
}

/** Errors of other rooms are known by their `kind`: nothing has to be loaded to recognise them. */
function shapeOf(error: unknown): {
  readonly kind: string;
  readonly message: string;
  readonly remedy: string | undefined;
} {
  if (!(error instanceof Error)) return { kind: '', message: String(error), remedy: undefined };
  const remedy = textOf(error, 'remedy') ?? textOf(error, 'hint');
  return { kind: textOf(error, 'kind') ?? '', message: error.message, remedy };
}

function textOf(error: Error, field: string): string | undefined {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
