import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type CheckAnswer,
  checkCommand,
  type Found,
  readAnswer,
  unanswered,
} from '../../../src/batch/peers/check-script.ts';
import { type CheckTarget, checkTargets, pairVerdict, sinceOf } from '../../../src/batch/peers/check-verdict.ts';
import { publishedPods } from '../../../src/batch/peers/headless.ts';
import type { PeerFinding } from '../../../src/batch/peers/peer-findings.ts';
import { absentIndexes, peerPodOf, peersOf } from '../../../src/batch/peers/peer-pods.ts';
import { rawEndpoint, rawPeerPod, rawSlice } from '../../support/raw-peers.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A PATH with these programs, and what any container has. */
function pathWith(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'peers-check-'));
  folders.push(folder);
  for (const tool of ['sed', 'sort', 'tr', 'grep', 'cat', 'sh']) {
    const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(folder, tool));
  }
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** What the script says in a container with these programs; index 0 to 2 are looked for. */
function said(shell: string, programs: Readonly<Record<string, string>>, port?: number): string {
  const question = {
    job: 'ring',
    service: 'svc',
    suffix: 'lab.svc.cluster.local',
    targets: [{ first: 0, last: 2 }],
    port,
    timeoutSeconds: 1,
  };
  const [, ...args] = checkCommand(question);
  const shellPath = spawnSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).stdout.trim();
  const ended = spawnSync(shellPath, args, {
    // Else bash takes it for a remote shell and reads its start-up files.
    env: { PATH: pathWith(programs), SHLVL: '2' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  expect(ended.stderr).toBe('');
  return ended.stdout.trim().split('\n').sort().join('\n');
}

/** Index 0 and 1 are there, 2 is not; the full name of 1 resolves, its short one does not. */
const GETENT = `case "$1 $2" in
"hosts ring-0.svc") echo "10.0.0.10      ring-0.svc.lab.svc.cluster.local ring-0.svc" ;;
"hosts ring-1.svc.lab.svc.cluster.local") echo "10.0.0.11 ring-1.svc.lab.svc.cluster.local" ;;
"ahosts svc.lab.svc.cluster.local") printf '10.0.0.10 STREAM svc\\n10.0.0.10 DGRAM\\n10.0.0.11 STREAM\\n' ;;
*) exit 2 ;; esac`;

const NSLOOKUP = `printf 'Server:\\t\\t10.96.0.10\\nAddress:\\t10.96.0.10:53\\n\\n'
case $1 in
ring-0.svc.lab.svc.cluster.local) printf 'Name:\\t%s\\nAddress: 10.0.0.10\\n\\n' "$1" ;;
svc.lab.svc.cluster.local) printf 'Name:\\t%s\\nAddress 1: 10.0.0.10 ring-0.svc\\nAddress 2: 10.0.0.11\\n' "$1" ;;
*) echo "** server can't find $1: NXDOMAIN"; exit 1 ;; esac`;

const PING = `case $4$5 in
*ring-0.svc) echo "PING ring-0.svc (10.0.0.10): 56 data bytes" ;;
*) echo "ping: bad address '$5'" >&2; exit 1 ;; esac`;

describe.each(['sh', 'bash'])('the script, in %s', (shell) => {
  test('with getent: a name, a full name, no name; all that the Service has', () => {
    const lines = said(shell, { getent: GETENT })
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toEqual([
      'all 10.0.0.10,10.0.0.11',
      'peer 0 short 10.0.0.10',
      'peer 1 full 10.0.0.11',
      'peer 2 none',
      'with getent none',
    ]);
  });
  test("with busybox's nslookup, which does not know of search lists", () => {
    const answer = readAnswer(said(shell, { nslookup: NSLOOKUP }));
    expect(answer).toMatchObject({ resolver: 'nslookup', known: ['10.0.0.10', '10.0.0.11'] });
    expect([...answer.found.values()].map(({ kind }) => kind)).toEqual(['address', 'nothing', 'nothing']);
  });
  test('with nothing but ping', () => {
    const answer = readAnswer(said(shell, { ping: PING }));
    expect(answer.found.get(0)).toEqual({ kind: 'address', addresses: ['10.0.0.10'], connection: 'not-tried' });
    expect(answer.found.get(1)).toEqual({ kind: 'nothing' });
  });
  test('with nothing at all', () => {
    expect(readAnswer(said(shell, {}))).toMatchObject({ resolver: undefined, known: [] });
  });
  test.each([
    ['it is open', 'exit 0', 'open'],
    ['it is refused', 'echo "nc: 10.0.0.10 (10.0.0.10:80): Connection refused" >&2; exit 1', 'refused'],
    ['nobody answers', 'echo "nc: timed out" >&2; exit 1', 'silent'],
  ])('a port, where %s', (_, nc, connection) => {
    const help = 'case $1 in -h) echo "  -z  Zero-I/O mode"; exit 0 ;; esac';
    const answer = readAnswer(said(shell, { getent: GETENT, nc: `${help}\n${nc}` }, 80));
    expect(answer.connector).toBe('nc');
    expect(answer.found.get(0)).toMatchObject({ connection });
  });
  test('a port, and nothing that connects', () => {
    expect(readAnswer(said(shell, { getent: GETENT }, 80)).connector).toBeUndefined();
  });
});

test('the request does not grow with the Job', () => {
  const question = { job: 'j', service: 's', suffix: 'n', port: undefined, timeoutSeconds: 1 };
  const [one, many] = [1, 100_000].map(
    (count) => checkCommand({ ...question, targets: [{ first: 0, last: count - 1 }] }).join(' ').length,
  );
  expect((many ?? 0) - (one ?? 0)).toBeLessThan(10);
});

test('whatever a pod says, it is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(unanswered([{ first: 0, last: 1 }], readAnswer(text)).length).toBeLessThanOrEqual(2);
    }),
  );
});

