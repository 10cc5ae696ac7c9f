import { expect, test } from 'vitest';
import { readAnswer } from '../../src/batch/peers/check-script.ts';
import { checkTargets, pairVerdict } from '../../src/batch/peers/check-verdict.ts';
import { peerServiceOf } from '../../src/batch/peers/headless.ts';
import { normaliseJob } from '../../src/cluster/normalise.ts';
import type { CheckResult, CheckRow } from '../../src/operations/peers/check-result.ts';
import { composePeers } from '../../src/operations/peers.ts';
import { checkText } from '../../src/views/peers/check.ts';
import { checkObject } from '../../src/views/peers/check-json.ts';
import { expectGolden } from '../support/golden.ts';
import { rawEndpoint, rawPeerJob, rawPeerPod, rawPeerService, rawSlice } from '../support/raw-peers.ts';

const PIPE = { width: undefined, colour: false, unicode: true };

/** What the pods of these indexes say of a Job of `count`; undefined: nobody asked them. */
function checked(count: number, answers: Readonly<Record<number, string | undefined>>, port?: number): CheckResult {
  const indexes = Array.from({ length: count }, (_, i) => i);
  const asRead = (object: object) => ({
    apiVersion: 'v1',
    kind: '',
    ...object,
    metadata: { name: '', namespace: '', uid: '', resourceVersion: '', ...Object(Reflect.get(object, 'metadata')) },
  });
  const peers = composePeers({
    job: normaliseJob(rawPeerJob({ spec: { completions: count, parallelism: count } })),
    service: { kind: 'found', service: peerServiceOf(rawPeerService()) },
    pods: indexes.map((index) => asRead(rawPeerPod(index))),
    slices: [asRead(rawSlice(...indexes.map((index) => rawEndpoint(index))))],
    clusterDomain: 'cluster.local',
  });
  const targets = checkTargets([{ first: 0, last: count - 1 }], peers.peers, peers.absent);
  const rows = indexes.map((index): CheckRow => {
    const text = answers[index];
    const pod = `ring-${index}-abcde`;
    if (text === undefined) return { kind: 'unasked', index, pod, why: { kind: 'no-shell' } };
    if (text === '') return { kind: 'not-running', index, pod };
    const answer = readAnswer(text);
    const verdicts = targets.map((target) =>
      pairVerdict(answer.found.get(target.index), target, { answer, findings: peers.findings }),
    );
    return { kind: 'asked', index, pod, answer, verdicts };
  });
  const verdicts = rows.flatMap((row) => (row.kind === 'asked' ? row.verdicts : []));
  const well = verdicts.filter(({ kind }) => kind === 'ok').length;
  return { peers, targets, rows, port, pairs: verdicts.length, well, now: Date.parse('2026-11-21T17:01:30Z') };
}

const all = (count: number, but: Readonly<Record<number, string>> = {}, tail = ''): string =>
  [
    'with getent nc',
    `all 10.0.0.0,10.0.0.1`,
    ...Array.from({ length: count }, (_, i) => `peer ${i} ${but[i] ?? `short 10.0.0.${i}${tail}`}`),
  ].join('\n');

test('nine of nine', () => {
  expectGolden('peers-check/whole.txt', checkText(checked(3, { 0: all(3), 1: all(3), 2: all(3) }), PIPE));
});

test('whatever can go wrong, each with its mark and its reason', () => {
  const answers = {
    0: all(6, { 1: 'none', 2: 'short 10.9.9.9', 3: 'full 10.0.0.3', 5: 'none' }),
    1: all(6, { 1: 'none', 5: 'none' }),
    2: undefined,
    3: '',
    4: all(6, { 2: 'short 10.9.9.9' }).replace('\npeer 4 short 10.0.0.4', ''),
    5: all(6),
  };
  const result = checked(6, answers);
  expectGolden('peers-check/trouble.txt', checkText(result, PIPE));
  expectGolden('peers-check/trouble.json', `${JSON.stringify(checkObject(result), null, 2)}\n`);
});

test('a port', () => {
  const answers = {
    0: all(2, { 1: 'short 10.0.0.1 refused' }, ' open'),
    1: all(2, { 0: 'short 10.0.0.0 silent' }, ' open'),
  };
  expectGolden('peers-check/port.txt', checkText(checked(2, answers, 8080), { ...PIPE, colour: true, width: 60 }));
});

test('a hundred pods are no picture, but a line each', () => {
  const answers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, all(100, i < 50 ? { 7: 'none' } : {})]));
  const lines = checkText(checked(100, answers), PIPE).split('\n');
  expect(lines[0]).toBe('FROM   POD             SEES');
  expect(lines[1]).toBe('0      ring-0-abcde    99/100');
  expect(lines).toContain('9950 of 10000 pairs resolve.');
  expect(lines.at(-2)).toMatch(/^x ring-7\.svc .*From: 0-49$/);
});

test('nothing that a terminal would act on comes through', () => {
  const result = checked(2, { 0: all(2, { 1: 'short 10.0.0.1\x1b[2J' }), 1: all(2) });
  expect(checkText(result, PIPE)).not.toContain('\x1b');
});
