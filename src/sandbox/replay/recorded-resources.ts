/** Which resources a recording holds beside those that the embedded cluster always serves. */
import { OTHER_RESOURCES } from '../api/known-resources.ts';
import { inGroup, RESOURCES, type Resource } from '../api/resources.ts';
import type { ResourceName } from '../store.ts';
import type { RecordedEvent } from './recorded-events.ts';

/** One for each further resource name in the recording, called as its objects and Kubernetes call it. */
export function furtherResources(events: readonly RecordedEvent[]): readonly Resource[] {
  const served = new Set(RESOURCES.map(({ plural }) => plural));
  const further = new Map<ResourceName, RecordedEvent[]>();
  for (const event of events) {
    if (served.has(event.resource)) continue;
    const known = further.get(event.resource);
    if (known) known.push(event);
    else further.set(event.resource, [event]);
  }
  return [...further].map(([plural, ofIt]) => resourceOf(plural, ofIt));
}

/** The items of a list carry no type, so that only what was watched may tell it; then it is asked what Kubernetes has of that name. */
function resourceOf(plural: ResourceName, events: readonly RecordedEvent[]): Resource {
  const typed = events.find(({ object }) => object.kind && object.apiVersion)?.object;
  const known = OTHER_RESOURCES.find((resource) => resource.plural === plural);
  const [version = 'v1', group = ''] = (typed?.apiVersion ?? '').split('/').toReversed();
  if (known && (!typed || known.group === group)) return typed ? { ...known, version } : known;
  const namespaced = events.some(({ object }) => object.metadata.namespace !== undefined);
  return inGroup(group, typed?.kind ?? kindOf(plural), { plural, namespaced, ...(version === '' ? {} : { version }) });
}

/** `widgets` → `Widget`: what a kind is called that nobody has told. */
function kindOf(plural: ResourceName): string {
  const singular = plural.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
  return singular.charAt(0).toUpperCase() + singular.slice(1);
}
