import { expect, test } from 'vitest';
import { discoveryAnswer } from '../../../src/sandbox/api/discovery.ts';
import { listAt, textAt, textsAt } from '../../../src/sandbox/api/fields.ts';
import { READING_VERBS } from '../../../src/sandbox/api/reading-verbs.ts';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { CLUSTER_RESOURCES } from '../../../src/sandbox/writing/resources.ts';
import { writingVerbs } from '../../../src/sandbox/writing/writing-verbs.ts';
import { wire } from '../api/serving.ts';

const context = { store: new Store(), clock: scaledClock(0, 0), random: seededRandom(1) };
const served = {
  resources: CLUSTER_RESOURCES,
  verbs: [...READING_VERBS, ...writingVerbs(context)],
  address: '127.0.0.1:1',
};
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What a real server has and this one has not. */
const NOT_HERE = new Set([
  'nodes/proxy',
  'pods/attach',
  'pods/exec',
  'pods/portforward',
  'pods/proxy',
  'pods/resize',
  'serviceaccounts/token',
  'services/proxy',
]);

/** Every resource and subresource, with its verbs and its kind. */
function described(document: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    listAt(document, 'items')
      .flatMap((group) => listAt(group, 'versions'))
      .flatMap((version) => listAt(version, 'resources'))
      .flatMap((resource) => [
        [textAt(resource, 'resource'), resource] as const,
        ...listAt(resource, 'subresources').map(
          (one) => [`${textAt(resource, 'resource')}/${textAt(one, 'subresource')}`, one] as const,
        ),
      ])
      .map(([name, { verbs, responseKind, ...one }]) => [name, { verbs, responseKind, scope: one.scope }]),
  );
}

test.each([
  ['/api', 'api.aggregated.json'],
  ['/apis', 'apis.aggregated.json'],
])('%s: what can be done is what a real server can do', (path, file) => {
  const answer = discoveryAnswer({ path, headers: { accept: AGGREGATED } }, served);
  const [ours, real] = [described(JSON.parse(String(answer?.body))), described(wire(file))];
  const resources = [...ours.keys()].filter((name) => !name.includes('/'));
  expect(resources.length).toBeGreaterThan(4);
  const expected = [...real].filter(([name]) => resources.includes(name.split('/')[0] ?? '') && !NOT_HERE.has(name));
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(expected));
});

test('drain finds out by discovery that pods can be evicted', () => {
  const answer = discoveryAnswer({ path: '/api/v1', headers: {} }, served);
  const eviction = listAt(JSON.parse(String(answer?.body)), 'resources').find(({ name }) => name === 'pods/eviction');
  expect(eviction).toMatchObject({ group: 'policy', version: 'v1', kind: 'Eviction' });
  expect(textsAt(eviction, 'verbs')).toEqual(['create']);
});
