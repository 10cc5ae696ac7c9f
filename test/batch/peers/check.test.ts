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
  saysNoShell,
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

/** A PATH with these programs and a shell: no sed, no sort, no grep. */
function pathWith(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'peers-check-'));
  folders.push(folder);
  symlinkSync(spawnSync('sh', ['-c', 'command -v sh'], { encoding: 'utf8' }).stdout.trim(), join(folder, 'sh'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

interface Container {
  readonly programs: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly search?: string;
}

/** What the script says in index 1 of a Job, in a container with these programs; index 0 to 2 are looked for. */
function said(shell: string, { programs, port, search = SEARCH }: Container): string {
  const question = {
    job: 'ring',
    self: 1,
    service: 'svc',
    suffix: 'lab.svc.cluster.local',
    targets: [{ first: 0, last: 2 }],
    port,
    timeoutSeconds: 1,
  };
  const path = pathWith(programs);
  const resolver = join(path, 'resolv.conf');
  writeFileSync(resolver, `nameserver 10.96.0.10\nsearch ${search}\noptions ndots:5\n`);
  const [, ...args] = checkCommand(question).map((word) => word.replace('/etc/resolv.conf', resolver));
  const shellPath = spawnSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).stdout.trim();
  const ended = spawnSync(shellPath, args, {
    // Else bash takes it for a remote shell and reads its start-up files.
    env: { PATH: path, SHLVL: '2' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  expect(ended.stderr).toBe('');
  return ended.stdout.trim().split('\n').sort().join('\n');
}

const SEARCH = 'lab.svc.cluster.local svc.cluster.local cluster.local';

/** Index 0 is there; the full names of 1 and 2 resolve, their short ones do not. */
const GETENT = `case "$1 $2" in
"hosts ring-0.svc") echo "10.0.0.10      ring-0.svc.lab.svc.cluster.local ring-0.svc" ;;
"hosts ring-1.svc.lab.svc.cluster.local") echo "10.0.0.11 ring-1.svc.lab.svc.cluster.local" ;;
"hosts ring-2.svc.lab.svc.cluster.local") echo "10.0.0.12 ring-2.svc.lab.svc.cluster.local" ;;
"hosts svc.lab.svc.cluster.local") echo "10.0.0.10 svc.lab.svc.cluster.local" ;;
"ahosts svc.lab.svc.cluster.local") printf '10.0.0.10 STREAM svc\\n10.0.0.10 DGRAM\\n10.0.0.11 STREAM\\n' ;;
*) exit 2 ;; esac`;

const NSLOOKUP = `printf 'Server:\\t\\t10.96.0.10\\nAddress:\\t10.96.0.10:53\\n\\n'
case $1 in
ring-0.svc.lab.svc.cluster.local) printf 'Name:\\t%s\\nAddress: 10.0.0.10\\n\\n' "$1" ;;
svc.lab.svc.cluster.local) printf 'Name:\\t%s\\nAddress 1: 10.0.0.10 ring-0.svc\\nAddress 2: 10.0.0.11\\n' "$1" ;;
*) echo "** server can't find $1: NXDOMAIN"; exit 1 ;; esac`;

const PING = `case $5 in
127.0.0.1) echo "PING 127.0.0.1 (127.0.0.1): 56 data bytes" ;;
*ring-2.svc) echo "PING ring-2.svc(ring-2.svc (fd00::2)) 56 data bytes" ;;
*ring-0.svc) echo "PING ring-0.svc (10.0.0.10): 56 data bytes" ;;
*) echo "ping: bad address '$5'" >&2; exit 1 ;; esac`;

describe.each(['sh', 'bash'])('the script, in %s', (shell) => {
  const kindsOf = (container: Container) => {
    const { found } = readAnswer(said(shell, container));
    return [0, 1, 2].map((index) => found.get(index)?.kind).join(' ');
  };

  test('with getent: a name, its own full name, which /etc/hosts has, a full name; all that the Service has', () => {
    const lines = said(shell, { programs: { getent: GETENT } })
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toEqual([
      'all 10.0.0.10,10.0.0.11',
      'peer 0 short 10.0.0.10',
      'peer 1 none',
      'peer 2 full 10.0.0.12',
      'with getent none',
    ]);
  });
  test('where the search list is another, its own full name tells so', () => {
    expect(kindsOf({ programs: { getent: GETENT }, search: 'other.svc.cluster.local' })).toBe(
      'address full-name-only full-name-only',
    );
  });
  test("with Alpine's getent, which does not know ahosts, nslookup tells all that the Service has", () => {
    const getent = GETENT.replace(/"ahosts.*\n/, '');
    const known = (programs: Container['programs']) => readAnswer(said(shell, { programs })).known;
    expect(known({ getent, nslookup: NSLOOKUP })).toEqual(['10.0.0.10', '10.0.0.11']);
    expect(known({ getent })).toEqual(['10.0.0.10']);
  });
  test("with busybox's nslookup, which does not know of search lists: these are read", () => {
    const programs = { nslookup: NSLOOKUP };
    expect(readAnswer(said(shell, { programs }))).toMatchObject({
      resolver: 'nslookup',
      known: ['10.0.0.10', '10.0.0.11'],
    });
    expect(kindsOf({ programs })).toBe('address nothing nothing');
    expect(kindsOf({ programs, search: 'svc.cluster.local' })).toBe('full-name-only nothing nothing');
  });
  test('with nothing but ping', () => {
    const answer = readAnswer(said(shell, { programs: { ping: PING } }));
    expect(answer.found.get(0)).toEqual({ kind: 'address', addresses: ['10.0.0.10'], connection: 'not-tried' });
    expect(answer.found.get(1)).toEqual({ kind: 'nothing' });
    expect(answer.found.get(2)).toMatchObject({ addresses: ['fd00::2'] });
  });
  test('with nothing but a ping that may not send anything', () => {
    const ping = 'echo "ping: socket: Operation not permitted" >&2; exit 2';
    expect(readAnswer(said(shell, { programs: { ping } })).resolver).toBeUndefined();
  });
  test('with nothing at all', () => {
    expect(readAnswer(said(shell, { programs: {} }))).toMatchObject({ resolver: undefined, known: [] });
  });
  const help = 'case $1 in -h) echo "  -z  Zero-I/O mode"; exit 0 ;; esac';
  test.each([
    ['it is open', 'exit 0', 'open'],
    ['it is refused', 'echo "nc: 10.0.0.10 (10.0.0.10:80): Connection refused" >&2; exit 1', 'refused'],
    ['nobody answers', 'echo "nc: timed out" >&2; exit 1', 'silent'],
  ])('a port, where %s', (_, nc, connection) => {
    const answer = readAnswer(said(shell, { programs: { getent: GETENT, nc: `${help}\n${nc}` }, port: 80 }));
    expect(answer.connector).toBe('nc');
    expect(answer.found.get(0)).toMatchObject({ connection });
  });
  test.each([
    ['nothing that connects', {}],
    ['an nc that can only talk', { nc: 'echo "usage: nc HOST PORT" >&2; exit 1' }],
  ])('a port, and %s', (_, programs) => {
    expect(readAnswer(said(shell, { programs: { getent: GETENT, ...programs }, port: 80 })).connector).toBeUndefined();
  });
});

test.each([
  ['runc', 'unable to start container process: exec: "sh": executable file not found in $PATH: unknown', true],
  ['crun', 'executable file `sh` not found in $PATH: No such file or directory', true],
  ['gVisor', 'failed to load /bin/sh: no such file or directory', true],
  ['Kata', 'rpc error: code = Internal desc = ENOENT: No such file or directory', true],
  ['Windows', 'hcs::System::CreateProcess sh: The system cannot find the file specified.', true],
  [
    'a working directory that is gone',
    'chdir to cwd ("/x") set in config.json failed: no such file or directory',
    false,
  ],
  ['a container that is not there', 'container not found ("main")', false],
  ['rights', 'exec: "sh": permission denied', false],
])('no shell, as runtimes say it: %s', (_, message, isMissing) => {
  expect(saysNoShell(message)).toBe(isMissing);
});

test('the request does not grow with the Job', () => {
  const question = { job: 'j', self: 0, service: 's', suffix: 'n', port: undefined, timeoutSeconds: 1 };
  const [one, many] = [1, 100_000].map(
    (count) => checkCommand({ ...question, targets: [{ first: 0, last: count - 1 }] }).join(' ').length,
  );
  expect((many ?? 0) - (one ?? 0)).toBeLessThan(10);
});

test('whatever a pod says, it is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (noise, at) => {
      const text = `${noise}\npeer ${at} ${noise}\n`;
      for (const index of readAnswer(text).found.keys()) expect(Number.isInteger(index)).toBe(true);
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
  const unread: CheckTarget = { ...runs, peer: peersOf([peerPodOf(rawPeerPod(1))], undefined)[0] };
  const nameless = target(rawPeerPod(1), rawEndpoint(1, { hostname: undefined }));
  const table: Readonly<Record<string, Judged>> = {
    found: { found: at('10.0.0.1'), word: 'ok' },
    'found, and connected to': { found: at('10.0.0.1', 'open'), word: 'ok' },
    'found, and refused': { found: at('10.0.0.1', 'refused'), word: 'refused' },
    'found, and no answer': { found: at('10.0.0.1', 'silent'), word: 'silent' },
    'found, in a cluster of both families': {
      found: { kind: 'address', addresses: ['fd00::1'], connection: 'not-tried' },
      of: target(rawPeerPod(1, { status: { podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } }), rawEndpoint(1)),
      word: 'ok',
    },
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
    'whether it is published may not be seen': { found: nothing, of: unread, word: 'unread' },
    'nor that, but it is known under the Service': {
      found: nothing,
      of: unread,
      told: answer('10.0.0.1'),
      word: 'negative-cache',
    },
    'nor that, and something is wrong': { found: nothing, of: unread, findings: broken, word: 'wrong-name' },
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
