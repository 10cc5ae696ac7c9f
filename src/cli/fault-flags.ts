/** What goes wrong, as it is typed: `fault answer --code 429 --times 3`. */
import { parseGoDuration } from '../batch/durations.ts';
import { parseTimeout } from './timeout.ts';
import { usageError } from './user-error.ts';

/** The flags of `sandbox fault`. */
export interface FaultFlags {
  readonly abruptly?: boolean | undefined;
  readonly code?: number | undefined;
  readonly times?: number | undefined;
  readonly duration?: string | undefined;
  readonly by?: string | undefined;
  readonly verb?: string | undefined;
  readonly resource?: string | undefined;
  readonly 'retry-after'?: number | undefined;
}

/** Which flags belong to which kind of fault; those in the first list must be there. */
const FLAGS_OF: Readonly<Record<string, readonly [needed: readonly Flag[], may: readonly Flag[]]>> = {
  'watch-cut': [[], ['abruptly']],
  answer: [['code'], ['times', 'duration', 'verb', 'resource', 'retry-after']],
  slow: [['by'], ['duration', 'verb', 'resource']],
  away: [['duration'], []],
  'node-lost': [[], ['duration']],
  'node-back': [[], []],
  'clock-jump': [['by'], []],
  clear: [[], []],
};

type Flag = keyof FaultFlags;

/** What one may type for a fault. */
export const FAULT_WORDS: readonly string[] = Object.keys(FLAGS_OF);

/** The fault as the embedded cluster takes it, JSON. Throws a `UserError` for flags that do not go with it. */
export function faultOf(kind: string, node: string | undefined, flags: FaultFlags): object {
  check(kind, node, flags);
  const { code, times, verb, resource } = flags;
  const fields = {
    ...{ code, times, verb, resource, node },
    forMs: flags.duration === undefined ? undefined : parseTimeout(flags.duration, '--duration'),
    byMs: flags.by === undefined ? undefined : lengthOf(flags.by),
    retryAfterSeconds: flags['retry-after'],
    abruptly: kind === 'watch-cut' ? (flags.abruptly ?? false) : undefined,
  };
  return { kind, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

function check(kind: string, node: string | undefined, flags: FaultFlags): void {
  const [needed, may] = FLAGS_OF[kind] ?? [[], []];
  const aboutNode = kind.startsWith('node-');
  if (aboutNode && node === undefined) throw usageError(`fault ${kind}: which node?`, `Such as: fault ${kind} node-1`);
  if (!aboutNode && node !== undefined) throw usageError(`fault ${kind} is about no node: "${node}"`);
  const given = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const missing = needed.find((flag) => flags[flag] === undefined);
  if (missing) throw usageError(`fault ${kind} needs --${missing}`);
  const foreign = given.find((name) => ![...needed, ...may].some((flag) => flag === name));
  if (foreign) throw usageError(`--${foreign} does not go with fault ${kind}`);
}

/** With a sign, as clocks are set back too. */
function lengthOf(text: string): number {
  const ms = /^-?\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (ms !== undefined && ms !== 0) return ms;
  throw usageError(
    `invalid argument "${text}" for "--by" flag: it must be a length of time`,
    'Such as 30s, 1h or -5m.',
  );
}
