import { describe, expect, test } from 'vitest';
import { requirementsOf, selectsLabels } from '../../src/batch/label-selector.ts';

const labels = { app: 'render', tier: 'gpu' };
const where = (operator: string, key: string, ...values: readonly string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a label selector', () => {
  const check = (name: string, selector: unknown, expected: boolean) =>
    test(name, () => expect(selectsLabels(selector, labels)).toBe(expected));
  check('that is empty selects all', {}, true);
  check('that is not there selects nothing', undefined, false);
  check('of null selects nothing', null, false);
  check('wants all its labels', { matchLabels: { app: 'render', tier: 'cpu' } }, false);
  check('wants labels', { matchLabels: { app: 'render' } }, true);
  check('In', where('In', 'tier', 'cpu', 'gpu'), true);
  check('In of a label that is not there', where('In', 'zone', 'a'), false);
  check('NotIn', where('NotIn', 'tier', 'gpu'), false);
  check('NotIn of a label that is not there', where('NotIn', 'zone', 'a'), true);
  check('Exists', where('Exists', 'app'), true);
  check('DoesNotExist', where('DoesNotExist', 'app'), false);
  check('with an unknown operator selects nothing', where('Near', 'app'), false);
  check('with an expression that is none selects nothing', { matchExpressions: ['app'] }, false);
});

describe('the requirements of a selector, as kubectl writes them', () => {
  const check = (name: string, selector: Partial<Parameters<typeof requirementsOf>[0]>, expected: readonly string[]) =>
    test(name, () => expect(requirementsOf({ matchLabels: {}, matchExpressions: [], ...selector })).toEqual(expected));
  check('none', {}, []);
  check('labels, by key', { matchLabels: { tier: 'gpu', app: 'render' } }, ['app=render', 'tier=gpu']);
  check('In, its values in order', where('In', 'tier', 'gpu', 'cpu'), ['tier in (cpu,gpu)']);
  check('NotIn', where('NotIn', 'tier', 'gpu'), ['tier notin (gpu)']);
  check('Exists', where('Exists', 'app'), ['app']);
  check('DoesNotExist', where('DoesNotExist', 'app'), ['!app']);
  check('both kinds, by key', { matchLabels: { m: '1' }, ...where('DoesNotExist', 'a') }, ['!a', 'm=1']);
});
