/** The screens of drills, as the recorded evictions would have been told. */
import { describe, expect, test } from 'vitest';
import type { DrainPlan, DrillResult, DrillUpdate } from '../../../src/operations/drill/drain/request.ts';
import { drillOutput, drillsOutput, planText } from '../../../src/views/drill/drain.ts';
import { drainResultText } from '../../../src/views/drill/drain-result.ts';
import type { Page } from '../../../src/views/page.ts';
import { isHarmless } from '../../../src/views/text.ts';
import { expectGolden } from '../../support/golden.ts';
import { recordedDrill } from '../../support/walk/disruptions.ts';

const pipe: Page = { width: undefined, colour: false, unicode: true };
const terminal: Page = { width: 90, colour: true, unicode: true };
const view = { format: { kind: 'text' } as const, page: () => pipe, redraws: false, single: true };

describe('a drill is told', () => {
  for (const recording of ['drain', 'policy-ignore', 'evict-unprotected']) {
    test(`as it would have been in ${recording}`, async () => {
      const result = recordedDrill(recording);
      expectGolden(`drill/${recording}.txt`, await drainResultText(result, pipe));
      expectGolden(`drill/${recording}.colour.txt`, await drainResultText(result, terminal));
      const data = await drillsOutput([result], { ...view, format: { kind: 'yaml' }, stopped: undefined });
      expectGolden(`drill/${recording}.yaml`, data);
    });
  }

  test('with what could not be undone, and the command that does it', async () => {
    const undo = {
      kind: 'failed',
      message: 'no answer',
      command: ['kubectl', 'job', 'drill', 'restore', 'node1'],
    } as const;
    const text = await drainResultText({ ...recordedDrill('drain'), undo }, pipe);
    expect(text).toContain(
      '  node node1 is still cordoned (no answer); this undoes it: kubectl job drill restore node1\n',
    );
  });

  test('of a whole node with who is still there', async () => {
    const drill = recordedDrill('drain');
    const pod = { namespace: 'film', uid: 'u', labels: {}, message: '' };
    const remaining = [
      { ...pod, name: 'a', why: 'not-gone' },
      { ...pod, name: 'b', why: 'not-gone', message: 'a budget\u001b[2J' },
      { ...pod, name: 'c', why: 'not-waited-for' },
    ] as const;
    const whole: DrillResult = { ...drill, plan: { ...drill.plan, scope: 'whole-node' } };
    const lines = [
      '  still there: 3 pods that were to be evicted',
      '    film/a was still ending',
      '    film/b a budget',
      '    film/c should be gone by now: not waited for',
    ];
    expect(await drainResultText({ ...whole, remaining }, pipe)).toContain(`\n${lines.join('\n')}\n`);
    expect(await drainResultText(whole, pipe)).toContain('\n  all evicted pods are gone from the node\n');
    expect(await drainResultText(drill, pipe)).not.toContain('evicted pods');
    const how = { ...view, format: { kind: 'json' } as const, stopped: undefined };
    expect(JSON.parse(await drillsOutput([{ ...whole, remaining }], how)).remaining[2]).toEqual({
      namespace: 'film',
      name: 'c',
      why: 'not-waited-for',
    });
  });

  test('as a list where there were several', async () => {
    const result = recordedDrill('drain');
    const how = { ...view, single: false, format: { kind: 'json' } as const, stopped: 'the Job has ended' };
    expect(JSON.parse(await drillsOutput([result, result], how))).toMatchObject({
      kind: 'JobDrillList',
      stopped: 'the Job has ended',
      items: [{ verdict: { kind: 'held' } }, { verdict: { kind: 'held' } }],
    });
  });
});

describe('the plan', () => {
  const plan = recordedDrill('drain').plan;
  const other = {
    uid: 'u',
    labels: {},
    phase: 'Running',
    isMirror: false,
    hasEmptyDir: false,
    graceSeconds: 30,
    deletionTimestamp: undefined,
  };
  const check = (name: string, fields: Partial<DrainPlan>) =>
    test(name, () => expectGolden(`drill/plan-${name}.txt`, planText({ ...plan, ...fields })));
  check('job', {
    bystanders: 4,
    budgets: [
      { namespace: plan.job.metadata.namespace, name: 'keep', text: 'it needs 2 healthy pods and has 2 currently' },
    ],
  });
  check('evict-only', { scope: 'evict-only', bystanders: undefined });
  check('also-held', {
    alsoHeldBy: [{ id: 'a', job: 'film/x', since: '', until: '', host: 'desk', pid: 7 }],
    budgets: [{ namespace: 'elsewhere', name: 'keep', text: 'it needs 2 healthy pods and has 2 currently' }],
  });
  check('whole-node', {
    scope: 'whole-node',
    bystanders: undefined,
    isCordoned: true,
    others: Array.from({ length: 12 }, (_, i) => ({
      ...other,
      namespace: 'film',
      name: `pod-${i}`,
      controller: { kind: 'Job', name: 'render' },
    })),
    warnings: [{ text: 'ignoring DaemonSet-managed Pods', pods: ['kube-system/agent'] }],
    leftovers: [
      {
        node: 'node2',
        marks: [{ id: 'a', job: 'film/x', since: '2026-11-21T12:00:00Z', until: '', host: 'desk', pid: 7 }],
      },
    ],
  });
});

test('notices are told once, and what a cluster says is made harmless', async () => {
  const piecesOf = drillOutput(view);
  const refused: DrillUpdate = { kind: 'refused-eviction', pod: 'film/p', message: 'no\u001b[2J', retryInMs: 5000 };
  const texts: string[] = [];
  for (const update of [refused, refused]) texts.push(...(await piecesOf(update)).map(({ text }) => text));
  expect(texts).toEqual(['pod/film/p cannot be evicted: no; asked again every 5s until time is up\n']);
});

test('on a terminal it is told what is waited for; in a pipe only what happens', async () => {
  const waiting: DrillUpdate = { kind: 'waiting', waitsFor: 'replacement', seconds: 12 };
  expect(await drillOutput(view)(waiting)).toEqual([]);
  expect(await drillOutput({ ...view, redraws: true })(waiting)).toEqual([
    { kind: 'progress', text: 'waiting for a replacement that runs, 12s after the eviction' },
  ]);
});

test('no screen has a control character of the cluster’s', async () => {
  const result = recordedDrill('evict-unprotected');
  const wild = (text: string) => `${text}\u001b]0;x\u0007\u202e`;
  const { verdict } = result;
  if (verdict.kind !== 'job-failed') throw new Error('the Job did not fail');
  const end = { ...verdict.end, message: wild(verdict.end.message) };
  const steps = result.timeline.map((step) => ({ ...step, text: wild(step.text) }));
  const spoilt: DrillResult = { ...result, verdict: { ...verdict, end }, timeline: steps };
  expect(isHarmless(await drainResultText(spoilt, pipe))).toBe(true);
});
