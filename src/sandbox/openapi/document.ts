/**
 * OpenAPI documents by which kubectl learns what the server checks by itself (`fieldValidation`), how lists are merged, and what `explain`
 * shows (Kubernetes 1.36, kube-openapi, apiserver/pkg/endpoints/installer.go). Made from the resources, the verbs and the schema.
 */
import { apiVersionOf, type Resource } from '../api/resources.ts';
import { isVerbFor, type Verb } from '../api/verb.ts';
import { componentName, componentsOf } from './components.ts';

/** The OpenAPI v3 document of one group and version: the paths of its resources and the schemas of their kinds. */
export function documentOf(resources: readonly Resource[], verbs: readonly Verb[]): object {
  const schemas = componentsOf(resources.map(({ kind }) => kind));
  const kinds = resources.map((resource) => {
    const name = componentName(resource.kind);
    return [name, { ...schemas[name], 'x-kubernetes-group-version-kind': [kindOf(resource)] }] as const;
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths: Object.fromEntries(resources.flatMap((resource) => pathsOf(resource, verbs))),
    components: { schemas: { ...schemas, ...Object.fromEntries(kinds) } },
  };
}

function kindOf({ group, version, kind }: Resource): object {
  return { group, version, kind };
}

/** The verbs of a path by their methods, and what each is called in `x-kubernetes-action`. */
const ON_COLLECTION = {
  get: ['list', 'list'],
  post: ['create', 'post'],
  delete: ['deletecollection', 'deletecollection'],
} as const;
const ON_OBJECT = {
  get: ['get', 'get'],
  put: ['update', 'put'],
  patch: ['patch', 'patch'],
  delete: ['delete', 'delete'],
} as const;

function pathsOf(resource: Resource, verbs: readonly Verb[]): readonly (readonly [string, object])[] {
  const root = resource.group === '' ? '/api' : '/apis';
  const home = resource.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `${root}/${apiVersionOf(resource)}${home}/${resource.plural}`;
  const has = (verb: string) => verbs.some((one) => one.verb === verb && isVerbFor(one, resource, ''));
  const operations = (methods: typeof ON_COLLECTION | typeof ON_OBJECT) =>
    Object.fromEntries(
      Object.entries(methods)
        .filter(([, [verb]]) => has(verb))
        .map(([method, [, action]]) => [method, operationOf(resource, method, action)]),
    );
  const parameters = [...(resource.namespaced ? [IN_NAMESPACE] : []), ...QUERY];
  return [
    [collection, { ...operations(ON_COLLECTION), parameters }],
    [`${collection}/{name}`, { ...operations(ON_OBJECT), parameters: [NAMED, ...parameters] }],
  ];
}

function operationOf(resource: Resource, method: string, action: string): object {
  const object = { schema: { $ref: `#/components/schemas/${componentName(resource.kind)}` } };
  const types = method === 'patch' ? PATCH_TYPES : ['*/*'];
  const sends = method === 'post' || method === 'put' || method === 'patch';
  return {
    ...(sends
      ? {
          requestBody: { content: Object.fromEntries(types.map((type) => [type, object])), required: true },
          parameters: [text('dryRun', 'query'), text('fieldManager', 'query'), text('fieldValidation', 'query')],
        }
      : {}),
    responses: { 200: { description: 'OK', content: { 'application/json': object } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(resource),
  };
}

const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

function text(name: string, place: 'query' | 'path'): object {
  return { name, in: place, ...(place === 'path' ? { required: true } : {}), schema: { type: 'string' } };
}

const NAMED = text('name', 'path');
const IN_NAMESPACE = text('namespace', 'path');
const QUERY = [text('pretty', 'query')];
