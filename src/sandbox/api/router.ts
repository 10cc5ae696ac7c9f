/** From a request to its answer: discovery, health and version, then verbs on resources; 404 for what Kubernetes has not, 501 for what we have not. */

import { type Answer, json, plainText } from './answer.ts';
import { discoveryAnswer, type Served } from './discovery.ts';
import { KUBERNETES_GROUPS, OTHER_RESOURCES, SUBRESOURCES } from './known-resources.ts';
import { type ApiRequest, flag, parseResourcePath, type ResourcePath } from './request.ts';
import type { Resource } from './resources.ts';
import { StatusError } from './status.ts';
import { type Cluster, isVerbFor } from './verb.ts';

/** All that answers are made from. */
export interface Api {
  readonly served: Served;
  readonly cluster: Cluster;
  /** The body of /version. */
  readonly version: object;
  /** What else can be read, beside resources. */
  readonly pages: (request: ApiRequest) => Answer | undefined;
}

/** Answers a request that is allowed in, or throws a StatusError. */
export async function route(request: ApiRequest, api: Api): Promise<Answer> {
  if (request.method === 'GET') {
    const answer = plainAnswer(request, api) ?? discoveryAnswer(request, api.served) ?? api.pages(request);
    if (answer) return answer;
  }
  const path = parseResourcePath(request.path);
  if (!path) return elsewhere(request);
  const resource = api.served.resources.find(
    ({ group, version, plural }) => group === path.group && version === path.version && plural === path.plural,
  );
  if (!resource) return unserved(request, path);
  return answerResource(request, { path, resource }, api);
}

const HEALTH_PATHS = new Set(['/healthz', '/livez', '/readyz', '/healthz/ping', '/livez/ping', '/readyz/ping']);
/** What a real server has at its root, and the embedded cluster has not. */
const UNSIMULATED_ROOTS =
  /^\/(openapi|metrics|debug|logs|statusz|flagz|\.well-known|api\/v1\/watch|apis\/[^/]+\/[^/]+\/watch)(\/|$)/;

function plainAnswer({ path, query }: ApiRequest, { served, version }: Api): Answer | undefined {
  if (path === '/version' || path === '/version/') return json(version);
  if (HEALTH_PATHS.has(path)) {
    const check = path.split('/')[1] ?? '';
    return plainText(query.has('verbose') ? `[+]ping ok\n${check} check passed\n` : 'ok');
  }
  if (path !== '/') return undefined;
  const named = served.resources.filter(({ group }) => group !== '');
  const groupPaths = named.flatMap(({ group, version }) => [`/apis/${group}`, `/apis/${group}/${version}`]);
  return json({ paths: ['/api', '/api/v1', '/apis', ...new Set(groupPaths), ...HEALTH_PATHS, '/version'] });
}

function answerResource(
  request: ApiRequest,
  at: { readonly path: ResourcePath; readonly resource: Resource },
  { served, cluster }: Api,
): Answer | Promise<Answer> {
  const { path, resource } = at;
  const { namespace, name = '', subresource } = path;
  const isMisplaced = resource.namespaced ? namespace === undefined && name !== '' : namespace !== undefined;
  if (isMisplaced) throw notServed();
  const wanted = verbName(request, name);
  const verb = served.verbs.find(
    (candidate) => candidate.verb === wanted && isVerbFor(candidate, resource, subresource),
  );
  if (!verb) throw undone(request, { resource, name, subresource });
  return verb.answer({ http: request, resource, namespace, name }, cluster);
}

/** Why nothing can be done at a path: there is no such thing, or no such method, or we do not simulate it. */
function undone(
  { method, path }: ApiRequest,
  { resource, name, subresource }: { readonly resource: Resource; readonly name: string; readonly subresource: string },
): StatusError {
  const [part = ''] = subresource.split('/');
  const isOther =
    OTHER_RESOURCES.some(({ plural }) => plural === resource.plural) && !SUBRESOURCES.has(resource.plural);
  if (part !== '' && !isOther && !SUBRESOURCES.get(resource.plural)?.includes(part)) return notServed();
  const misfits = name === '' ? ['PUT', 'PATCH'] : ['POST'];
  if (subresource === '' && misfits.includes(method)) return methodNotAllowed();
  return StatusError.notImplemented(method, path);
}

/** The API's verb for a method on an object, or on a collection where the name is '' (apiserver/pkg/endpoints/request/requestinfo.go). */
export function verbName({ method, query }: ApiRequest, name: string): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (name !== '') return 'get';
      return flag(query, 'watch') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return '';
  }
}

const OTHER_CORE = new Set(OTHER_RESOURCES.filter(({ group }) => group === '').map(({ plural }) => plural));

function unserved(request: ApiRequest, { group, plural }: ResourcePath): Answer {
  if (group !== '' && !KUBERNETES_GROUPS.has(group)) return pageNotFound();
  const isKnown = group !== '' || plural === 'watch' || OTHER_CORE.has(plural);
  if (isKnown) throw StatusError.notImplemented(request.method, request.path);
  throw notServed();
}

function elsewhere({ method, path }: ApiRequest): Answer {
  if (UNSIMULATED_ROOTS.test(path)) throw StatusError.notImplemented(method, path);
  const [root, group = ''] = path.split('/').slice(1);
  if (root === 'apis' && KUBERNETES_GROUPS.has(group)) throw StatusError.notImplemented(method, path);
  return pageNotFound();
}

/** What the real server says where no handler is. */
function pageNotFound(): Answer {
  return plainText('404 page not found\n', 404);
}

/** What the real server says where a collection or an object cannot be treated so. */
function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', { message, details: {} });
}

/** What the real server says inside a group that it has. */
function notServed(): StatusError {
  return new StatusError(404, 'NotFound', { message: 'the server could not find the requested resource', details: {} });
}
