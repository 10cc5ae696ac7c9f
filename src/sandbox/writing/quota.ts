/** Resource quotas: how much of a namespace may be used (Kubernetes 1.36, apiserver/pkg/admission/plugin/resourcequota, pkg/quota/v1). */
import { type Fields, listAt, mapAt, textAt } from '../api/fields.ts';
import type { Resource } from '../api/resources.ts';
import { printQuantity } from '../schema/quantity.ts';
import type { ResourceName, Store, StoredObject } from '../store.ts';
import { nanosOf } from '../validation/resources.ts';
import type { WritingContext } from './kind-rules.ts';
import { forbidden } from './refusals.ts';

/** An object that a quota leaves no room for is refused. Throws a StatusError 403. */
export function checkQuota({ store }: WritingContext, resource: Resource, object: Fields): void {
  const namespace = textAt(object, 'metadata.namespace');
  for (const quota of store.list('resourcequotas', { namespace }).objects) {
    const hard = mapAt(quota, 'spec.hard');
    const asked = usageOfOne(resource, object);
    const limited = Object.keys(hard)
      .filter((name) => asked.has(name))
      .toSorted();
    if (limited.length === 0) continue;
    checkMissing({ quota, resource, object, hard });
    const used = usageOf(store, namespace);
    const over = limited.filter((name) => nanosOf(hard[name] ?? '') < (used.get(name) ?? 0n) + (asked.get(name) ?? 0n));
    if (over.length === 0) continue;
    const list = (amounts: ReadonlyMap<string, bigint>) =>
      over.map((name) => `${name}=${printed(name, amounts.get(name) ?? 0n)}`).join(',');
    const limits = over.map((name) => `${name}=${hard[name]}`).join(',');
    const why = `exceeded quota: ${quota.metadata.name}, requested: ${list(asked)}, used: ${list(used)}, limited: ${limits}`;
    throw forbidden(resource, textAt(object, 'metadata.name'), why);
  }
}

/** What a quota's `status.used` should say: of each amount it limits, what its namespace uses. */
export function usedOf(store: Store, quota: StoredObject): Readonly<Record<string, string>> {
  const used = usageOf(store, quota.metadata.namespace ?? '');
  const names = Object.keys(mapAt(quota, 'spec.hard')).toSorted();
  return Object.fromEntries(names.map((name) => [name, printed(name, used.get(name) ?? 0n)]));
}

const ONE = 1_000_000_000n;
/** What quotas count. */
export const COUNTED: readonly ResourceName[] = [
  'pods',
  'jobs',
  'cronjobs',
  'services',
  'configmaps',
  'secrets',
  'resourcequotas',
];
const GROUPS: Readonly<Record<string, string>> = { jobs: 'batch', cronjobs: 'batch' };

function usageOf(store: Store, namespace: string): ReadonlyMap<string, bigint> {
  const total = new Map<string, bigint>();
  for (const plural of COUNTED) {
    for (const object of store.list(plural, { namespace }).objects) {
      const resource = { plural, group: GROUPS[plural] ?? '' };
      for (const [name, amount] of usageOfOne(resource, object)) total.set(name, (total.get(name) ?? 0n) + amount);
    }
  }
  return total;
}

/** What one object uses: itself, and of a pod that has not ended, what its containers ask for. */
function usageOfOne(
  { plural, group }: Pick<Resource, 'plural' | 'group'>,
  object: Fields,
): ReadonlyMap<string, bigint> {
  const count = `count/${group === '' ? plural : `${plural}.${group}`}`;
  const used = new Map([[count, ONE]]);
  if (plural !== 'pods') return group === '' ? used.set(plural, ONE) : used;
  const phase = textAt(object, 'status.phase');
  if (phase === 'Failed' || phase === 'Succeeded') return used;
  used.set('pods', ONE);
  for (const list of ['requests', 'limits'] as const) {
    for (const [name, amount] of computeOf(object, list)) {
      used.set(`${list}.${name}`, amount);
      if (list === 'requests') used.set(name, amount);
    }
  }
  return used;
}

/** Containers run together, init containers one after the other. */
function computeOf(pod: Fields, list: 'requests' | 'limits'): ReadonlyMap<string, bigint> {
  const total = new Map<string, bigint>();
  for (const container of listAt(pod, 'spec.containers')) {
    for (const [name, amount] of Object.entries(mapAt(container, `resources.${list}`))) {
      total.set(name, (total.get(name) ?? 0n) + nanosOf(amount));
    }
  }
  for (const container of listAt(pod, 'spec.initContainers')) {
    for (const [name, amount] of Object.entries(mapAt(container, `resources.${list}`))) {
      const asked = nanosOf(amount);
      if (asked > (total.get(name) ?? 0n)) total.set(name, asked);
    }
  }
  return total;
}

interface QuotaCase {
  readonly quota: StoredObject;
  readonly resource: Resource;
  readonly object: Fields;
  readonly hard: Readonly<Record<string, string>>;
}

/** Where compute is limited, every container must say how much it wants. */
function checkMissing({ quota, resource, object, hard }: QuotaCase): void {
  if (resource.plural !== 'pods') return;
  const compute = Object.keys(hard).filter((name) => /^((requests|limits)\.)?(cpu|memory)$/.test(name));
  const missing = compute.toSorted().flatMap((name) => {
    const [list = 'requests', amount = name] = name.includes('.') ? name.split('.') : ['requests', name];
    const without = listAt(object, 'spec.containers').filter(
      (container) => mapAt(container, `resources.${list}`)[amount] === undefined,
    );
    return without.length === 0 ? [] : [`${name} for: ${without.map((one) => textAt(one, 'name')).join(',')}`];
  });
  if (missing.length === 0) return;
  const why = `failed quota: ${quota.metadata.name}: must specify ${missing.join('; ')}`;
  throw forbidden(resource, textAt(object, 'metadata.name'), why);
}

function printed(name: string, nanos: bigint): string {
  const isMemory = name.endsWith('memory') || name.endsWith('storage');
  return printQuantity({ nanos, format: isMemory ? 'BinarySI' : 'DecimalSI' });
}
