import { describe, expect, test } from 'vitest';
import { type TargetFlagValues, targetOf } from '../../src/cli/target.ts';

const manifest = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: filed, namespace: film}';

function target(words: string, flags: TargetFlagValues = {}) {
  const names = words === '' ? [] : words.split(' ');
  return targetOf({ names, flags, namespace: flags.namespace ?? 'default', readInput: async () => manifest });
}

describe('names', () => {
  const check = (words: string, ...expected: readonly string[]) =>
    test(words, async () =>
      expect(await target(words)).toEqual({
        kind: 'names',
        jobs: expected.map((name) => ({ namespace: 'default', name })),
        cronJobs: [],
      }),
    );

  check('x', 'x');
  check('x y', 'x', 'y');
  check('x x', 'x');
  check('job/x', 'x');
  check('jobs/x', 'x');
  check('job.batch/x', 'x');
  check('jobs.batch/x', 'x');
  check('jobs.v1.batch/x', 'x');
  check('Job/x y', 'x', 'y');
  check('job x', 'x');
  check('job', 'job');
});

describe('names, where CronJobs are taken too', () => {
  const check = (words: string, jobs: string, cronJobs: string) =>
    test(words, async () => {
      const names = words.split(' ');
      const found = await targetOf({ names, flags: {}, namespace: 'n', readInput: async () => '', cronJobs: true });
      const placed = (text: string) =>
        text
          .split(' ')
          .filter(Boolean)
          .map((name) => ({ namespace: 'n', name }));
      expect(found).toEqual({ kind: 'names', jobs: placed(jobs), cronJobs: placed(cronJobs) });
    });

  check('cronjob/x', '', 'x');
  check('cj/x cronjobs.batch/y', '', 'x y');
  check('cronjob x y x', '', 'x y');
  check('job/a cronjob/x b', 'a b', 'x');
  check('cronjob', 'cronjob', '');
  check('job x', 'x', '');

  test('a kind that is neither is refused', () =>
    expect(
      targetOf({ names: ['pod/x'], flags: {}, namespace: 'n', readInput: async () => '', cronJobs: true }),
    ).rejects.toMatchObject({ exit: 'usage', message: 'this command works on Jobs, not on "pod"' }));

  test('a CronJob needs a name', () =>
    expect(
      targetOf({ names: ['cronjob/'], flags: {}, namespace: 'n', readInput: async () => '', cronJobs: true }),
    ).rejects.toMatchObject({ exit: 'usage' }));
});

describe('selectors', () => {
  const check = (name: string, flags: TargetFlagValues, expected: object) =>
    test(name, async () =>
      expect(await target('', flags)).toEqual({
        kind: 'selector',
        labelSelector: undefined,
        fieldSelector: undefined,
        ...expected,
      }),
    );

  check('labels in the namespace', { selector: 'a=b' }, { namespace: 'default', labelSelector: 'a=b' });
  check(
    'labels everywhere',
    { selector: 'a=b', 'all-namespaces': true },
    { namespace: undefined, labelSelector: 'a=b' },
  );
  check('fields', { 'field-selector': 'metadata.name=x' }, { namespace: 'default', fieldSelector: 'metadata.name=x' });
  check('all of the namespace', { all: true }, { namespace: 'default' });
  check('all of all namespaces', { all: true, 'all-namespaces': true }, { namespace: undefined });
  check('everything there is', { 'all-namespaces': true }, { namespace: undefined });
});

test('a manifest brings its namespace', async () => {
  expect(await target('', { filename: ['-'] })).toEqual({
    kind: 'names',
    jobs: [{ namespace: 'film', name: 'filed' }],
    cronJobs: [],
  });
});

describe('what does not go together', () => {
  const check = (words: string, flags: TargetFlagValues, message: string) =>
    test(`${words} ${JSON.stringify(flags)}`, () =>
      expect(target(words, flags)).rejects.toMatchObject({ exit: 'usage', message }));

  check('', {}, 'You must specify which Jobs');
  check('x', { selector: 'a=b' }, 'name cannot be provided when a selector is specified');
  check('x', { 'field-selector': 'a=b' }, 'name cannot be provided when a field selector is specified');
  check('x', { 'all-namespaces': true }, 'a resource cannot be retrieved by name across all namespaces');
  check('x', { all: true }, 'name cannot be provided when --all is specified');
  check('', { all: true, selector: 'a=b' }, "setting 'all' parameter but found a non empty selector");
  check('', { all: true, filename: ['-'] }, '--all cannot be asked for when -f is specified');
  check('x', { filename: ['-'] }, 'names cannot be provided when -f is specified');
  check('', { filename: ['-'], selector: 'a=b' }, 'a selector cannot be provided when -f is specified');
  check('', { filename: ['-'], 'all-namespaces': true }, 'all namespaces cannot be asked for when -f is specified');
  check(
    '',
    { filename: ['-'], namespace: 'x' },
    'the namespace from the provided object "film" does not match the namespace "x"',
  );
  check('pods/x', {}, 'this command works on Jobs, not on "pods"');
  check('cronjob/x', {}, 'this command works on Jobs, not on "cronjob"');
  check('job/', {}, 'arguments in resource/name form must have a single resource and name');
  check('job/a/b', {}, 'arguments in resource/name form must have a single resource and name');
  check('/x', {}, 'this command works on Jobs, not on ""');
});
