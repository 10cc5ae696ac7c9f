/** What `peers create` takes back when it is stopped or refused half-way, against the embedded cluster. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from '../../src/cluster/port.ts';
import { type ApplyEvent, applyPeers } from '../../src/operations/peers/apply.ts';
import { type ApplyPlan, JOB_KIND, planApply } from '../../src/operations/peers/apply-plan.ts';
import { recreateWithPeers } from '../../src/operations/peers/recreate.ts';
import { type RunningCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';

interface Lab {
  readonly sandbox: RunningCluster;
  readonly cluster: Cluster;
}

/** A cluster in which nothing happens by itself. */
async function lab(): Promise<Lab> {
  const sandbox = await startCluster({ seed: 1, nodes: 1, speed: 0, controllers: () => [] });
  onTestFinished(() => sandbox.close());
  return { sandbox, cluster: await aCluster({ kubeconfig: sandbox.kubeconfig }) };
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'ring' },
  spec: { clusterIP: 'None', selector: { 'job-name': 'ring' } },
};
const podSpec = { restartPolicy: 'Never', subdomain: 'ring', containers: [{ name: 'main', image: 'bash' }] };
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'ring' },
  spec: { completionMode: 'Indexed', completions: 2, parallelism: 2, template: { spec: podSpec } },
};
const OBJECTS = { namespace: 'default', service, configMap: undefined, job, isLive: false };

async function planFor({ cluster }: Lab, objects = OBJECTS): Promise<ApplyPlan> {
  const plan = await planApply(cluster, objects, aCall());
  if (plan.kind === 'refused') throw new Error(plan.refusal.kind);
  return plan;
}

const shown = (event: { readonly kind: string; readonly object?: ApplyEvent['object'] }) =>
  event.object ? `${event.kind} ${event.object.kind.kind}` : event.kind;

const there = ({ sandbox }: Lab, resource: string) => sandbox.store.get(resource, 'default', 'ring');

describe('apply', () => {
  test.each([1, 2])('stopped after step %d: nothing is left', async (steps) => {
    const { sandbox, cluster } = await lab();
    const stop = new AbortController();
    const events: string[] = [];
    const running = (async () => {
      for await (const event of applyPeers(cluster, await planFor({ sandbox, cluster }), {
        signal: stop.signal,
        dryRun: 'none',
      })) {
        events.push(shown(event));
        if (events.length === steps) stop.abort(new Error('Ctrl-C'));
      }
    })();
    await expect(running).rejects.toThrow('Ctrl-C');
    expect(events.slice(steps)).toEqual(['undone Job', 'undone Service'].slice(2 - steps));
    expect(there({ sandbox, cluster }, 'services')).toBeUndefined();
    expect(there({ sandbox, cluster }, 'jobs')).toBeUndefined();
  });

  test('a Service that was there before stays, whatever fails', async () => {
    const world = await lab();
    world.sandbox.writer.create('services', { ...service, metadata: { name: 'ring', namespace: 'default' } });
    const bad = { ...job, spec: { ...job.spec, template: { spec: { ...podSpec, restartPolicy: 'Always' } } } };
    const plan = await planFor(world, { ...OBJECTS, job: bad });
    const events: string[] = [];
    const running = (async () => {
      for await (const event of applyPeers(world.cluster, plan, { ...aCall(), dryRun: 'none' }))
        events.push(shown(event));
    })();
    await expect(running).rejects.toMatchObject({ code: 422 });
    expect(events).toEqual(['done Service']);
    expect(there(world, 'services')?.metadata.ownerReferences).toBeUndefined();
    expect(there(world, 'services')).toBeDefined();
  });
});

describe('recreate', () => {
  async function withOld(): Promise<Lab & { readonly old: Awaited<ReturnType<Cluster['jobs']['get']>> }> {
    const world = await lab();
    const template = { spec: { restartPolicy: 'Never', containers: podSpec.containers } };
    const jobs = world.cluster.objects(JOB_KIND);
    const ref = { name: 'ring', namespace: 'default' };
    const bare = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: ref,
      spec: { completions: 2, parallelism: 2, template },
    };
    await jobs.create(bare, {}, aCall());
    await jobs.patch(ref, { type: 'merge', subresource: 'status', body: { status: { active: 2 } } }, aCall());
    return { ...world, old: await world.cluster.jobs.get('ring', 'default', aCall()) };
  }

  test.each(['wait', 'suspend'] as const)('stopped while it waits (%s): the old Job is as it was', async (how) => {
    const world = await withOld();
    const stop = new AbortController();
    const events: string[] = [];
    const running = (async () => {
      for await (const event of recreateWithPeers(world.cluster, { old: world.old, objects: OBJECTS, how }, stop)) {
        events.push(shown(event));
        if (event.kind === 'waiting') setTimeout(() => stop.abort(new Error('Ctrl-C')), 50);
      }
    })();
    await expect(running).rejects.toThrow('Ctrl-C');
    expect(events).toEqual(how === 'wait' ? ['waiting'] : ['suspended', 'waiting', 'resumed']);
    const live = there(world, 'jobs');
    expect(live?.metadata.uid).toBe(world.old.metadata.uid);
    expect(Object(live?.spec).suspend).toBe(false);
    expect(there(world, 'services')).toBeUndefined();
  });

  test('a new Job that would be refused is refused before anything is done', async () => {
    const world = await withOld();
    const bad = {
      ...OBJECTS,
      job: { ...job, spec: { ...job.spec, template: { spec: { ...podSpec, restartPolicy: 'Always' } } } },
    };
    const events = recreateWithPeers(world.cluster, { old: world.old, objects: bad, how: 'suspend' }, aCall());
    await expect(events.next()).rejects.toMatchObject({ code: 422 });
    expect(Object(there(world, 'jobs')?.spec).suspend).toBe(false);
  });
});
