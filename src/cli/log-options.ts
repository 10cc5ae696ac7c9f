/** What the flags of `logs` ask for. Everything that can be wrong with them is said before the cluster is asked anything. */
import { parseTime } from '../batch/durations.ts';
import { parseIndexSelection } from '../batch/index-selection.ts';
import type { Intervals } from '../batch/indexes.ts';
import { type ContainerChoice, containerPattern, type LogSelection, type LogState } from '../batch/log-selection.ts';
import type { PrefixKind, PrefixOptions } from '../views/logs/prefix.ts';
import { type LineTemplate, parseLineTemplate } from '../views/logs/template.ts';
import type { TimestampKind } from '../views/logs/times.ts';
import type { Target } from './target.ts';
import { parseTimeout } from './timeout.ts';
import { asUsage, usageError } from './user-error.ts';

/** What oclif makes of `logSelectionFlags`. */
export interface LogSelectionValues {
  readonly index?: string | undefined;
  readonly indexes?: string | undefined;
  readonly failed: boolean;
  readonly succeeded: boolean;
  readonly running: boolean;
  readonly attempts: LogSelection['attempts'];
  readonly container?: string | undefined;
  readonly 'all-containers': 'true' | 'false';
  readonly init: 'true' | 'false';
  readonly previous: boolean;
  readonly node?: readonly string[] | undefined;
}

/** What oclif makes of `logAmountFlags`. */
export interface LogAmountValues {
  readonly since?: string | undefined;
  readonly 'since-time'?: string | undefined;
  readonly tail?: number | undefined;
  readonly 'tail-total'?: number | undefined;
  readonly 'limit-bytes'?: number | undefined;
  readonly grep?: string | undefined;
  readonly 'invert-grep': boolean;
}

/** What oclif makes of `logViewFlags`. */
export interface LogViewValues {
  readonly prefix: PrefixKind | 'true' | 'false';
  readonly timestamps?: TimestampKind | 'true' | 'false' | undefined;
  readonly template?: string | undefined;
  readonly output?: 'raw' | 'jsonl' | 'json' | undefined;
  readonly ansi: boolean;
}

/** Which logs. Throws `UserError`. */
export function logSelection(flags: LogSelectionValues): LogSelection {
  const states: readonly LogState[] = ['failed', 'succeeded', 'running'];
  const indexes = flags.index ?? flags.indexes;
  return {
    indexes: indexes === undefined ? undefined : indexesOf(indexes),
    states: states.filter((state) => flags[state]),
    attempts: flags.attempts,
    nodes: (flags.node ?? []).flatMap((names) => names.split(',')).filter((name) => name !== ''),
    containers: containerChoice(flags),
    previous: flags.previous,
  };
}

/** How much of each. Throws `UserError`. */
export function logAmount(flags: LogAmountValues) {
  const { since, 'since-time': sinceTime, tail, 'tail-total': tailTotal, grep, 'invert-grep': inverted } = flags;
  if (since !== undefined && sinceTime !== undefined) {
    throw usageError('at most one of --since and --since-time may be specified');
  }
  if (sinceTime !== undefined && parseTime(sinceTime) === undefined) {
    throw usageError(
      `invalid argument "${sinceTime}" for "--since-time" flag: it must be an RFC 3339 time`,
      'Such as 2026-11-21T17:00:00Z or 2026-11-21T18:00:00+01:00.',
    );
  }
  const tailLines = tail === -1 ? undefined : tail;
  if (tailLines !== undefined && tailTotal !== undefined) {
    throw usageError('at most one of --tail and --tail-total may be specified');
  }
  if (inverted && grep === undefined) throw usageError('--invert-grep needs --grep');
  return {
    since: since === undefined ? sinceTime : parseTimeout(since, '--since'),
    tailLines,
    tailTotal,
    limitBytes: flags['limit-bytes'],
    keep: grep === undefined ? undefined : filterOf(grep, inverted),
  };
}

/** What lines look like. Throws `UserError`. */
export function logShape(flags: LogViewValues) {
  const { template, output, timestamps } = flags;
  if (template !== undefined && output !== undefined) throw usageError(`--template cannot be used with -o ${output}`);
  return {
    format: output ?? ('text' as const),
    prefix: prefixOf(flags.prefix),
    timestamps: timestamps === 'true' ? ('utc' as const) : timestamps === 'false' ? undefined : timestamps,
    template: template === undefined ? undefined : templateOf(template),
  };
}

/** Whether lines in this shape tell their times. */
export function needsStamps({ format, timestamps, template }: ReturnType<typeof logShape>): boolean {
  const inTemplate = template?.some((part) => part.kind === 'field' && part.field === 'timestamp') ?? false;
  return timestamps !== undefined || format === 'json' || format === 'jsonl' || inTemplate;
}

/** Whose lines come together. */
export function amongOf(target: Target): PrefixOptions['among'] {
  if (target.kind === 'selector') return target.namespace === undefined ? 'namespaces' : 'Jobs';
  return target.jobs.length + target.cronJobs.length > 1 ? 'Jobs' : 'one Job';
}

function indexesOf(spec: string): Intervals {
  const selection = parseIndexSelection(spec);
  if (!selection.ok) throw usageError(`--index: ${selection.why}`);
  return selection.intervals;
}

function containerChoice({ container, ...flags }: LogSelectionValues): ContainerChoice {
  if (container === undefined) {
    const main = flags['all-containers'] === 'true' ? 'all' : 'default';
    return { kind: 'usual', main, init: flags.init === 'true' && main === 'all' };
  }
  return { kind: 'named', pattern: patternOf('--container', () => containerPattern(container)) };
}

function filterOf(grep: string, inverted: boolean): (text: string) => boolean {
  const [, insensitive, source = ''] = /^(\(\?i\))?(.*)$/s.exec(grep) ?? [];
  const pattern = patternOf('--grep', () => new RegExp(source, insensitive ? 'iu' : 'u'));
  return inverted ? (text) => !pattern.test(text) : (text) => pattern.test(text);
}

function patternOf(flag: string, make: () => RegExp): RegExp {
  return asUsage(make, (message) => `invalid argument for "${flag}" flag: ${message}`);
}

function templateOf(text: string): LineTemplate {
  return asUsage(
    () => parseLineTemplate(text),
    (message) => `invalid argument "${text}" for "--template" flag: ${message}`,
  );
}

function prefixOf(prefix: LogViewValues['prefix']): PrefixKind {
  if (prefix === 'true') return 'auto';
  return prefix === 'false' ? 'none' : prefix;
}
