/** An embedded cluster without its server: a store, the write path, a leaping clock, and the controllers that a test is about. */
import { allControllers } from '../../../src/sandbox/controllers/all-controllers.ts';
import type { ControllerContext, StartController } from '../../../src/sandbox/controllers/controller.ts';
import { createFirstObjects } from '../../../src/sandbox/first-objects.ts';
import { leapingClock } from '../../../src/sandbox/leaping-clock.ts';
import { NodeHealth } from '../../../src/sandbox/node-health.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { Store, type StoredObject } from '../../../src/sandbox/store.ts';
import { clusterWriter } from '../../../src/sandbox/writing/writer.ts';

/** The time that bare clusters begin at. */
export const BEGIN = Date.parse('2026-11-21T12:00:00Z');

/** What a test has in hand. */
export interface BareCluster extends ControllerContext, Disposable {
  /** Lets so many milliseconds of the cluster's time pass. */
  pass(ms: number): Promise<void>;
  /** The events about objects: reason, and what is said. */
  events(reason?: string): readonly string[];
  /** An object that must be there. */
  get(resource: string, name: string, namespace?: string): StoredObject;
}

/** Starts one, with three nodes, where it is not said otherwise, and the namespace `default`. */
export async function bareCluster({
  nodes = 3,
  seed = 1,
  controllers = allControllers('CA'),
}: {
  readonly nodes?: number;
  readonly seed?: number;
  readonly controllers?: readonly StartController[];
} = {}): Promise<BareCluster> {
  const store = new Store();
  const clock = leapingClock(BEGIN);
  const random = seededRandom(seed);
  const writer = clusterWriter({ store, clock, random });
  createFirstObjects(writer, { nodes, since: '2026-11-21T12:00:00Z', port: 6443 });
  writer.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const context = { store, clock, random, writer, nodeHealth: new NodeHealth() };
  const stops = controllers.map((start) => start(context));
  const pass = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now() + ms, resolve));
  await pass(0);
  return {
    ...context,
    pass,
    events: (reason) =>
      store
        .list('events')
        .objects.filter((event) => reason === undefined || event.reason === reason)
        .map((event) => `${event.reason}: ${event.message}`),
    get: (resource, name, namespace = 'default') => {
      const found = store.get(
        resource,
        resource === 'nodes' || resource === 'namespaces' ? undefined : namespace,
        name,
      );
      if (!found) throw new Error(`there is no ${resource} ${name}`);
      return found;
    },
    [Symbol.dispose]: () => {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
