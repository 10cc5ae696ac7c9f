/** The flags of `logs`, for oclif. What they ask for: `log-options.ts`. */
import * as Flags from '@oclif/core/flags';
import { TEMPLATE_FIELDS } from '../views/logs/template.ts';
import { type OptionalValue, withOptionalValue } from './optional-value.ts';
import { targetFlags } from './target.ts';

/** Which Jobs; `-f` follows here. */
export const logTargetFlags = {
  selector: targetFlags.selector,
  'field-selector': targetFlags['field-selector'],
  'all-namespaces': targetFlags['all-namespaces'],
  'all-jobs': Flags.boolean({ summary: 'Of a CronJob all Jobs that it keeps, not only the newest.' }),
};

/** Which logs of theirs. */
export const logSelectionFlags = {
  index: Flags.string({ summary: 'Indexes: 3, 0-9, 0-15:4 (every fourth), 0-15:4,20.', helpValue: 'SPEC' }),
  indexes: Flags.string({ hidden: true }),
  failed: Flags.boolean({ summary: 'Pods that failed.' }),
  succeeded: Flags.boolean({ summary: 'Pods that succeeded.' }),
  running: Flags.boolean({ summary: 'Pods that run.' }),
  attempts: Flags.option({
    options: ['all', 'last', 'first'] as const,
    default: 'all',
    summary: 'Which tries of each index.',
    helpValue: 'all|last|first',
  })(),
  container: Flags.string({ char: 'c', summary: 'Containers: a name, or a regular expression for whole names.' }),
  'all-containers': Flags.option({
    options: ['true', 'false'] as const,
    default: 'true',
    summary: 'All containers of a pod; =false: the one that kubectl takes.',
    helpValue: '[true|false]',
  })(),
  init: Flags.option({
    options: ['true', 'false'] as const,
    default: 'true',
    summary: 'Init containers too; =false: none.',
    helpValue: '[true|false]',
  })(),
  previous: Flags.boolean({ char: 'p', summary: 'Of each container the run before its last restart.' }),
  node: Flags.string({ summary: 'Pods on these nodes, separated by commas.', multiple: true, multipleNonGreedy: true }),
  'max-pods': Flags.integer({ helpValue: 'N', summary: 'No more than the first N pods.', min: 1 }),
};

/** How much of each. */
export const logAmountFlags = {
  since: Flags.string({ summary: 'Lines of the last 5s, 2m or 3h.', helpValue: 'DURATION' }),
  'since-time': Flags.string({ summary: 'Lines since a time: 2026-11-21T17:00:00Z.', helpValue: 'TIME' }),
  tail: Flags.integer({ helpValue: 'N', summary: 'The last N lines of each container; -1: all.', min: -1 }),
  'tail-total': Flags.integer({ helpValue: 'N', summary: 'The newest N lines of all containers together.', min: 0 }),
  'limit-bytes': Flags.integer({ helpValue: 'N', summary: 'The first N bytes of each container.', min: 1 }),
  grep: Flags.string({ summary: 'Lines that match a regular expression.', helpValue: 'RE' }),
  'invert-grep': Flags.boolean({ summary: 'Lines that do not match --grep.' }),
};

/** What lines look like, and in what order they come. */
export const logViewFlags = {
  sort: Flags.option({
    options: ['index', 'time'] as const,
    summary: 'Pod after pod (index, the default), or all lines by their times; not with -f.',
    helpValue: 'index|time',
  })(),
  prefix: Flags.option({
    options: ['auto', 'index', 'pod', 'none', 'true', 'false'] as const,
    default: 'auto',
    summary: 'What stands before each line: [7], [7#2] for a second try, [pod]; +container where there are several.',
    helpValue: 'auto|index|pod|none',
  })(),
  timestamps: Flags.option({
    options: ['utc', 'local', 'relative', 'true', 'false'] as const,
    summary: "Times: the node's in UTC, on this machine's clock, or since the Job started.",
    helpValue: '[utc|local|relative]',
  })(),
  template: Flags.string({ summary: `Lines in a shape of your own: {${TEMPLATE_FIELDS.join('} {')}}.` }),
  output: Flags.option({
    char: 'o',
    options: ['raw', 'jsonl', 'json'] as const,
    summary: 'raw: the bytes and nothing else; jsonl: an object a line; json: one document.',
    helpValue: 'raw|jsonl|json',
  })(),
  ansi: Flags.boolean({ summary: 'Let control sequences through to the terminal.' }),
};

/** Arguments in which flags whose value may be left out have one: `--timestamps`, and kubectl's switches. */
export function withOptionalLogValues(argv: readonly string[]): string[] {
  return OPTIONAL.reduce<string[]>((words, value) => withOptionalValue(words, value), [...argv]);
}

const never = () => false;

const OPTIONAL: readonly OptionalValue[] = [
  { flag: '--timestamps', absent: 'utc', isValue: (word) => ['utc', 'local', 'relative'].includes(word) },
  { flag: '--prefix', absent: 'auto', isValue: (word) => ['auto', 'index', 'pod', 'none'].includes(word) },
  { flag: '--all-containers', absent: 'true', isValue: never },
  { flag: '--init', absent: 'true', isValue: never },
];
