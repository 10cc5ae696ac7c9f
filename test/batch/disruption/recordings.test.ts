/** What real clusters did to evicted pods, judged event by event. */
import { expect, test } from 'vitest';
import { disruptionNotes } from '../../../src/batch/disruption/notes.ts';
import { isPass } from '../../../src/batch/disruption/verdict.ts';
import { recordedDisruptions } from '../../support/walk/disruptions.ts';

const disruptions = recordedDisruptions();

function disruptionIn(recording: string) {
  const found = disruptions.find((one) => one.recording === recording);
  if (!found) throw new Error(`nothing was evicted in ${recording}`);
  return found;
}

// What a Job comes to later is not the eviction's doing: a drill ends with its verdict.
test.each(['drain', 'evict-unprotected', 'policy-ignore'])(
  'the eviction in %s is decided by the controller’s word, and not before',
  (recording) => {
    const kinds = disruptionIn(recording).verdicts.map(({ kind }) => kind);
    expect(kinds[0]).toBe('undecided');
    expect(kinds.at(-1)).not.toMatch(/^(undecided|inconclusive)$/);
  },
);

test('policy-ignore: the pod ended well in its grace period, as long after its start as the others take', () => {
  const { verdicts } = disruptionIn('policy-ignore');
  const verdict = verdicts.at(-1);
  expect(verdict).toMatchObject({ kind: 'counted-as-success', how: 'finished', isSure: true });
  expect(verdict && verdict.kind !== 'undecided' && isPass(verdict)).toBe(true);
});

test('policy-ignore: nothing is decided before the controller has counted the pod', () => {
  const { verdicts } = disruptionIn('policy-ignore');
  expect(verdicts.flatMap((verdict) => (verdict.kind === 'undecided' ? verdict.waitsFor : []))).toEqual([
    'end',
    'count',
  ]);
});

test('evict-unprotected: one eviction fails the Job, a second after it', () => {
  const { verdicts } = disruptionIn('evict-unprotected');
  expect(verdicts.at(-1)).toMatchObject({
    kind: 'job-failed',
    rule: { action: 'Default' },
    end: { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
  });
});

test('drain: not counted, by rule 0, and replaced on the other node after the back-off', () => {
  const { verdicts, record, uid } = disruptionIn('drain');
  const held = verdicts.find(({ kind }) => kind === 'held');
  expect(held).toMatchObject({
    kind: 'held',
    rule: { action: 'Ignore', rule: 0 },
    replacement: { pod: { metadata: { name: 'drain-hbrrs' }, nodeName: 'node2' }, hasStarted: true, afterMs: 10_000 },
  });
  const seen = record.pods.get(uid);
  expect(seen && disruptionNotes(record, seen)).toEqual(['it was killed without a grace period']);
});

test('budget: the eviction was refused, so no pod was disrupted', () => {
  expect(disruptions.some(({ recording }) => recording === 'budget')).toBe(false);
});
