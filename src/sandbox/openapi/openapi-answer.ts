/** `/openapi/v3` and what is below it (Kubernetes 1.36, kube-openapi/pkg/handler3). */
import { createHash } from 'node:crypto';
import { type Answer, json } from '../api/answer.ts';
import type { ApiRequest } from '../api/request.ts';
import { apiVersionOf, type Resource } from '../api/resources.ts';
import type { Verb } from '../api/verb.ts';
import { documentOf } from './document.ts';

/** What documents are made from. */
export interface Described {
  readonly resources: readonly Resource[];
  readonly verbs: readonly Verb[];
}

/** A page of the API's description, or undefined for any other path. Documents are made when first asked for. */
export function openapiPages(
  described: Described,
): (request: Pick<ApiRequest, 'path' | 'headers'>) => Answer | undefined {
  const documents = new Map<string, string>();
  const groups = groupsOf(described.resources);
  const documentAt = (path: string, resources: readonly Resource[]): string => {
    const text = documents.get(path) ?? JSON.stringify(documentOf(resources, described.verbs));
    documents.set(path, text);
    return text;
  };
  return ({ path, headers }) => {
    if (path === '/openapi/v2') return emptyVersion2(headers.accept ?? '');
    if (path === '/openapi/v3' || path === '/openapi/v3/') return json({ paths: indexOf(groups, documentAt) });
    const place = path.slice(ROOT.length);
    const resources = path.startsWith(ROOT) ? groups.get(place) : undefined;
    return resources && { code: 200, contentType: 'application/json', body: documentAt(place, resources) };
  };
}

const ROOT = '/openapi/v3/';

/** Resources that are stored, by `apis/GROUP/VERSION`. */
function groupsOf(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, readonly Resource[]>();
  for (const resource of resources.filter(({ isVirtual }) => !isVirtual)) {
    const path = `${resource.group === '' ? 'api' : 'apis'}/${apiVersionOf(resource)}`;
    groups.set(path, [...(groups.get(path) ?? []), resource]);
  }
  return groups;
}

function indexOf(
  groups: ReadonlyMap<string, readonly Resource[]>,
  documentAt: (path: string, resources: readonly Resource[]) => string,
): object {
  const entries = [...groups].map(([path, resources]) => {
    const hash = createHash('sha512').update(documentAt(path, resources)).digest('hex').toUpperCase();
    return [path, { serverRelativeURL: `${ROOT}${path}?hash=${hash}` }];
  });
  return Object.fromEntries(entries);
}

/** Version 2 describes nothing: clients that know no other leave all checks to the server. */
function emptyVersion2(accept: string): Answer {
  if (/protobuf/.test(accept)) return { code: 200, contentType: PROTOBUF_V2, body: '' };
  return json({ swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.2' }, paths: {}, definitions: {} });
}

const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
