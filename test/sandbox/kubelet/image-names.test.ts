import { expect, test } from 'vitest';
import { imageOf, invalidName, isMissing, notFound } from '../../../src/sandbox/kubelet/image-names.ts';

test.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1.28', 'docker.io/library/busybox:1.28'],
  ['bitnami/kubectl', 'docker.io/bitnami/kubectl:latest'],
  ['docker.io/library/bash:5', 'docker.io/library/bash:5'],
  ['localhost/app', 'localhost/app:latest'],
  ['registry.example:5000/a/b:c', 'registry.example:5000/a/b:c'],
])('%s is %s', (reference, name) => {
  const image = imageOf(reference);
  expect(image.name).toBe(name);
  expect(image.id).toMatch(/@sha256:[0-9a-f]{64}$/);
  expect(imageOf(reference)).toEqual(image);
});

test('a digest stays', () => {
  expect(imageOf('busybox@sha256:abc')).toMatchObject({
    name: 'docker.io/library/busybox@sha256:abc',
    id: 'docker.io/library/busybox@sha256:abc',
  });
});

test.each([
  ['docker.io/library/no-such-image:1', true],
  ['example.invalid/app', true],
  ['team/does-not-exist:2', true],
  ['nonexistent', true],
  ['non-existing-repo/non-existing-image:example', true],
  ['busybox', false],
  ['notary:1', false],
  ['existing/app', false],
])('%s is missing: %s', (reference, expected) => expect(isMissing(reference)).toBe(expected));

test('containerd says so as in the recording image-pull', () => {
  expect(notFound('docker.io/library/no-such-image:1')).toBe(
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/no-such-image:1": failed to resolve reference "docker.io/library/no-such-image:1": docker.io/library/no-such-image:1: not found',
  );
});

const parsed = (name: string, why: string) =>
  `couldn't parse image name ${JSON.stringify(name)}: invalid reference format${why}`;

test.each([
  ['busybox', undefined],
  ['Registry/app', undefined],
  ['registry.example:5000/a/b:C_1.x', undefined],
  ['localhost/app', undefined],
  ['busybox:1@sha256:0123456789abcdef0123456789abcdef', undefined],
  ['BusyBox:1', parsed('BusyBox:1', ': repository name (library/BusyBox) must be lowercase')],
  ['docker.io/Team/app', parsed('docker.io/Team/app', ': repository name (Team/app) must be lowercase')],
  ['busybox::1', parsed('busybox::1', '')],
  ['busy box', parsed('busy box', '')],
  ['a//b', parsed('a//b', '')],
  ['busybox:', parsed('busybox:', '')],
  ['-busybox', parsed('-busybox', '')],
  ['bad_host.example/', parsed('bad_host.example/', '')],
])('the name %s: %s', (reference, fault) => expect(invalidName(reference)).toBe(fault));
