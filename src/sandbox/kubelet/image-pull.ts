/** Getting a container's image onto its node (Kubernetes 1.36, pkg/kubelet/images/image_manager.go). */
import { textAt } from '../api/fields.ts';
import { imageOf, isMissing, notFound } from './image-names.ts';
import { PACE, varied } from './pace.ts';
import { SAID } from './pod-events.ts';
import type { ContainerRecord } from './records.ts';
import type { PodLife } from './services.ts';

const FIRST_BACKOFF_MS = 10_000;
const MOST_BACKOFF_MS = 300_000;

/** Returns when the image is there. One that cannot be pulled is tried again, ever less often. */
export async function pullImage(life: PodLife, container: ContainerRecord): Promise<void> {
  const reference = textAt(container.spec, 'image');
  const { override, services } = life;
  const isPulled =
    textAt(container.spec, 'imagePullPolicy') === 'Always' ||
    (override?.pullMs !== undefined && !services.hasImage(reference));
  const failure =
    override?.pullFailure ?? (isMissing(reference) && !services.hasImage(reference) ? notFound(reference) : undefined);
  if (failure !== undefined || isPulled) life.setUp();
  if (failure !== undefined) return await failToPull(life, container, { reference, failure });
  if (!isPulled) {
    life.say(SAID.present(reference), container);
    return;
  }
  life.say(SAID.pulling(reference), container);
  const isFirst = override?.pullMs !== undefined && !services.hasImage(reference);
  const ms = (isFirst ? override.pullMs : undefined) ?? varied(PACE.pull, life.random);
  await life.pause(ms);
  life.say(SAID.pulled(reference, { ms, waitedMs: ms, bytes: imageOf(reference).bytes }), container);
}

async function failToPull(
  life: PodLife,
  container: ContainerRecord,
  { reference, failure }: { readonly reference: string; readonly failure: string },
): Promise<void> {
  if (textAt(container.spec, 'imagePullPolicy') === 'Never') {
    container.state = {
      is: 'waiting',
      reason: 'ErrImageNeverPull',
      message: `Container image ${JSON.stringify(reference)} is not present with pull policy of Never`,
    };
    life.say(SAID.neverPull(reference), container);
    life.say(SAID.failed('ErrImageNeverPull'), container);
    life.reportSoon();
    return await new Promise(() => {});
  }
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(MOST_BACKOFF_MS, backoffMs * 2)) {
    life.say(SAID.pulling(reference), container);
    await life.pause(varied(PACE.pullFails, life.random));
    life.say(SAID.pullFailed(reference, failure), container);
    life.say(SAID.failed('ErrImagePull'), container);
    waits(life, container, { reason: 'ErrImagePull', message: failure });
    await life.pause(varied(PACE.backOffSeen, life.random));
    life.say(SAID.backOffPulling(reference), container);
    life.say(SAID.failed('ImagePullBackOff'), container);
    waits(life, container, {
      reason: 'ImagePullBackOff',
      message: `Back-off pulling image ${JSON.stringify(reference)}: ErrImagePull: ${failure}`,
    });
    await life.pause(backoffMs);
  }
}

function waits(
  life: PodLife,
  container: ContainerRecord,
  { reason, message }: { readonly reason: string; readonly message: string },
): void {
  container.state = { is: 'waiting', reason, message };
  life.record.podIP = life.address;
  life.report();
}
