/**
 * Discovery: which groups, versions and resources there are and what can be done with them, plain and aggregated. Made from the resources
 * and the verbs, so that nothing is advertised that is not there (Kubernetes 1.36, staging/src/k8s.io/apiserver/pkg/endpoints/discovery).
 */

import { type Answer, json } from './answer.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { isVerbFor, type Verb } from './verb.ts';

/** What is served, and where. */
export interface Served {
  readonly resources: readonly Resource[];
  readonly verbs: readonly Verb[];
  /** `127.0.0.1:PORT`. */
  readonly address: string;
}

/** The answer to a path that is discovery's; undefined for every other path. */
export function discoveryAnswer(
  { path, headers }: Pick<ApiRequest, 'path' | 'headers'>,
  served: Served,
): Answer | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const [root, group, version] = parts;
  if (root === 'api' && parts.length === 1) return rootOf('core', headers.accept ?? '', served);
  if (root === 'apis' && parts.length === 1) return rootOf('named', headers.accept ?? '', served);
  if (root === 'api' && parts.length === 2) return resourceList('', group ?? '', served);
  if (root === 'apis' && parts.length === 2) return groupOf(group ?? '', served);
  if (root === 'apis' && parts.length === 3) return resourceList(group ?? '', version ?? '', served);
  return undefined;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function rootOf(groups: 'core' | 'named', accept: string, served: Served): Answer {
  const list = groupsOf(served).filter((group) => (group === '') === (groups === 'core'));
  if (wantsAggregated(accept)) {
    const items = list.map((group) => aggregatedGroup(group, served));
    const body = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
    return { ...json(body, { contentType: AGGREGATED }), headers: { Vary: 'Accept' } };
  }
  const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress: served.address }];
  return json(
    groups === 'core'
      ? { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses }
      : { kind: 'APIGroupList', apiVersion: 'v1', groups: list.map((group) => apiGroup(group, served)) },
  );
}

/** Whether the aggregated form comes before plain JSON in an Accept header. */
function wantsAggregated(accept: string): boolean {
  for (const clause of accept.split(',')) {
    const parameters = clause.split(';').map((part) => part.trim());
    if (AGGREGATED.split(';').every((part) => parameters.includes(part))) return true;
    if (parameters.length === 1 && parameters[0] === 'application/json') return false;
  }
  return false;
}

function groupOf(name: string, served: Served): Answer | undefined {
  if (!groupsOf(served).includes(name) || name === '') return undefined;
  return json({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(name, served) });
}

function apiGroup(name: string, served: Served): object {
  const versions = versionsOf(name, served).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(group: string, version: string, served: Served): Answer | undefined {
  const resources = resourcesOf(group, version, served);
  if (resources.length === 0) return undefined;
  const listed = resources.flatMap((resource) => [
    {
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: verbsOf(resource, '', served),
      ...named(resource),
    },
    ...subresourcesOf(resource, served).map(({ subresource, subresourceKind = resource.kind, subresourceVersion }) => ({
      name: `${resource.plural}/${subresource}`,
      singularName: '',
      namespaced: resource.namespaced,
      ...subresourceVersion,
      kind: subresourceKind,
      verbs: verbsOf(resource, subresource, served),
    })),
  ]);
  const groupVersion = apiVersionOf({ group, version });
  return json({
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: listed,
  });
}

function aggregatedGroup(name: string, served: Served): object {
  const versions = versionsOf(name, served).map((version) => ({
    version,
    resources: resourcesOf(name, version, served).map((resource) => aggregatedResource(resource, served)),
    freshness: 'Current',
  }));
  return { metadata: name === '' ? {} : { name }, versions };
}

function aggregatedResource(resource: Resource, served: Served): object {
  const subresources = subresourcesOf(resource, served).map(
    ({ subresource, subresourceKind = resource.kind, subresourceVersion }) => ({
      subresource,
      responseKind: { group: '', version: '', ...subresourceVersion, kind: subresourceKind },
      verbs: verbsOf(resource, subresource, served),
    }),
  );
  return {
    resource: resource.plural,
    responseKind: { group: '', version: '', kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: verbsOf(resource, '', served),
    ...named(resource),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function named({ shortNames, categories }: Resource): object {
  return { ...(shortNames.length > 0 ? { shortNames } : {}), ...(categories.length > 0 ? { categories } : {}) };
}

function verbsOf(resource: Resource, subresource: string, { verbs }: Served): readonly string[] {
  return [...new Set(verbs.filter((verb) => isVerbFor(verb, resource, subresource)).map(({ verb }) => verb))].sort();
}

/** One verb of each subresource that a resource has. */
function subresourcesOf(resource: Resource, { verbs }: Served): readonly Verb[] {
  const own = verbs.filter((verb) => verb.subresource !== '' && isVerbFor(verb, resource, verb.subresource));
  const bySubresource = new Map(own.map((verb) => [verb.subresource, verb]));
  return [...bySubresource.values()].sort((a, b) => (a.subresource < b.subresource ? -1 : 1));
}

function groupsOf({ resources }: Served): readonly string[] {
  return [...new Set(resources.map(({ group }) => group))];
}

function versionsOf(group: string, { resources }: Served): readonly string[] {
  return [...new Set(resources.filter((resource) => resource.group === group).map(({ version }) => version))];
}

function resourcesOf(group: string, version: string, { resources }: Served): readonly Resource[] {
  return resources.filter((resource) => resource.group === group && resource.version === version);
}
