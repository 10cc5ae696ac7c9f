/** Which Jobs a command is about: `NAME…`, `job/NAME`, `cronjob/NAME`, `-l`, `--all`, `-A`, `-f`. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { type ManifestJob, manifestJobs, type ReadInput } from './manifest.ts';
import { usageError } from './user-error.ts';

/** Jobs by their names, or all that selectors find in one namespace or (undefined) in all. */
export type Target =
  | {
      readonly kind: 'names';
      readonly jobs: readonly TargetName[];
      /** CronJobs, each of which stands for its newest Job; none where a command does not take them. */
      readonly cronJobs: readonly TargetName[];
    }
  | {
      readonly kind: 'selector';
      readonly namespace: string | undefined;
      readonly labelSelector: string | undefined;
      readonly fieldSelector: string | undefined;
    };

/** Where an object is. */
export interface TargetName {
  readonly namespace: string;
  readonly name: string;
}

/** The argument of a command with a target, for oclif. */
export const targetArgs = {
  name: naming(Args.string({ description: 'Jobs: NAME or job/NAME.', multiple: true, ignoreStdin: true }), ['jobs']),
};

/** The same for a command that takes CronJobs too. */
export const cronTargetArgs = {
  name: naming(
    Args.string({
      description: 'Jobs: NAME, job/NAME, or cronjob/NAME for its newest one.',
      multiple: true,
      ignoreStdin: true,
    }),
    ['jobs', 'cronjobs'],
  ),
};

/** The same argument; completion offers the names of these kinds for it, and nothing where there are none. */
export function naming<T extends object>(arg: T, kinds: readonly ('jobs' | 'cronjobs' | 'nodes')[]): T {
  return Object.assign(arg, { kinds });
}

