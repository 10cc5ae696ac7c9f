/** What `kubectl explain` says of Jobs and CronJobs is about what there is, and about all of it. */
import { expect, test } from 'vitest';
import { descriptionOf, LINES } from '../../../src/sandbox/openapi/descriptions.ts';
import { hasStruct, structNamed } from '../../../src/sandbox/schema/schema.ts';
import { BATCH_TYPES } from '../../../src/sandbox/schema/types/batch.ts';

const structs = [...BATCH_TYPES.matchAll(/^([A-Z]\w*)/gm)].map(([name]) => name);

test('every field of batch/v1 is described', () => {
  const fields = structs.flatMap((name) => structNamed(name).fields.map((field) => [name, field.name] as const));
  expect(fields.length).toBeGreaterThan(60);
  expect(fields.filter(([struct, field]) => descriptionOf(struct, field) === undefined)).toEqual([]);
});

test('nothing else is, and everything but once', () => {
  const names = LINES.trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
  const unknown = names.filter((name) => {
    const [struct = '', field] = name.split('.');
    return !hasStruct(struct) || (field !== undefined && !structNamed(struct).byName.has(field));
  });
  expect(unknown).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('what other kinds call so is something else', () => {
  expect(descriptionOf('OwnerReference', 'kind')).toBeUndefined();
  expect(descriptionOf('Job', 'kind')).toBe('What kind of object this is. It cannot be changed.');
});
