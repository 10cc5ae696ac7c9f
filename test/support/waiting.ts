/** Requests of `wait`, and what came of them. */
import type { WaitExpression } from '../../src/batch/wait-condition.ts';
import { parseAlternatives } from '../../src/batch/wait-condition-syntax.ts';
import type { Call, Cluster } from '../../src/cluster/port.ts';
import type { JobName } from '../../src/operations/describe.ts';
import type { WaitRequest, WaitResult, WaitUpdate } from '../../src/operations/wait/result.ts';
import { waitForJobs } from '../../src/operations/wait.ts';
import { findValues } from '../../src/views/wait/find-values.ts';

/** A wait for Jobs to finish, without logs; `rest` says otherwise. */
export function aWait(jobs: readonly JobName[], rest: Partial<WaitRequest> = {}): WaitRequest {
  return {
    target: { kind: 'names', jobs, cronJobs: [] },
    until: [[{ kind: 'finished' }]],
    timeoutMs: Number.POSITIVE_INFINITY,
    any: false,
    early: false,
    forCreation: false,
    firstAnswerMs: 0,
    logLines: 0,
    find: findValues,
    ...rest,
  };
}

/** Each text as one `--for`. */
export function until(...texts: readonly string[]): WaitExpression {
  return texts.map((text) => {
    const parsed = parseAlternatives(text);
    if (!parsed.ok) throw new Error(parsed.why);
    return parsed.alternatives;
  });
}

/** How a wait ended, and all that it told before. */
export interface Waited {
  readonly by: (WaitUpdate & { readonly kind: 'ended' })['by'];
  readonly results: readonly WaitResult[];
  readonly updates: readonly WaitUpdate[];
}

/** Waits to the end; `seen` is called with each update as it comes. */
export async function waited(
  cluster: Cluster,
  request: WaitRequest,
  options: Partial<Call> & { readonly seen?: (update: WaitUpdate) => unknown } = {},
): Promise<Waited> {
  const updates: WaitUpdate[] = [];
  const { signal = new AbortController().signal } = options;
  for await (const update of waitForJobs(cluster, request, { signal })) {
    updates.push(update);
    await options.seen?.(update);
  }
  const last = updates.at(-1);
  if (last?.kind !== 'ended') throw new Error('a wait ended without saying so');
  return { by: last.by, results: last.results, updates };
}
