import { expect, test } from 'vitest';
import { imageOf, isMissing, notFound } from '../../../src/sandbox/kubelet/image-names.ts';

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
  ['busybox', false],
  ['notary:1', false],
  ['existing/app', false],
])('%s is missing: %s', (reference, expected) => expect(isMissing(reference)).toBe(expected));

test('containerd says so as in the recording image-pull', () => {
  expect(notFound('docker.io/library/no-such-image:1')).toBe(
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/no-such-image:1": failed to resolve reference "docker.io/library/no-such-image:1": docker.io/library/no-such-image:1: not found',
  );
});
