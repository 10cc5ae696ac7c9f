/** `describe --watch`: the same descriptions, kept up to date by watching Jobs, pods and events. */
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { type DescribeTarget, describe, type JobName } from '../describe.ts';
import type { Described, JobDescription, RowSelection } from '../describe-result.ts';
import { composeDescription } from './compose.ts';
import { WatchedObjects } from './watched-objects.ts';

/** How a watch goes about it. */
export interface WatchOptions {
  readonly rows: RowSelection | undefined;
  /** The least time between two descriptions. */
  readonly atMostEveryMs: number;
  /** Also describe anew each so many milliseconds, because ages grow; undefined: only when something changed. */
  readonly tickMs: number | undefined;
}

/** What stands at one moment of a watch. */
export interface WatchMoment {
  readonly descriptions: readonly JobDescription[];
  /** Jobs that were there and have been deleted since. */
  readonly gone: readonly Job[];
  /** Names of the target without a Job; told once, in the first moment. */
  readonly missing: readonly (Described & { readonly kind: 'missing' })[];
  /** What interrupts the watch just now. */
  readonly interrupted: string | undefined;
}

/**
 * Yields a moment when everything has been seen once, then one whenever something changed. Ends when every Job of the target has finished
 * or is gone, and when the signal is aborted. A target without Jobs yields one empty moment and ends. Throws what a watch of Jobs throws, and
 * what interrupts it before it has told anything;
 * pods and events that may not be read stand in the descriptions.
 */
export async function* watchDescriptions(
  cluster: Cluster,
  target: DescribeTarget,
  options: WatchOptions & Call,
): AsyncGenerator<WatchMoment> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const objects = new WatchedObjects(cluster, target, { signal });
  try {
    for (let first = true; await objects.changed(options.tickMs); first = false) {
      const missing = first ? await missingJobs(cluster, target, { signal, found: objects.jobs() }) : [];
      const moment = { ...momentOf(objects, options.rows), missing };
      yield moment;
      for (const description of moment.descriptions) objects.watchStuck(description);
      if (moment.descriptions.every(({ job }) => isFinished(job))) {
        await pause(LATECOMERS_MS, signal);
        if (objects.hasNews) yield { ...momentOf(objects, options.rows), missing: [] };
        return;
      }
      await pause(options.atMostEveryMs, signal);
    }
  } finally {
    ending.abort();
  }
}

/** Pods and events come on streams of their own: the last of them may be a moment behind the end of their Job. */
const LATECOMERS_MS = 150;

function momentOf(objects: WatchedObjects, rows: RowSelection | undefined): Omit<WatchMoment, 'missing'> {
  const now = objects.now();
  const descriptions = objects
    .jobs()
    .map((job) => composeDescription({ ...objects.factsOf(job), now, watching: true }, rows));
  return { descriptions, gone: objects.gone(), interrupted: objects.interrupted() };
}

async function missingJobs(
  cluster: Cluster,
  target: DescribeTarget,
  options: Call & { readonly found: readonly Job[] },
): Promise<WatchMoment['missing']> {
  if (target.kind === 'selector') return [];
  const isFound = ({ name, namespace }: JobName) =>
    options.found.some(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const jobs = target.jobs.filter((job) => !isFound(job));
  const answers = await Array.fromAsync(
    describe(cluster, { kind: 'names', jobs }, { rows: undefined, signal: options.signal }),
  );
  return answers.filter((answer) => answer.kind === 'missing');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
