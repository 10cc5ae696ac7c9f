/** Getting a container's image onto its node (Kubernetes 1.36, pkg/kubelet/images/image_manager.go). */
import { textAt } from '../api/fields.ts';
import { imageOf, invalidName, isMissing, notFound } from './image-names.ts';
import { PACE, varied } from './pace.ts';
import { SAID } from './pod-events.ts';
import type { ContainerRecord } from './records.ts';
import type { PodLife } from './services.ts';

const FIRST_BACKOFF_MS = 10_000;
const MOST_BACKOFF_MS = 300_000;

/** Why a container does not run yet: the reason and the message of its `waiting`. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
}

/** The image of one container, which is asked for again until it is there. */
export class ImagePull {
  readonly #life: PodLife;
  readonly #container: ContainerRecord;
  /** Since the last failed pull: what it was, until when no other is tried, and how long that is. */
  #failed: { readonly why: string; readonly untilMs: number; readonly backoffMs: number } | undefined;

  constructor(life: PodLife, container: ContainerRecord) {
    this.#life = life;
    this.#container = container;
  }

  /** One try (EnsureImageExists). Undefined when the image is there. */
  async try(): Promise<Trouble | undefined> {
    const trouble = await this.#ensure();
    if (trouble) this.#life.say(SAID.failed(trouble.reason), this.#container);
    else this.#life.services.keepImage(this.#reference);
    return trouble;
  }

  get #reference(): string {
    return textAt(this.#container.spec, 'image');
  }

  async #ensure(): Promise<Trouble | undefined> {
    const reference = this.#reference;
    const { override, services } = this.#life;
    const invalid = invalidName(reference);
    if (invalid !== undefined) {
      const message = `Failed to apply default image tag ${JSON.stringify(reference)}: ${invalid}`;
      this.#life.say(SAID.inspectFailed(message), this.#container);
      return { reason: 'InvalidImageName', message };
    }
    const isHere = services.hasImage(reference);
    const failure = override?.pullFailure ?? (isMissing(reference) && !isHere ? notFound(reference) : undefined);
    const isPulled =
      textAt(this.#container.spec, 'imagePullPolicy') === 'Always' || (override?.pullMs !== undefined && !isHere);
    if (failure !== undefined) return await this.#fail(failure);
    if (isPulled) await this.#pull(isHere ? undefined : override?.pullMs);
    else this.#life.say(SAID.present(reference), this.#container);
    return undefined;
  }

  async #pull(takesMs: number | undefined): Promise<void> {
    this.#life.setUp();
    const reference = this.#reference;
    this.#life.say(SAID.pulling(reference), this.#container);
    const ms = takesMs ?? varied(PACE.pull, this.#life.random);
    await this.#life.pause(ms);
    this.#life.say(SAID.pulled(reference, { ms, waitedMs: ms, bytes: imageOf(reference).bytes }), this.#container);
  }

  async #fail(why: string): Promise<Trouble> {
    this.#life.setUp();
    const reference = this.#reference;
    if (textAt(this.#container.spec, 'imagePullPolicy') === 'Never') {
      this.#life.say(SAID.neverPull(reference), this.#container);
      const message = `Container image ${JSON.stringify(reference)} is not present with pull policy of Never`;
      return { reason: 'ErrImageNeverPull', message };
    }
    const { clock } = this.#life.services;
    if (this.#failed && clock.now() < this.#failed.untilMs) {
      this.#life.say(SAID.backOffPulling(reference), this.#container);
      const message = `Back-off pulling image ${JSON.stringify(reference)}: ErrImagePull: ${this.#failed.why}`;
      return { reason: 'ImagePullBackOff', message };
    }
    this.#life.say(SAID.pulling(reference), this.#container);
    await this.#life.pause(varied(PACE.pullFails, this.#life.random));
    this.#life.say(SAID.pullFailed(reference, why), this.#container);
    const backoffMs = Math.min(MOST_BACKOFF_MS, (this.#failed?.backoffMs ?? FIRST_BACKOFF_MS / 2) * 2);
    this.#failed = { why, backoffMs, untilMs: clock.now() + backoffMs };
    return { reason: 'ErrImagePull', message: why };
  }
}
