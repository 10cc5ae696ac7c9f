/** Volumes are waited for (Kubernetes 1.36, pkg/kubelet/volumemanager). */
import type { DirectoryNode } from '../containers/files/inodes.ts';
import { SAID } from './pod-events.ts';
import type { PodLife } from './services.ts';
import { VolumeFault, volumesOf } from './volumes.ts';

const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 122_000;

/** The pod's volumes, as soon as all of them are there; says what is missing. */
export async function mountedVolumes(life: PodLife): Promise<ReadonlyMap<string, DirectoryNode>> {
  const { clock, hostPaths } = life.services;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)) {
    try {
      return volumesOf({ ...life.source(), nowMs: clock.now(), hostPaths });
    } catch (error) {
      if (!(error instanceof VolumeFault)) throw error;
      life.say(SAID.failedMount(error.volume, error.message));
    }
    await life.pause(waitMs);
  }
}
