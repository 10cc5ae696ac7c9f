/** Which Jobs a command is about: `NAME…`, `job/NAME`, `-l`, `-A`, `-f`. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { type ManifestJob, manifestJobs, type ReadInput } from './manifest.ts';
import { usageError } from './user-error.ts';

/** Jobs by their names, or all that selectors find in one namespace or (undefined) in all. */
export type Target =
  | { readonly kind: 'names'; readonly jobs: readonly { readonly namespace: string; readonly name: string }[] }
  | {
      readonly kind: 'selector';
      readonly namespace: string | undefined;
      readonly labelSelector: string | undefined;
      readonly fieldSelector: string | undefined;
    };

/** The argument of a command with a target, for oclif. */
export const targetArgs = {
  name: Args.string({ description: 'Jobs: NAME or job/NAME.', multiple: true, ignoreStdin: true }),
};

/** The flags of a command with a target, for oclif. */
export const targetFlags = {
  selector: Flags.string({ char: 'l', summary: 'Label selector, as in kubectl: key=value, key in (a,b), !key.' }),
  'field-selector': Flags.string({ summary: 'Field selector, such as metadata.name=x or status.successful=1.' }),
  'all-namespaces': Flags.boolean({ char: 'A', summary: 'Look in all namespaces.' }),
  filename: Flags.string({
    char: 'f',
    summary: 'File, folder or - with manifests of Jobs (repeatable).',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

/** What oclif makes of `targetFlags`, and of `-n`. */
export interface TargetFlagValues {
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
}

/** Throws `UserError` for words and flags that do not go together, and for what `manifestJobs` throws. */
export async function targetOf({ names, flags, namespace, readInput }: TargetInput): Promise<Target> {
  checkTogether(names, flags);
  if (flags.filename && flags.filename.length > 0) {
    const jobs = await manifestJobs(flags.filename, readInput);
    return named(jobs.map((job) => ({ namespace: namespaceOf(job, flags, namespace), name: job.name })));
  }
  if (names.length > 0) return named(namesOf(names).map((name) => ({ namespace, name })));
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
  if (name === '' || name.includes('/')) {
    throw usageError(
      'arguments in resource/name form must have a single resource and name',
      `Give a Job as NAME or job/NAME.`,
    );
  }
  return name;
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
  if (names.length === 0 && !files && !selecting && !flags['all-namespaces']) {
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

/** Each Job once, in the order given. */
function named(jobs: readonly { readonly namespace: string; readonly name: string }[]): Target {
  const once = new Map(jobs.map((job) => [`${job.namespace}/${job.name}`, job]));
  return { kind: 'names', jobs: [...once.values()] };
}
