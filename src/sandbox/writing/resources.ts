/** What a cluster that is written to serves, beside what a replay does. */
import { RESOURCES, type Resource } from '../api/resources.ts';

/** The resources of a cluster that is written to. */
export const CLUSTER_RESOURCES: readonly Resource[] = [
  ...RESOURCES,
  resource('', 'Binding', { plural: 'bindings', isVirtual: true }),
  resource('', 'ConfigMap', { plural: 'configmaps', shortNames: ['cm'] }),
  resource('', 'ResourceQuota', { plural: 'resourcequotas', shortNames: ['quota'] }),
  resource('', 'Secret', { plural: 'secrets' }),
  resource('', 'ServiceAccount', { plural: 'serviceaccounts', shortNames: ['sa'] }),
  review('authentication.k8s.io', 'SelfSubjectReview'),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
  resource('policy', 'PodDisruptionBudget', { plural: 'poddisruptionbudgets', shortNames: ['pdb'] }),
];

/** The resource of a plural name. Throws for one that is not served. */
export function resourceNamed(plural: string): Resource {
  const found = BY_PLURAL.get(plural);
  if (!found) throw new Error(`no resource ${plural} is served`);
  return found;
}

const BY_PLURAL: ReadonlyMap<string, Resource> = new Map(CLUSTER_RESOURCES.map((one) => [one.plural, one]));

type Naming = Pick<Resource, 'plural'> & Partial<Pick<Resource, 'shortNames' | 'namespaced' | 'isVirtual'>>;

/** A question that is answered at once, and kept nowhere. */
function review(group: string, kind: string): Resource {
  return resource(group, kind, { plural: `${kind.toLowerCase()}s`, namespaced: false, isVirtual: true });
}

function resource(group: string, kind: string, naming: Naming): Resource {
  const { plural, shortNames = [], namespaced = true, isVirtual = false } = naming;
  const singular = kind.toLowerCase();
  return { group, version: 'v1', kind, plural, singular, shortNames, categories: [], namespaced, isVirtual };
}
