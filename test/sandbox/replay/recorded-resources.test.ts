import { expect, test } from 'vitest';
import { OTHER_RESOURCES } from '../../../src/sandbox/api/known-resources.ts';
import { furtherResources } from '../../../src/sandbox/replay/recorded-resources.ts';
import { eventAt } from '../../support/record.ts';

const event = (resource: string, type: { readonly apiVersion?: string; readonly kind?: string }, namespace?: string) =>
  eventAt(0, resource, { object: { ...type, metadata: { name: 'x', ...(namespace ? { namespace } : {}) } } });
const known = (name: string) => OTHER_RESOURCES.find(({ plural }) => plural === name);

test('what is always served is nothing further', () => {
  expect(furtherResources([event('jobs', {}, 'n'), event('nodes', {})])).toEqual([]);
});

test('what Kubernetes has is called as Kubernetes calls it, also when only a list told of it', () => {
  const events = [
    event('configmaps', { apiVersion: 'v1', kind: 'ConfigMap' }, 'n'),
    event('leases', {}, 'n'),
    event('configmaps', {}, 'n'),
  ];
  expect(furtherResources(events)).toEqual([known('configmaps'), known('leases')]);
});

test('anything else is called as its objects say, whichever of them says so', () => {
  const apiVersion = 'kueue.x-k8s.io/v1beta1';
  const [workloads, ...others] = furtherResources([
    event('workloads', {}, 'n'),
    event('workloads', { apiVersion, kind: 'Workload' }, 'n'),
  ]);
  expect(others).toEqual([]);
  expect(workloads).toMatchObject({
    group: 'kueue.x-k8s.io',
    version: 'v1beta1',
    kind: 'Workload',
    plural: 'workloads',
    singular: 'workload',
    namespaced: true,
  });
});

test('a name of Kubernetes in another group is that group’s', () => {
  const [deployments] = furtherResources([event('deployments', { apiVersion: 'x.io/v2', kind: 'Deployment' })]);
  expect(deployments).toMatchObject({ group: 'x.io', version: 'v2', shortNames: [], namespaced: false });
});

test.each([
  ['widgets', 'Widget'],
  ['policies', 'Policy'],
  ['glass', 'Glass'],
])('a kind that nobody tells is guessed: %s', (plural, kind) => {
  expect(furtherResources([event(plural, {})])).toMatchObject([{ kind, group: '', version: 'v1', namespaced: false }]);
});
