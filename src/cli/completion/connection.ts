/** How to reach the cluster that a half-typed command line is about, and how long it may take. */
import { type ConnectionFlagValues, connectionFlags } from '../connection-flags.ts';
import { parseTimeout } from '../timeout.ts';

/** The connection flags among those typed, as oclif's parser would give them. */
export function typedConnection(flags: ReadonlyMap<string, readonly string[]>): ConnectionFlagValues {
  const values: Record<string, string | boolean | readonly string[]> = {};
  for (const [name, flag] of Object.entries(connectionFlags)) {
    const typed = flags.get(name);
    const last = typed?.at(-1);
    if (typed === undefined || last === undefined) continue;
    if (flag.type === 'boolean') values[name] = last !== 'false';
    else values[name] = flag.multiple ? typed : last;
  }
  return values;
}

/** The whole of a completion, the program's start included. People wait for it with a finger on the Tab key. */
const LIMIT_MS = 300;

/** Writing, and ending the process, come after the last answer. */
const RESERVE_MS = 30;

/**
 * How many whole milliseconds a cluster may take to answer, when the program started `sinceStartMs` ago. KUBECTL_JOB_COMPLETION_TIMEOUT (`2s`) allows more, for
 * clusters that are far away.
 */
export function timeToAsk(sinceStartMs: number, env: Readonly<Record<string, string | undefined>>): number {
  return Math.max(0, Math.floor(limitMs(env.KUBECTL_JOB_COMPLETION_TIMEOUT) - sinceStartMs - RESERVE_MS));
}

function limitMs(text: string | undefined): number {
  if (!text) return LIMIT_MS;
  try {
    return parseTimeout(text, 'KUBECTL_JOB_COMPLETION_TIMEOUT');
  } catch {
    return LIMIT_MS;
  }
}
