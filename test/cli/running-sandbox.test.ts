import { describe, expect, test } from 'vitest';
import { theSandbox } from '../../src/cli/running-sandbox.ts';

const one = { kubeconfig: '/tmp/one' };
const two = { kubeconfig: '/tmp/two' };
const none = { kubeconfig: undefined, environment: undefined };

describe('which embedded cluster', () => {
  test('the only one', () => expect(theSandbox([one], none)).toBe(one));
  test('the one that $KUBECONFIG leads to', () =>
    expect(theSandbox([one, two], { ...none, environment: '/tmp/two' })).toBe(two));
  test('the one that --kubeconfig names, whatever $KUBECONFIG says', () =>
    expect(theSandbox([one, two], { kubeconfig: '/tmp/one', environment: '/tmp/two' })).toBe(one));
  test('the only one, where $KUBECONFIG leads elsewhere', () =>
    expect(theSandbox([one], { ...none, environment: '/home/me/.kube/config' })).toBe(one));
});

const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['none runs', () => theSandbox([], none), /^no embedded cluster runs$/],
  ['several run', () => theSandbox([one, two], none), /^2 embedded clusters run$/],
  ['another was named', () => theSandbox([one], { ...none, kubeconfig: '/x' }), /has the kubeconfig \/x$/],
];
test.each(wrong)('%s: it says what to type', (_, choose, message) => {
  expect(choose).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message), remedy: expect.any(String) }),
  );
});
