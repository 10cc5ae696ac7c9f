import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../../src/batch/disruption/advice.ts';
import type { DisruptionVerdict } from '../../../src/batch/disruption/verdict.ts';
import type { Job } from '../../../src/batch/objects.ts';
import { verdictFor } from '../../../src/batch/pod-failure-policy.ts';
import { normaliseJob } from '../../../src/cluster/normalise.ts';
import { aContainer } from '../../support/build-job.ts';
import { aJob, aPod, aPolicyRule, type JobBuilder } from '../../support/builders.ts';

const rule = { action: 'Default', because: '' } as const;
const counted: DisruptionVerdict = { kind: 'counted', rule, retriesLeft: 1, of: 'job', replacement: undefined };
const cutShort: DisruptionVerdict = { kind: 'counted-as-success', how: 'stopped-early', isSure: true, because: '' };
const noReplacement = (why: 'quota' | 'unschedulable' | 'pod-replacement-policy' | 'unknown'): DisruptionVerdict => ({
  kind: 'no-replacement',
  rule,
  why,
  text: '',
});

const disrupted = aPod('p').failed(143).condition('DisruptionTarget').build();

describe('what would have helped', () => {
  const check = (name: string, job: JobBuilder, verdict: DisruptionVerdict, expected: readonly object[]) =>
    test(name, () => expect(adviceFor(verdict, { job: job.build(), pod: disrupted })).toMatchObject(expected));
  const running = (command: readonly string[]) => aJob('x').template({ containers: [aContainer('main', { command })] });
  const ignoring = { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] };

  check('nothing, where it held', aJob('x'), { kind: 'held', rule, replacement: undefined }, []);
  check('a rule', aJob('x'), counted, [{ isMutable: false, manifest: { spec: { podFailurePolicy: ignoring } } }]);
  check('a rule, and restartPolicy Never', aJob('x').template({ restartPolicy: 'OnFailure' }), counted, [
    { manifest: { spec: { podFailurePolicy: ignoring, template: { spec: { restartPolicy: 'Never' } } } } },
  ]);
  check('a trap in a script', running(['bash', '-c', 'work']), cutShort, [
    {
      manifest: {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  command: [
                    'bash',
                    '-c',
                    `trap 'kill "$pid"; wait "$pid"; exit 143' TERM\n(\nwork\n) &\npid=$!\nwait "$pid"\n`,
                  ],
                },
              ],
            },
          },
        },
      },
    },
  ]);
  check('words alone for another program', running(['/app/work']), cutShort, [{ manifest: undefined }]);
  check('words alone for a script with a trap', running(['sh', '-c', "trap 'exit 0' TERM; work"]), cutShort, [
    { manifest: undefined },
  ]);
  check('room in the quota', aJob('x').parallelism(3), noReplacement('quota'), [
    { isMutable: true, manifest: { spec: { parallelism: 2 } } },
  ]);
  check('nothing, of one pod at a time', aJob('x'), noReplacement('quota'), []);
  check(
    'replacement at once, without a policy',
    aJob('x').spec({ podReplacementPolicy: 'Failed' }),
    noReplacement('pod-replacement-policy'),
    [{ isMutable: true, manifest: { spec: { podReplacementPolicy: 'TerminatingOrFailed' } } }],
  );
  check('a shorter grace period, with one', aJob('x').podFailurePolicy(), noReplacement('pod-replacement-policy'), [
    { isMutable: false, manifest: { spec: { template: { spec: { terminationGracePeriodSeconds: 10 } } } } },
  ]);
  check('more nodes', aJob('x').template({ nodeSelector: { a: 'b' } }), noReplacement('unschedulable'), [
    { manifest: { spec: {} } },
  ]);
  check(
    'a podReplacementPolicy that goes with it',
    aJob('x').spec({ podReplacementPolicy: 'TerminatingOrFailed' }),
    counted,
    [{ manifest: { spec: { podFailurePolicy: ignoring, podReplacementPolicy: 'Failed' } } }],
  );
  test('no rule, where the pod was deleted and not evicted', () => {
    const deleted = aPod('p').failed(143).build();
    expect(adviceFor(counted, { job: aJob('x').build(), pod: deleted })).toEqual([
      { text: expect.stringContaining('a plain deletion'), manifest: undefined, isMutable: false },
    ]);
  });
  check('nothing that is known', aJob('x'), noReplacement('unknown'), []);
});

const anyRule = fc.record({
  action: fc.constantFrom('FailJob', 'Ignore', 'Count'),
  codes: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 4 })),
  operator: fc.constantFrom('In', 'NotIn'),
});

test('with the rule that is advised, a disruption is ignored, whatever rules there were before', () => {
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 5 }), fc.integer({ min: 1, max: 255 }), (rules, code) => {
      const before = aJob('x').podFailurePolicy(
        ...rules.map(({ action, codes, operator }) =>
          codes
            ? aPolicyRule(action, { onExitCodes: { containerName: undefined, operator, values: codes } })
            : aPolicyRule(action, { onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }),
        ),
      );
      const after = pasted(before.build());
      const pod = aPod('p').failed(code).condition('DisruptionTarget').build();
      expect(verdictFor(pod, after).action).toBe('Ignore');
    }),
  );
});

/** The Job with what is advised pasted into it. */
function pasted(job: Job): Job {
  const [advice] = adviceFor(counted, { job, pod: disrupted });
  return normaliseJob({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' }, ...advice?.manifest });
}
