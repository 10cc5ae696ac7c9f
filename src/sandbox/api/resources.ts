/** The resources that the embedded cluster knows, as discovery describes them (Kubernetes 1.36). */

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
}

/** What is served. What can be done with each is said by the verbs (verb.ts). */
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

/** The API groups of a real 1.36 server: a path in one of them that is not served is «not simulated», any other is «not found». */
export const KUBERNETES_GROUPS: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** The core resources of a real 1.36 server that the embedded cluster leaves out. */
export const OTHER_CORE_RESOURCES: ReadonlySet<string> = new Set([
  'bindings',
  'componentstatuses',
  'configmaps',
  'endpoints',
  'limitranges',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'serviceaccounts',
]);

/** `v1` or `batch/v1`, as objects say in apiVersion. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

type Naming = Pick<Resource, 'plural'> & Partial<Pick<Resource, 'shortNames' | 'categories' | 'namespaced'>>;

function core(kind: string, naming: Naming): Resource {
  return inGroup('', kind, naming);
}

function inGroup(group: string, kind: string, naming: Naming): Resource {
  const { plural, shortNames = [], categories = [], namespaced = true } = naming;
  return { group, version: 'v1', kind, plural, singular: kind.toLowerCase(), shortNames, categories, namespaced };
}
