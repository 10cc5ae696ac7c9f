/** The resources that the embedded cluster always serves, as discovery describes them (Kubernetes 1.36). */

/** One resource: how it is named, and which fields a field selector may use. */
export interface Resource {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Also the name in the store. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Nothing of it is stored: only the verbs that name it can be done (a review of access, a binding). */
  readonly isVirtual?: boolean;
}

/** What is served, whatever is in it. What can be done with each is said by the verbs (verb.ts). */
export const RESOURCES: readonly Resource[] = [
  core('Event', { plural: 'events', shortNames: ['ev'] }),
  core('Namespace', { plural: 'namespaces', shortNames: ['ns'], namespaced: false }),
  core('Node', { plural: 'nodes', shortNames: ['no'], namespaced: false }),
  core('Pod', { plural: 'pods', shortNames: ['po'], categories: ['all'] }),
  core('Service', { plural: 'services', shortNames: ['svc'], categories: ['all'] }),
  inGroup('batch', 'CronJob', { plural: 'cronjobs', shortNames: ['cj'], categories: ['all'] }),
  inGroup('batch', 'Job', { plural: 'jobs', categories: ['all'] }),
  inGroup('discovery.k8s.io', 'EndpointSlice', { plural: 'endpointslices' }),
];

/** `v1` or `batch/v1`, as objects say in apiVersion. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** What a resource is called beside its kind. */
export type Naming = Pick<Resource, 'plural'> &
  Partial<Pick<Resource, 'shortNames' | 'categories' | 'namespaced' | 'version'>>;

/** A resource of the core group. */
export function core(kind: string, naming: Naming): Resource {
  return inGroup('', kind, naming);
}

/** A resource of a group; in namespaces and of version v1 unless it says otherwise. */
export function inGroup(group: string, kind: string, naming: Naming): Resource {
  const { plural, shortNames = [], categories = [], namespaced = true, version = 'v1' } = naming;
  return { group, version, kind, plural, singular: kind.toLowerCase(), shortNames, categories, namespaced };
}
