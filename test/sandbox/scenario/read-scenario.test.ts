import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../src/sandbox/scenario/read-scenario.ts';
import { ScenarioError } from '../../../src/sandbox/scenario/scenario.ts';
import { overrideOf } from '../../../src/sandbox/scenario/scenario-pods.ts';

const problemsOf = (text: string): readonly string[] => {
  try {
    readScenario(text);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
};

describe('a scenario says what is wrong with it', () => {
  const check = (name: string, text: string, ...expected: readonly string[]) =>
    test(name, () => expect(problemsOf(text)).toEqual(expected.map((part) => expect.stringContaining(part))));

  check('nothing at all is a scenario', '');
  check('so is JSON', '{"jobs": [{"job": "a", "exitCode": 1}]}');
  check('what is no YAML', 'jobs: [', 'it is no YAML: ');
  check('what is no object', '- a', 'the scenario: must be an object');
  check('a field that there is not', 'job: []', 'job: there is no such field; there are jobs, faults, unknownPrograms');
  check('jobs that are no list', 'jobs: {a: 1}', 'jobs: must be a list');
  check('a rule without anything to say', 'jobs: [{job: a}]', 'jobs[0].job: the rule says nothing about its pods');
  check(
    'an exit code that is none',
    'jobs: [{exitCode: 256}]',
    'jobs[0].exitCode: must be a whole number from 0 to 255',
  );
  check('a time that is none', 'jobs: [{runTime: soon}]', 'jobs[0].runTime: must be a duration');
  check('indexes that are none', 'jobs: [{indexes: 9-3, exitCode: 1}]', 'jobs[0].indexes: "9-3" ends before it begins');
  check('a reaction that is none', 'jobs: [{onTerm: flee}]', 'jobs[0].onTerm: must be ignore, or an object');
  check('a part of a reaction', 'jobs: [{onTerm: {exitCode: x}}]', 'jobs[0].onTerm: exitCode: must be a whole number');
  check('a fault that is none', 'faults: [{at: 1s, kind: rain}]', 'faults[0].kind: must be one of watch-cut');
  check('a fault without its field', 'faults: [{kind: away}]', 'faults[0].for: must be a duration');
  check(
    'a fault with a field too many',
    'faults: [{kind: slow, by: 1s, times: 2}]',
    'faults[0].times: slow has no such field; there are verb, resource, by, for',
  );
  check('a cut that does not say how', 'faults: [{at: 1s, kind: watch-cut}]');
  check(
    'everything at once',
    'jobs: [{exitCode: x, runTime: y}]\nmore: 1',
    'jobs[0].runTime',
    'jobs[0].exitCode',
    'more',
  );
});

describe('of each field the first rule decides that fits and has it', () => {
  const { jobs } = readScenario(`
jobs:
- {job: sweep-*, indexes: 1-2, attempts: 1, exitCode: 1}
- {job: sweep-a, namespace: film, runTime: 9s, exitCode: 2}
- {job: '*', onTerm: ignore, runTime: 1s}
`);
  const pod = { job: 'sweep-a', namespace: 'film', index: 1, attempt: 1 };
  const check = (name: string, change: Partial<typeof pod>, expected: object) =>
    test(name, () => expect(overrideOf(jobs, { ...pod, ...change })).toEqual(expected));

  check('all three fit', {}, { exitCode: 1, runMs: 9000, onTerm: 'ignore' });
  check('another attempt', { attempt: 2 }, { exitCode: 2, runMs: 9000, onTerm: 'ignore' });
  check('another index', { index: 3 }, { exitCode: 2, runMs: 9000, onTerm: 'ignore' });
  check('another namespace', { namespace: 'tape' }, { exitCode: 1, runMs: 1000, onTerm: 'ignore' });
  check('another Job', { job: 'render' }, { runMs: 1000, onTerm: 'ignore' });
  test('none', () => expect(overrideOf(jobs.slice(0, 2), { ...pod, job: 'render' })).toBeUndefined());
});

test('times are read as they are written', () => {
  const { jobs, faults, unknownProgram } = readScenario(`
jobs: [{pullTime: 1m30s, runTime: 2, output: "a\\nb\\n", onTerm: {after: 500ms}}]
faults: [{at: 1m, kind: clock-jump, by: -1h}, {kind: away, for: 3s}]
unknownPrograms: {runTime: 5s, exitCode: 4}
`);
  expect(jobs[0]?.override).toEqual({
    pullMs: 90_000,
    runMs: 2000,
    output: ['a', 'b'],
    onTerm: { exitCode: 143, afterMs: 500 },
  });
  expect(faults).toEqual([
    { atMs: 60_000, fault: { kind: 'clock-jump', byMs: -3_600_000 } },
    { atMs: 0, fault: { kind: 'away', forMs: 3000 } },
  ]);
  expect(unknownProgram).toEqual({ ms: 5000, code: 4 });
});

test('the example of docs/scenarios.md is a scenario, and has every field', () => {
  const page = readFileSync('docs/scenarios.md', 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { jobs, faults } = readScenario(example);
  expect(faults.map(({ atMs }) => atMs)).toEqual([30_000, 60_000]);
  const said = new Set(jobs.flatMap(({ override }) => Object.keys(override)));
  const fields = [
    'pullMs',
    'pullFailure',
    'runMs',
    'output',
    'exitCode',
    'onTerm',
    'isOutOfMemory',
    'isStuckTerminating',
  ];
  expect([...said].sort()).toEqual([...fields, 'unknownProgram'].sort());
});
