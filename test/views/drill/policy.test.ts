import { expect, test } from 'vitest';
import { policyFindings } from '../../../src/batch/policy/findings.ts';
import { policyExit } from '../../../src/operations/drill/policy/exit.ts';
import type { Rehearsal } from '../../../src/operations/drill/policy.ts';
import { policyObject, policyPieces, policyText } from '../../../src/views/drill/policy.ts';
import type { Page } from '../../../src/views/page.ts';
import { aJob, aPolicyRule } from '../../support/builders.ts';
import { expectGolden } from '../../support/golden.ts';

const pipe: Page = { width: undefined, colour: false, unicode: true };
const terminal: Page = { width: 90, colour: true, unicode: true };

const exits = (action: string, containerName: string) =>
  aPolicyRule(action, { onExitCodes: { containerName, operator: 'In', values: [42] } });
const job = aJob('sweep')
  .podFailurePolicy(
    exits('FailJob', 'main'),
    exits('Ignore', 'main'),
    aPolicyRule('Ignore', { onPodConditions: [{ type: 'Broken', status: 'True' }] }),
  )
  .build();

const rehearsals: readonly Rehearsal[] = [
  {
    rule: 0,
    action: 'FailJob',
    firing: { kind: 'exit', container: 'main', code: 42 },
    expected: { kind: 'job-failed', reason: 'PodFailurePolicy' },
    observed: { kind: 'counted', retriesLeft: 5, of: 'job', message: '' },
    kind: 'differs',
    message: '',
  },
  {
    rule: 1,
    action: 'Ignore',
    firing: undefined,
    expected: undefined,
    observed: undefined,
    kind: 'cannot-fire',
    message: 'it can never fire',
  },
  {
    rule: 2,
    action: 'Ignore',
    firing: { kind: 'condition', condition: { type: 'Broken', status: 'True' }, container: 'main', code: 137 },
    expected: { kind: 'ignored' },
    observed: undefined,
    kind: 'not-seen',
    message: 'nothing happened in time',
  },
  {
    rule: undefined,
    action: '',
    firing: { kind: 'exit', container: 'main', code: 1 },
    expected: { kind: 'counted', retriesLeft: 5, of: 'job' },
    observed: { kind: 'counted', retriesLeft: 5, of: 'job', message: '' },
    kind: 'as-expected',
    message: '',
  },
];
const result = { job, rehearsals, findings: policyFindings(job.spec), warnings: [], left: [] };

test('a rehearsal is a table, and what is wrong with the rules', () => {
  expectGolden('drill/policy.txt', policyText(result, pipe));
  expectGolden('drill/policy.colour.txt', policyText(result, terminal));
});

test('and data', () => expectGolden('drill/policy.json', `${JSON.stringify(policyObject(result), null, 2)}\n`));

test('what could not be deleted is told with the command that does it', async () => {
  const command = ['kubectl', 'delete', 'job', 'drill-x', '-n', 'film'];
  expect(await policyPieces({ kind: 'not-deleted', command }, { kind: 'text' }, pipe)).toEqual([
    { kind: 'notice', text: 'error: a copy could not be deleted: kubectl delete job drill-x -n film\n' },
  ]);
});

test.each([
  ['failed', result],
  ['error', { ...result, left: [['kubectl']] }],
  ['error', { ...result, findings: [], rehearsals: rehearsals.slice(2) }],
  ['ok', { ...result, findings: [], rehearsals: rehearsals.slice(3) }],
] as const)('it ends with %s', (exit, one) => expect(policyExit(one)).toBe(exit));
