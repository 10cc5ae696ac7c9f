/** Which slices are to be made, changed and deleted for the endpoints that there should be (Kubernetes 1.36, endpointslice/reconciler.go). */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { sameJson } from '../../schema/same-json.ts';
import type { StoredObject } from '../../store.ts';
import { type EndpointGroup, portsKey } from './endpoints.ts';

/** What one slice holds. */
export interface SliceContent {
  readonly ports: readonly Fields[];
  readonly endpoints: readonly Fields[];
}

/** What is to be done. */
export interface SlicePlan {
  readonly create: readonly SliceContent[];
  readonly update: readonly { readonly slice: StoredObject; readonly content: SliceContent }[];
  readonly remove: readonly StoredObject[];
}

/** So many endpoints to a slice. */
const MOST_ENDPOINTS = 100;

/** The plan for the slices of a service. */
export function planSlices(existing: readonly StoredObject[], groups: readonly EndpointGroup[]): SlicePlan {
  const plans = groups.map((group) =>
    planGroup(
      existing.filter((slice) => keyOfSlice(slice) === portsKey(group.ports)),
      group,
    ),
  );
  const wanted = new Set(groups.map(({ ports }) => portsKey(ports)));
  const create = plans.flatMap((plan) => plan.create);
  const update = plans.flatMap((plan) => plan.update);
  const remove = [
    ...plans.flatMap((plan) => plan.remove),
    ...existing.filter((slice) => !wanted.has(keyOfSlice(slice))),
  ];
  const isEmpty = remove.length === existing.length && create.length === 0;
  if (!isEmpty) return reusing({ create, update, remove });
  const [only, ...others] = remove;
  if (only && others.length === 0 && isPlaceholder(only)) return { create, update, remove: [] };
  return reusing({ create: [PLACEHOLDER], update, remove });
}

/** A service without endpoints has a slice that says so. */
const PLACEHOLDER: SliceContent = { ports: [], endpoints: [] };

function isPlaceholder(slice: StoredObject): boolean {
  return listAt(slice, 'endpoints').length === 0 && listAt(slice, 'ports').length === 0;
}

function keyOfSlice(slice: StoredObject): string {
  return portsKey(listAt(slice, 'ports'));
}

interface Kept {
  readonly slice: StoredObject;
  readonly endpoints: Fields[];
  isChanged: boolean;
}

/** What is there stays where it is; what is new fills slices that change anyhow, then new ones. */
function planGroup(existing: readonly StoredObject[], { ports, endpoints }: EndpointGroup): SlicePlan {
  const missing = new Map(endpoints.map((endpoint) => [idOf(endpoint), endpoint]));
  const kept = existing.map((slice): Kept => {
    const before = listAt(slice, 'endpoints');
    const after = before.flatMap((endpoint): readonly Fields[] => {
      const wanted = missing.get(idOf(endpoint));
      missing.delete(idOf(endpoint));
      return wanted ? [wanted] : [];
    });
    return { slice, endpoints: after, isChanged: !sameJson(before, after) };
  });
  const left = [...missing.values()];
  for (const one of fillable(kept, left.length)) {
    const room = left.splice(0, MOST_ENDPOINTS - one.endpoints.length);
    if (room.length > 0) one.isChanged = true;
    one.endpoints.push(...room);
  }
  const create: SliceContent[] = [];
  while (left.length > 0) create.push({ ports, endpoints: left.splice(0, MOST_ENDPOINTS) });
  const changed = kept.filter(({ isChanged }) => isChanged);
  return {
    create,
    update: changed
      .filter((one) => one.endpoints.length > 0)
      .map((one) => ({ slice: one.slice, content: { ports, endpoints: one.endpoints } })),
    remove: changed.filter((one) => one.endpoints.length === 0).map(({ slice }) => slice),
  };
}

/** Slices that change anyhow come first; of the others one is touched only where it holds all that is left. */
function fillable(kept: readonly Kept[], left: number): readonly Kept[] {
  const changing = kept.filter(({ isChanged, endpoints }) => isChanged && endpoints.length > 0);
  const room = changing.reduce((sum, { endpoints }) => sum + MOST_ENDPOINTS - endpoints.length, 0);
  const rest = (left - room) % MOST_ENDPOINTS;
  if (left <= room || rest === 0) return changing;
  const fuller = kept
    .filter(({ isChanged, endpoints }) => !isChanged && endpoints.length + rest <= MOST_ENDPOINTS)
    .toSorted((a, b) => b.endpoints.length - a.endpoints.length);
  return [...changing, ...fuller.slice(0, 1)];
}

function idOf(endpoint: Fields): string {
  return textAt(endpoint, 'targetRef.uid');
}

/** A slice that would go is changed into one that would be made. */
function reusing({ create, update, remove }: SlicePlan): SlicePlan {
  const reused = Math.min(create.length, remove.length);
  const turned = remove.slice(0, reused).flatMap((slice, i) => {
    const content = create[i];
    return content ? [{ slice, content }] : [];
  });
  return { create: create.slice(reused), update: [...update, ...turned], remove: remove.slice(reused) };
}
