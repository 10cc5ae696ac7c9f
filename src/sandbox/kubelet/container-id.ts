/** What the runtime calls the runs of containers. */
import { createHash } from 'node:crypto';
import type { StoredObject } from '../store.ts';

/** The id of a run: the same for the same pod, container and number of restarts before. */
export function containerIdOf({ metadata: { uid } }: StoredObject, container: string, restarts: number): string {
  return `containerd://${createHash('sha256').update(`${uid}/${container}/${restarts}`).digest('hex')}`;
}
