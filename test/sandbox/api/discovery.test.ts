import { expect, test } from 'vitest';
import { discoveryAnswer } from '../../../src/sandbox/api/discovery.ts';
import { fieldAt, listAt, textAt } from '../../../src/sandbox/api/fields.ts';
import { OTHER_RESOURCES } from '../../../src/sandbox/api/known-resources.ts';
import { READING_VERBS } from '../../../src/sandbox/api/reading-verbs.ts';
import { RESOURCES } from '../../../src/sandbox/api/resources.ts';
import { wire } from './serving.ts';

const served = { resources: RESOURCES, verbs: READING_VERBS, address: '127.0.0.1:1' };
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function ask(path: string, accept?: string, from = served): { readonly body: unknown; readonly contentType: string } {
  const answer = discoveryAnswer({ path, headers: { accept } }, from);
  if (!answer || typeof answer.body !== 'string') throw new Error(`no discovery at ${path}`);
  return { body: JSON.parse(answer.body), contentType: answer.contentType };
}

test.each([
  ['/api', { kind: 'APIVersions', versions: ['v1'] }],
  ['/apis', { kind: 'APIGroupList', apiVersion: 'v1' }],
  ['/apis/batch', { kind: 'APIGroup', name: 'batch', preferredVersion: { groupVersion: 'batch/v1', version: 'v1' } }],
  ['/api/v1', { kind: 'APIResourceList', groupVersion: 'v1' }],
  ['/apis/batch/v1', { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'batch/v1' }],
])('%s', (path, body) => {
  expect(ask(path)).toMatchObject({ body, contentType: 'application/json' });
});

test.each(['/', '/apis/apps', '/apis/apps/v1', '/api/v2', '/version', '/api/v1/pods', '/apis/batch/v1/jobs'])(
  '%s is not discovery',
  (path) => {
    expect(discoveryAnswer({ path, headers: {} }, served)).toBeUndefined();
  },
);

test('batch/v1 is described as a real server does, but for what cannot be done here', () => {
  const real = listAt(wire('batch-v1.json'), 'resources');
  const expected = real.map(({ storageVersionHash: _, ...resource }) => ({
    ...resource,
    verbs: String(resource.name).includes('/') ? ['get'] : ['get', 'list', 'watch'],
  }));
  expect(listAt(ask('/apis/batch/v1').body, 'resources')).toEqual(expected);
});

test.each([
  ['/api', 'api.aggregated.json'],
  ['/apis', 'apis.aggregated.json'],
])('%s aggregated names every resource as a real server does (%s)', (path, file) => {
  const resources = [...RESOURCES, ...OTHER_RESOURCES];
  const { body, contentType } = ask(path, `${AGGREGATED},application/json`, { ...served, resources });
  expect(contentType).toBe(AGGREGATED);
  expect(fieldAt(body, 'kind')).toBe('APIGroupDiscoveryList');
  const real = new Map(resourcesIn(wire(file)));
  const ours = resourcesIn(body);
  expect(ours.length).toBeGreaterThan(2);
  for (const [name, resource] of ours) {
    const { verbs: _, subresources: __, ...described } = Object(real.get(name));
    expect(resource).toMatchObject(described);
  }
});

test('plain JSON before the aggregated form means plain JSON', () => {
  expect(ask('/apis', `application/json,${AGGREGATED}`).contentType).toBe('application/json');
  expect(ask('/apis', 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList').contentType).toBe(
    'application/json',
  );
});

test('pods have their log and status below them, and nothing that cannot be done', () => {
  const names = listAt(ask('/api/v1').body, 'resources').map(({ name }) => String(name));
  const pods = names.filter((name) => name.startsWith('pods/'));
  expect(pods).toEqual(['pods/log', 'pods/status']);
});

test('a verb that is added is advertised by itself', () => {
  const evict = { verb: 'create', resources: ['pods'], subresource: 'eviction', subresourceKind: 'Eviction' };
  const verbs = [...READING_VERBS, { ...evict, answer: () => ({ code: 201, contentType: 'text/plain', body: '' }) }];
  const answer = discoveryAnswer({ path: '/api/v1', headers: {} }, { ...served, verbs });
  const resources = listAt(JSON.parse(String(answer?.body)), 'resources');
  expect(resources.find(({ name }) => name === 'pods/eviction')).toMatchObject({ kind: 'Eviction', verbs: ['create'] });
});

function resourcesIn(list: unknown): readonly (readonly [string, object])[] {
  return listAt(list, 'items').flatMap((group) =>
    listAt(group, 'versions').flatMap((version) =>
      listAt(version, 'resources').map(
        (resource) =>
          [
            `${textAt(group, 'metadata.name')}/${textAt(version, 'version')}/${textAt(resource, 'resource')}`,
            resource,
          ] as const,
      ),
    ),
  );
}
