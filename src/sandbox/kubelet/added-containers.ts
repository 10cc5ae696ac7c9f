/** Containers that were added to a pod while it runs: ephemeral ones, by which somebody looks at it. */
import { listAt } from '../api/fields.ts';
import { ContainerRunner } from './container-runner.ts';
import { ephemeralRecord } from './record-for.ts';
import type { PodLife } from './services.ts';

/** They begin when they are seen, and end with the pod; nothing waits for them. */
export class AddedContainers {
  readonly #life: PodLife;
  readonly #runners: ContainerRunner[] = [];

  constructor(life: PodLife) {
    this.#life = life;
  }

  get runners(): readonly ContainerRunner[] {
    return this.#runners;
  }

  /** Starts those that are new, once the pod has its network. */
  look(): void {
    const { record, pod, services, isEnding } = this.#life;
    if (!record.isSandboxReady || isEnding || services.isSilent()) return;
    for (const spec of listAt(pod, 'spec.ephemeralContainers')) {
      if (record.ephemeral.some(({ name }) => name === spec.name)) continue;
      const added = ephemeralRecord(spec);
      const runner = new ContainerRunner(this.#life, added);
      record.ephemeral.push(added);
      this.#runners.push(runner);
      void runner.prepare().then(() => runner.runToEnd());
    }
  }
}