describe('a pair, judged', () => {
  const target = (
    pod: Readonly<Record<string, unknown>> | undefined,
    ...endpoints: readonly Readonly<Record<string, unknown>>[]
  ): CheckTarget => {
    const peers = peersOf(pod ? [peerPodOf(pod)] : [], publishedPods([rawSlice(...endpoints)]));
    const absent = absentIndexes(peers, { completions: 5, completedIndexes: '3', failedIndexes: '4' });
    const [found] = checkTargets([{ first: 1, last: 1 }], peers, absent);
    if (!found) throw new Error('no target');
    return found;
  };
  const answer = (...known: readonly string[]): CheckAnswer => ({
    resolver: 'getent',
    connector: undefined,
    known,
    found: new Map(),
  });
  const at = (address: string, connection: 'not-tried' | 'open' | 'refused' | 'silent' = 'not-tried'): Found => ({
    kind: 'address',
    addresses: [address],
    connection,
  });
  const nothing: Found = { kind: 'nothing' };
  const runs = target(rawPeerPod(1), rawEndpoint(1));
  const broken: readonly PeerFinding[] = [{ kind: 'no-service', service: 'svc' }];
  const ended = rawPeerPod(1, { status: { phase: 'Succeeded' } });
  interface Judged {
    readonly found: Found | undefined;
    readonly of?: CheckTarget;
    readonly told?: CheckAnswer;
    readonly findings?: readonly PeerFinding[];
    readonly word: string;
  }
  const unready = target(rawPeerPod(1), rawEndpoint(1, { conditions: { ready: false } }));
  const nameless = target(rawPeerPod(1), rawEndpoint(1, { hostname: undefined }));
  const table: Readonly<Record<string, Judged>> = {
    found: { found: at('10.0.0.1'), word: 'ok' },
    'found, and connected to': { found: at('10.0.0.1', 'open'), word: 'ok' },
    'found, and refused': { found: at('10.0.0.1', 'refused'), word: 'refused' },
    'found, and no answer': { found: at('10.0.0.1', 'silent'), word: 'silent' },
    'the pod before it': { found: at('10.0.0.9'), word: 'stale' },
    'a pod that has ended': { found: at('10.0.0.1'), of: target(ended), word: 'stale' },
    'the full name alone': { found: { kind: 'full-name-only', addresses: ['10.0.0.1'] }, word: 'full-name-only' },
    'published, and known under the Service: remembered': {
      found: nothing,
      told: answer('10.0.0.0', '10.0.0.1'),
      word: 'negative-cache',
    },
    'published, and unknown': { found: nothing, told: answer('10.0.0.0'), word: 'unknown-to-dns' },
    'no pod yet': { found: nothing, of: target(undefined), word: 'no-pod' },
    ended: { found: nothing, of: target(ended), word: 'ended' },
    'no address yet': { found: nothing, of: target(rawPeerPod(1, { status: { podIP: '' } })), word: 'no-address' },
    'not ready': { found: nothing, of: unready, word: 'not-ready' },
    'not published though all is right': { found: nothing, of: target(rawPeerPod(1)), word: 'not-published' },
    'not published because something is wrong': {
      found: nothing,
      of: target(rawPeerPod(1)),
      findings: broken,
      word: 'wrong-name',
    },
    'published without its hostname': { found: nothing, of: nameless, word: 'wrong-name' },
    'not come to': { found: undefined, word: 'unanswered' },
  };
  test.each(Object.entries(table))('%s', (_, { found, of = runs, told = answer(), findings = [], word }) => {
    const verdict = pairVerdict(found, of, { answer: told, findings });
    expect(verdict.kind === 'unresolved' ? verdict.why : verdict.kind).toBe(word);
  });

  test('indexes without a pod, by what became of them', () => {
    const absent = absentIndexes([], { completions: 5, completedIndexes: '3', failedIndexes: '4' });
    const words = checkTargets([{ first: 2, last: 4 }], [], absent).map((one) =>
      pairVerdict(nothing, one, { answer: answer(), findings: [] }),
    );
    expect(words.map((verdict) => verdict.kind === 'unresolved' && verdict.why)).toEqual([
      'no-pod',
      'completed',
      'failed',
    ]);
  });

  test('since when: the end of a pod, its creation without an address, else its readiness', () => {
    const finishedAt = '2026-11-21T17:10:00Z';
    const terminated = [{ name: 'main', state: { terminated: { finishedAt } } }];
    const gone = target(rawPeerPod(1, { status: { phase: 'Failed', containerStatuses: terminated } }));
    const verdictOf = (one: CheckTarget) => pairVerdict(nothing, one, { answer: answer(), findings: [] });
    expect(sinceOf(gone, verdictOf(gone))).toBe(finishedAt);
    const young = target(rawPeerPod(1, { status: { podIP: '' } }));
    expect(sinceOf(young, verdictOf(young))).toBe('2026-11-21T17:00:00Z');
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T17:05:00Z' }];
    const ready = target(rawPeerPod(1, { status: { conditions } }), rawEndpoint(1));
    expect(sinceOf(ready, verdictOf(ready))).toBe('2026-11-21T17:05:00Z');
  });
});
