/** `--for` and `--timeout` of `wait`, with everything that can be wrong with them said before the cluster is asked anything. */
import { parseGoDuration } from '../batch/durations.ts';
import { mentions, type WaitCondition, type WaitExpression } from '../batch/wait-condition.ts';
import { parseAlternatives, WAIT_WORDS } from '../batch/wait-condition-syntax.ts';
import { parseRelaxedPath } from '../views/jsonpath.ts';
import { nearest } from './nearest.ts';
import { asUsage, usageError } from './user-error.ts';

/** What `--for` (repeatable: all must hold; commas: one of them) asks for; `finished` when it was not given. Throws `UserError`. */
export function waitExpression(texts: readonly string[] | undefined): WaitExpression {
  return (texts ?? ['finished']).map(alternativesIn);
}

/**
 * Milliseconds to wait: 0 to look once, Infinity without limit. As kubectl's: `30s`, `1h`; negative is a week. When it was not given, what a Job's end decides
 * (finished, complete, failed, succeeded, indexes) is waited for without limit, everything else as long as kubectl does. Throws `UserError`.
 */
export function waitTimeout(text: string | undefined, expression: WaitExpression): number {
  if (text === undefined)
    return ENDS.some((kind) => mentions(expression, kind)) ? Number.POSITIVE_INFINITY : KUBECTL_DEFAULT_MS;
  const ms = /^[+-]?\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (ms === undefined) {
    throw usageError(
      `invalid argument "${text}" for "--timeout" flag: it must be a length of time`,
      'Such as 30s, 2m or 1h30m; 0 looks once, -1s waits for a week.',
    );
  }
  return ms < 0 ? WEEK_MS : ms;
}

const KUBECTL_DEFAULT_MS = 30_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Jobs come to an end by themselves, and these are decided by then. */
const ENDS: readonly WaitCondition['kind'][] = ['finished', 'complete', 'failed', 'succeeded', 'indexes'];

function alternativesIn(text: string): readonly WaitCondition[] {
  const parsed = parseAlternatives(text);
  if (!parsed.ok) throw refused(text, parsed);
  for (const condition of parsed.alternatives) if (condition.kind === 'jsonpath') checkPath(condition.path);
  return parsed.alternatives;
}

function refused(text: string, { why, unknown }: { readonly why: string; readonly unknown?: string }) {
  const message = `invalid argument "${text}" for "--for" flag: ${why}`;
  if (unknown === undefined) return usageError(message);
  const near = nearest(unknown.toLowerCase(), WAIT_WORDS);
  const known = `It is one of ${WAIT_WORDS.join(', ')}.`;
  return usageError(message, near ? `Did you mean ${near}? ${known}` : known);
}

function checkPath(path: string): void {
  asUsage(
    () => parseRelaxedPath(path),
    (message) => `invalid argument "${path}" for "--for" flag: ${message}`,
  );
}
