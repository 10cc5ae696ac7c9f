/** Who am I, and what may I do, as clients ask. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterClient } from './cluster-client.ts';

let client: ClusterClient;
beforeAll(async () => {
  client = await ClusterClient.start();
});
afterAll(() => client[Symbol.asyncDispose]());

function review(group: string, kind: string, spec?: object) {
  const body = { apiVersion: `${group}/v1`, kind, ...(spec ? { spec } : {}) };
  return client.send('POST', `/apis/${group}/v1/${kind.toLowerCase()}s`, { body });
}

const [WHO, MAY] = ['authentication.k8s.io', 'authorization.k8s.io'];

test('whoever has the token is one who may do everything', async () => {
  const { code, body } = await review(WHO, 'SelfSubjectReview');
  const userInfo = { username: 'sandbox', groups: ['system:masters', 'system:authenticated'] };
  expect([code, body.kind, body.status]).toEqual([201, 'SelfSubjectReview', { userInfo }]);
});

test('the rules of a namespace allow everything', async () => {
  const { code, body } = await review(MAY, 'SelfSubjectRulesReview', { namespace: 'default' });
  expect([code, body.status]).toEqual([
    201,
    {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    },
  ]);
});

test('rules are asked of a namespace', async () => {
  const { code, body } = await review(MAY, 'SelfSubjectRulesReview', {});
  expect([code, body.message]).toEqual([400, 'no namespace on request']);
});

test('an access is of a resource or of a path, not of both', async () => {
  const both = { resourceAttributes: { verb: 'get' }, nonResourceAttributes: { verb: 'get' } };
  const { code, body } = await review(MAY, 'SelfSubjectAccessReview', both);
  expect(code).toBe(422);
  expect(body.message).toContain('exactly one of nonResourceAttributes or resourceAttributes must be specified');
});

test('nothing of it is kept', async () => {
  const { code } = await client.send('GET', `/apis/${WHO}/v1/selfsubjectreviews`);
  expect(code).toBe(501);
});
