import { describe, expect, test } from 'vitest';
import { findCondition, isTrue, trueCondition } from '../../src/batch/conditions.ts';
import { aCondition } from '../support/builders.ts';

describe('the first condition of a type is the one that counts', () => {
  const yes = aCondition('Complete');
  const no = aCondition('Complete', { status: 'False' });
  const other = aCondition('Failed');
  const check = (name: string, conditions: readonly (typeof yes)[], expected: { found: unknown; holds: boolean }) =>
    test(name, () => {
      expect(findCondition(conditions, 'Complete')).toBe(expected.found);
      expect(isTrue(conditions, 'Complete')).toBe(expected.holds);
      expect(trueCondition(conditions, 'Complete')).toBe(expected.holds ? expected.found : undefined);
    });

  check('none', [], { found: undefined, holds: false });
  check('another type', [other], { found: undefined, holds: false });
  check('True', [other, yes], { found: yes, holds: true });
  check('False', [no], { found: no, holds: false });
  check('False before True', [no, yes], { found: no, holds: false });
  check('True before False', [yes, no], { found: yes, holds: true });
  const unknown = aCondition('Complete', { status: 'Unknown' });
  check('Unknown is not True', [unknown], { found: unknown, holds: false });
  const lower = aCondition('Complete', { status: 'true' });
  check('true in small letters is not True', [lower], { found: lower, holds: false });
});
