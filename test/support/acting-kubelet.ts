/** A kubelet that only acts, as those of the recordings' nodes `fake1` …: pods run at once, and end the way a test says. */
import type { StartController } from '../../src/sandbox/controllers/controller.ts';
import type { StoredObject } from '../../src/sandbox/store.ts';

/** How the pods of a test end. */
export interface Acting {
  /** What the container exits with when it is told to stop, and how long after; longer than the grace period is 137 at its end. */
  readonly onStop: { readonly code: number; readonly afterMs: number };
  /** What it exits with by itself after so long; undefined: it runs for ever. */
  readonly byItself?: { readonly code: number; readonly afterMs: number };
}

/** Acts for all nodes. */
export function actingKubelet(actingOf: (pod: StoredObject) => Acting): StartController {
  return ({ store, writer, clock }) => {
    const started = new Set<string>();
    const stopping = new Set<string>();
    const cancels: (() => void)[] = [];
    const refOf = ({ metadata: { namespace, name } }: StoredObject) => ({ resource: 'pods', namespace, name });
    const later = (afterMs: number, action: () => void) => cancels.push(clock.at(clock.now() + afterMs, action));
    const time = () => new Date(Math.floor(clock.now() / 1000) * 1000).toISOString().replace('.000Z', 'Z');
    const start = (pod: StoredObject) => {
      const since = time();
      const running = { state: { running: { startedAt: since } }, ready: true, started: true };
      writer.patch(refOf(pod), statusPatch('Running', { pod, running, since }));
      const { byItself } = actingOf(pod);
      if (byItself) later(byItself.afterMs, () => end(pod, byItself.code, since));
    };
    const end = (pod: StoredObject, exitCode: number, since: string) => {
      const live = store.get('pods', pod.metadata.namespace, pod.metadata.name);
      if (!live || live.metadata.uid !== pod.metadata.uid || isEnded(live)) return;
      const reason = exitCode === 0 ? 'Completed' : 'Error';
      const terminated = { exitCode, reason, startedAt: since, finishedAt: time() };
      const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
      writer.patch(refOf(pod), statusPatch(phase, { pod, running: { state: { terminated }, ready: false }, since }));
    };
    const stop = (pod: StoredObject) => {
      const { code, afterMs } = actingOf(pod).onStop;
      const graceMs = Number(pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
      const since = String(Object(pod.status).startTime ?? time());
      later(Math.min(afterMs, graceMs), () => {
        end(pod, afterMs > graceMs ? 137 : code, since);
        writer.remove(refOf(pod), { gracePeriodSeconds: 0, uid: uidOf(pod) });
      });
    };
    const look = (pod: StoredObject) => {
      const { deletionTimestamp } = pod.metadata;
      const uid = uidOf(pod);
      const node: unknown = Object(pod.spec).nodeName;
      if (node === undefined) return;
      if (deletionTimestamp === undefined && !started.has(uid)) {
        started.add(uid);
        later(1000, () => {
          const live = store.get('pods', pod.metadata.namespace, pod.metadata.name);
          if (live?.metadata.uid === uid && live.metadata.deletionTimestamp === undefined) start(live);
        });
      }
      if (deletionTimestamp !== undefined && !stopping.has(uid)) {
        stopping.add(uid);
        stop(pod);
      }
    };
    const unsubscribe = store.subscribe(({ resource, type, object }) => {
      if (resource === 'pods' && type !== 'DELETED') look(object);
    });
    return () => {
      unsubscribe();
      for (const cancel of cancels) cancel();
    };
  };
}

function uidOf({ metadata }: StoredObject): string {
  return metadata.uid ?? '';
}

function isEnded(pod: StoredObject): boolean {
  const phase: unknown = Object(pod.status).phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

function statusPatch(
  phase: string,
  { pod, running, since }: { readonly pod: StoredObject; readonly running: object; readonly since: string },
) {
  const containers: readonly { readonly name: string; readonly image: string }[] = Object(pod.spec).containers;
  const conditions: readonly { readonly type: string }[] = Object(pod.status).conditions ?? [];
  const ready = { type: 'Ready', status: phase === 'Running' ? 'True' : 'False', lastTransitionTime: since };
  const containerStatuses = containers.map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    restartCount: 0,
    lastState: {},
    ...running,
  }));
  const others = conditions.filter(({ type }) => type !== 'Ready');
  return { status: { phase, startTime: since, conditions: [...others, ready], containerStatuses } };
}