/** The flags of a command with a target, for oclif. */
export const targetFlags = {
  selector: Flags.string({
    char: 'l',
    helpValue: 'SELECTOR',
    summary: 'Label selector, as in kubectl: key=value, key in (a,b), !key.',
  }),
  'field-selector': Flags.string({
    helpValue: 'SELECTOR',
    summary: 'Field selector, such as metadata.name=x or status.successful=1.',
  }),
  'all-namespaces': Flags.boolean({ char: 'A', summary: 'Look in all namespaces.' }),
  filename: Flags.string({
    char: 'f',
    helpValue: 'FILE',
    summary: 'File, folder or - with manifests of Jobs (repeatable).',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

/** The flag of a command that may be told to take every Job of the namespace. */
export const allFlag = { all: Flags.boolean({ summary: 'All Jobs of the namespace.' }) };

/** What oclif makes of `targetFlags`, `allFlag`, and of `-n`. */
export interface TargetFlagValues {
  readonly all?: boolean | undefined;
  readonly selector?: string | undefined;
  readonly 'field-selector'?: string | undefined;
  readonly 'all-namespaces'?: boolean | undefined;
  readonly filename?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
}

/** What a target is made of: the words and flags typed, the cluster's namespace, and standard input for `-f -`. */
export interface TargetInput {
  readonly names: readonly string[];
  readonly flags: TargetFlagValues;
  /** That of `-n`, of the context, or `default`. */
  readonly namespace: string;
  readonly readInput: ReadInput;
  /** Take `cronjob/NAME`; else it is refused. */
  readonly cronJobs?: boolean;
}

/** Throws `UserError` for words and flags that do not go together, and for what `manifestJobs` throws. */
export async function targetOf(input: TargetInput): Promise<Target> {
  const { names, flags, namespace, readInput } = input;
  checkTogether(names, flags);
  if (flags.filename && flags.filename.length > 0) {
    const jobs = await manifestJobs(flags.filename, readInput);
    return named(jobs.map((job) => ({ namespace: namespaceOf(job, flags, namespace), name: job.name })));
  }
  if (names.length > 0)
    return input.cronJobs ? withCronJobs(names, namespace) : named(placed(namesOf(names), namespace));
  return {
    kind: 'selector',
    namespace: flags['all-namespaces'] ? undefined : namespace,
    labelSelector: flags.selector,
    fieldSelector: flags['field-selector'],
  };
}

/** The names in `NAME…`, `job/NAME…` and `job NAME…`. Throws `UserError` for another kind, and for an empty name. */
export function namesOf(words: readonly string[]): readonly string[] {
  const [first = '', ...others] = words;
  const names = others.length > 0 && isJobWord(first) ? others : words;
  return names.map(nameOf);
}

/** How kubectl lets people write the kind (`kubectl api-resources`; versions may stand behind it). */
const JOB_WORDS = /^(?:jobs?|jobs?\.batch|jobs?\.v1\.batch)$/i;
const CRON_WORDS = /^(?:cj|cronjobs?|cronjobs?\.batch|cronjobs?\.v1\.batch)$/i;

/** `cronjob/NAME`, and `cronjob NAME…`; whatever is none of these is a Job. */
function withCronJobs(words: readonly string[], namespace: string): Target {
  const [first = '', ...others] = words;
  if (others.length > 0 && CRON_WORDS.test(first)) return named([], placed(others.map(nameOf), namespace));
  const isCron = (word: string) => word.includes('/') && CRON_WORDS.test(word.slice(0, word.indexOf('/')));
  const crons = words.filter(isCron).map((word) => checkedName(word.slice(word.indexOf('/') + 1)));
  const jobs = words.filter((word) => !isCron(word));
  return named(placed(namesOf(jobs), namespace), placed(crons, namespace));
}

function placed(names: readonly string[], namespace: string): readonly TargetName[] {
  return names.map((name) => ({ namespace, name }));
}

function isJobWord(word: string): boolean {
  return JOB_WORDS.test(word);
}

function nameOf(word: string): string {
  const slash = word.indexOf('/');
  const name = slash < 0 ? word : word.slice(slash + 1);
  if (slash >= 0 && !isJobWord(word.slice(0, slash))) {
    throw usageError(
      `this command works on Jobs, not on "${word.slice(0, slash)}"`,
      `Give a Job as NAME or job/NAME; for other kinds use 'kubectl describe ${word}'.`,
    );
  }
  return checkedName(name);
}

function checkedName(name: string): string {
  if (name !== '' && !name.includes('/')) return name;
  throw usageError(
    'arguments in resource/name form must have a single resource and name',
    `Give a Job as NAME or job/NAME.`,
  );
}

function checkTogether(names: readonly string[], flags: TargetFlagValues): void {
  const files = (flags.filename ?? []).length > 0;
  const selecting = flags.selector !== undefined || flags['field-selector'] !== undefined;
  if (names.length > 0 && flags.selector !== undefined)
    throw usageError('name cannot be provided when a selector is specified');
  if (names.length > 0 && flags['field-selector'] !== undefined) {
    throw usageError('name cannot be provided when a field selector is specified');
  }
  if (names.length > 0 && flags['all-namespaces']) {
    throw usageError('a resource cannot be retrieved by name across all namespaces', 'Give its namespace with -n.');
  }
  if (files && names.length > 0) throw usageError('names cannot be provided when -f is specified');
  if (files && selecting) throw usageError('a selector cannot be provided when -f is specified');
  if (files && flags['all-namespaces']) throw usageError('all namespaces cannot be asked for when -f is specified');
  if (flags.all && selecting) throw usageError("setting 'all' parameter but found a non empty selector");
  if (flags.all && names.length > 0) throw usageError('name cannot be provided when --all is specified');
  if (flags.all && files) throw usageError('--all cannot be asked for when -f is specified');
  if (names.length === 0 && !files && !selecting && !flags['all-namespaces'] && !flags.all) {
    throw usageError(
      'You must specify which Jobs',
      "A NAME, -l SELECTOR, -A or -f FILE; 'kubectl job list' shows what there is.",
    );
  }
}

/** As kubectl: a manifest's namespace counts, and one typed with -n that differs is a mistake. */
function namespaceOf(job: ManifestJob, flags: TargetFlagValues, namespace: string): string {
  if (job.namespace !== undefined && flags.namespace !== undefined && job.namespace !== flags.namespace) {
    throw usageError(
      `the namespace from the provided object "${job.namespace}" does not match the namespace "${flags.namespace}"`,
      `You must pass '--namespace=${job.namespace}' to perform this operation.`,
    );
  }
  return job.namespace ?? namespace;
}

/** Each once, in the order given. */
function named(jobs: readonly TargetName[], cronJobs: readonly TargetName[] = []): Target {
  return { kind: 'names', jobs: distinct(jobs), cronJobs: distinct(cronJobs) };
}

function distinct(names: readonly TargetName[]): readonly TargetName[] {
  return [...new Map(names.map((one) => [`${one.namespace}/${one.name}`, one])).values()];
}
