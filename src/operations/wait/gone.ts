/** What is left to go by when a Job is not there. */
import { fieldIs } from '../../batch/field-selector.ts';
import { finalEvent, type ToldEnd } from '../../batch/final-event.ts';
import type { Job } from '../../batch/objects.ts';
import { type Call, type Cluster, isApiFailure } from '../../cluster/port.ts';
import { describe, type JobName } from '../describe.ts';
import type { WaitResult } from './result.ts';

/** How a Job of this name (or this very one) ended, as its events tell; undefined where they tell nothing or may not be read. One request. */
export async function endToldByEvents(
  cluster: Cluster,
  { namespace, name, uid }: JobName & { readonly uid: string | undefined },
  call: Call,
): Promise<ToldEnd | undefined> {
  const about =
    uid === undefined
      ? `involvedObject.kind=Job,${fieldIs('involvedObject.name', name)}`
      : fieldIs('involvedObject.uid', uid);
  const list = () => Array.fromAsync(cluster.events.list({ namespace, fieldSelector: about }, call));
  return finalEvent(await unlessRefused(list, [], call.signal));
}

/** The Job that has the name of this one now, maybe itself; undefined if none has, or nobody may know. One request. */
export function namesakeOf(cluster: Cluster, { metadata }: Job, call: Call): Promise<Job | undefined> {
  const get = () => cluster.jobs.get(metadata.name, metadata.namespace, call);
  return unlessRefused<Job | undefined>(get, undefined, call.signal);
}

/** What may have been meant by a name that no Job has; undefined if there is one after all, or nobody tells. Up to three requests. */
export async function whatWasMeant(
  cluster: Cluster,
  { namespace, name }: JobName,
  call: Call,
): Promise<WaitResult['missing']> {
  const target = { kind: 'names', jobs: [{ namespace, name }] } as const;
  try {
    for await (const found of describe(cluster, target, { rows: undefined, ...call })) {
      if (found.kind === 'missing') return found;
    }
  } catch {
    call.signal.throwIfAborted(); // it is not there, whatever else might be told
  }
  return undefined;
}

/** Between two tries, in milliseconds. */
const AGAIN_MS = 1000;

/** A refusal is an answer; a server that cannot be reached is asked again, for as long as the signal lets. */
async function unlessRefused<T>(ask: () => Promise<T>, otherwise: T, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isApiFailure(error) && error.code < 500 && error.code !== 429) return otherwise;
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
