/** A container with tools, added to a pod that has none: it shares the pod's network and its DNS settings, and cannot be taken away again. */
import { fieldAt, listAt, textAt } from '../../batch/field-at.ts';
import type { Call, Cluster, KubeObject, ObjectRef } from '../../cluster/port.ts';
import { POD_KIND } from '../peers.ts';

/** A debug container did not come to run. */
class DebugContainerError extends Error {
  override readonly name = 'DebugContainerError';
}

/** What it is called; with a number behind it where one of that name has ended. */
const NAME = 'peers-check';

/** So long it stays, so that a check that is made again soon finds it there. */
const STAY_SECONDS = 600;

/** An image may have to be pulled. */
const START_MS = 120_000;

/** The name of a container of this image that runs in the pod: one that a check before has added, else a new one. Throws `DebugContainerError`, and what the port throws. */
export async function debugContainer(
  cluster: Cluster,
  { image, ...pod }: ObjectRef & { readonly image: string },
  call: Call,
): Promise<string> {
  const pods = cluster.objects(POD_KIND);
  const live = await pods.get(pod.name, pod.namespace, call);
  const added = listAt(live, 'spec.ephemeralContainers').filter((one) => textAt(one, 'name').startsWith(NAME));
  const ready = added.find((one) => textAt(one, 'image') === image && stateOf(live, textAt(one, 'name')) === 'running');
  if (ready) return textAt(ready, 'name');
  const name = added.length === 0 ? NAME : `${NAME}-${added.length + 1}`;
  const container = { name, image, command: ['sleep', String(STAY_SECONDS)], terminationMessagePolicy: 'File' };
  const body = { metadata: { uid: live.metadata.uid }, spec: { ephemeralContainers: [container] } };
  await pods.patch(pod, { type: 'strategic', body, subresource: 'ephemeralcontainers' }, call);
  await running(cluster, pod, { name, call });
  return name;
}

/** Resolves when the container runs. */
async function running(
  cluster: Cluster,
  { name: pod, namespace }: ObjectRef,
  { name, call }: { readonly name: string; readonly call: Call },
): Promise<void> {
  const time = AbortSignal.timeout(START_MS);
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, time, stop.signal]);
  let last = 'it was not started';
  try {
    const scope = { namespace, fieldSelector: `metadata.name=${pod}` };
    for await (const change of cluster.objects(POD_KIND).watch(scope, { signal })) {
      if (!('object' in change)) continue;
      if (change.type === 'DELETED') throw new DebugContainerError('the pod went away');
      const state = stateOf(change.object, name);
      if (state === 'running') return;
      if (state === 'terminated')
        throw new DebugContainerError(`the container ${name} ended at once: its image needs sleep and sh`);
      last = reasonOf(change.object, name) || last;
    }
  } catch (error) {
    call.signal.throwIfAborted();
    if (!time.aborted) throw error;
  } finally {
    stop.abort();
  }
  call.signal.throwIfAborted();
  throw new DebugContainerError(`the container ${name} does not run after ${START_MS / 1000}s: ${last}`);
}

function statusOf(pod: KubeObject, name: string) {
  return listAt(pod, 'status.ephemeralContainerStatuses').find((status) => status.name === name);
}

function stateOf(pod: KubeObject, name: string): 'running' | 'terminated' | 'waiting' {
  const status = statusOf(pod, name);
  if (fieldAt(status, 'state.running') !== undefined) return 'running';
  return fieldAt(status, 'state.terminated') === undefined ? 'waiting' : 'terminated';
}

function reasonOf(pod: KubeObject, name: string): string {
  const waiting = fieldAt(statusOf(pod, name), 'state.waiting');
  return [textAt(waiting, 'reason'), textAt(waiting, 'message')].filter((text) => text !== '').join(': ');
}
