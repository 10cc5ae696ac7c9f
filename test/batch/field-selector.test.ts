import { expect, test } from 'vitest';
import { fieldIs } from '../../src/batch/field-selector.ts';

test.each([
  ['pi', 'metadata.name=pi'],
  ['a.b-c', 'metadata.name=a.b-c'],
  ['a,b', 'metadata.name=a\\,b'],
  ['a=b', 'metadata.name=a\\=b'],
  ['a\\', 'metadata.name=a\\\\'],
])('%s → %s', (name, expected) => expect(fieldIs('metadata.name', name)).toBe(expected));
