/** The real kubectl against replayed recordings: it must print what it printed when they were made. */
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readRecording } from '../../src/sandbox/replay/recording.ts';
import { timelineOf } from '../../src/sandbox/replay/timeline.ts';
import { agesIn, maskedDescription, maskedTables, secondsOfAge } from '../support/kubectl-text.ts';
import { RECORDINGS, recordingFile, recordingNames } from '../support/recordings.ts';
import { type Replaying, replaying } from '../support/replay.ts';
import { run } from '../support/run-cli.ts';
import { steppedReplay } from '../support/stepped-replay.ts';

describe('at the end of a recording kubectl prints what it printed then', () => {
  test.concurrent.each(recordingNames)('%s', async (name) => {
    let differing = allOf(name);
    for (const at of ['end', ...(await momentsBeforeEnd(name))] as const) {
      await using sandbox = await replaying(name, { at });
      const compared = differing.map(async (file) => ({ ...file, shown: await file.ask(sandbox) }));
      differing = (await Promise.all(compared)).filter(({ shown, expected }) => !isDeepStrictEqual(shown, expected));
      if (differing.length === 0) break;
    }
    expect(differing.map(({ shown }) => shown)).toEqual(differing.map(({ expected }) => expected));
  });
});

describe('at the moment when kubectl was asked', () => {
  test.concurrent.each(recordingNames)('%s: ages, counted by the server, are what they were', async (name) => {
    await using sandbox = await replaying(name, { at: await whenAsked(name) });
    const { stdout } = await sandbox.kubectl('get', 'jobs,pods', '-o', 'wide');
    const expected = agesIn(recorded(name, 'get.txt'));
    const shown = agesIn(stdout);
    expect(shown.length).toBe(expected.length);
    expect(shown.filter((seconds, i) => Math.abs(seconds - (expected[i] ?? Number.NaN)) > 2)).toEqual([]);
  });
});

describe('while a recording plays', () => {
  const ends: readonly (readonly [string, string, number])[] = [
    ['indexed', 'complete', 20],
    ['success-policy', 'complete', 60],
    ['backoff-limit', 'failed', 40],
  ];
  test.concurrent.each(ends)('kubectl wait for %s to be %s comes back when it is', async (name, condition, seconds) => {
    await using sandbox = await replaying(name, { at: seconds * 1000, speed: 20 });
    const said = await sandbox.kubectl('wait', 'job', '--all', `--for=condition=${condition}`, '--timeout=60s');
    expect(said).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/^job\.batch\/\S+ condition met\n$/) });
  });

  test.concurrent('kubectl get -w sees each count of completions, and the end', async () => {
    await using replay = await steppedReplay('indexed', 8_000);
    const words = ['get', 'jobs', '-w', '--no-headers', '--kubeconfig', replay.kubeconfig];
    const goOn = () => replay.moveTo('end');
    const said = await run('kubectl', words, { seen: goOn, interruptAt: /Complete +5\/5 +30s.*\n/ });
    const rows = said.stdout.trimEnd().split('\n');
    const counts = new Set(rows.map((row) => row.split(/ {3,}/)[2]));
    expect([...counts]).toEqual(['0/5', '1/5', '2/5', '3/5', '4/5', '5/5']);
    expect(rows.at(-1)).toMatch(/^indexed-job +Complete +5\/5 +30s +/);
  });

  test.concurrent('kubectl logs -f reads on to the end of the container, then ends by itself', async () => {
    const words = ['--prefix', '--timestamps', 'pod/example-job-1-c9qfp'];
    const [, lines = ''] =
      /^== pod\/example-job-1-c9qfp\n((?:\[.*\n)+)/m.exec(recorded('pod-to-pod', 'logs.txt')) ?? [];
    await using before = await replaying('pod-to-pod', { at: 19_000 });
    await using playing = await replaying('pod-to-pod', { at: 18_000, speed: 10 });
    const [read, followed] = await Promise.all([
      before.kubectl('logs', ...words),
      playing.kubectl('logs', '-f', ...words),
    ]);
    expect(followed).toEqual({ stdout: lines, stderr: '', code: 0 });
    expect(read.stdout).toBe(
      lines
        .split(/(?<=\n)/)
        .slice(0, 5)
        .join(''),
    );
  });
});

/** A file of a recording, and how to ask for the same. */
interface Said {
  readonly expected: unknown;
  readonly ask: (sandbox: Replaying) => Promise<unknown>;
  readonly shown?: unknown;
}

function allOf(name: string): readonly Said[] {
  const descriptions = recorded(name, 'describe.txt').split(/^----(?:\n|$)/m);
  return [
    { expected: maskedTables(recorded(name, 'get.txt')), ask: askTables },
    { expected: descriptions.filter((text) => text !== '').map(maskedDescription), ask: askDescriptions },
    { expected: recorded(name, 'logs.txt'), ask: (sandbox) => askLogs(sandbox, name) },
  ];
}

async function askTables(sandbox: Replaying): Promise<unknown> {
  const { stdout, stderr } = await sandbox.kubectl('get', 'jobs,pods', '-o', 'wide');
  return maskedTables(stdout + stderr);
}

async function askDescriptions(sandbox: Replaying): Promise<unknown> {
  const { stdout } = await sandbox.kubectl('get', 'jobs', '-o', 'name');
  const names = stdout.split('\n').filter((name) => name !== '');
  const described = await Promise.all(names.map((name) => sandbox.kubectl('describe', name)));
  return described.map((said) => maskedDescription(said.stdout + said.stderr));
}

/** The way `logs.txt` was made: pod after pod, what kubectl said on either stream under a heading. */
async function askLogs(sandbox: Replaying, name: string): Promise<string> {
  const pods = [...recorded(name, 'logs.txt').matchAll(/== (pod\/[-.a-z0-9]+)$/gm)].map(([, pod = '']) => pod);
  const words = ['logs', '--timestamps', '--all-containers', '--prefix'];
  const said = await Promise.all(pods.map((pod) => sandbox.kubectl(...words, pod)));
  return pods.map((pod, i) => `== ${pod}\n${said[i]?.stdout}${said[i]?.stderr}`).join('');
}

/**
 * The recorder still listened while kubectl was asked, so that its last events may be later than what kubectl saw: the state of the moment
 * when `get.txt` was made or, each file, of one of the changes since. Latest first, in milliseconds.
 */
async function momentsBeforeEnd(name: string): Promise<readonly number[]> {
  const { events } = await readRecording(`${RECORDINGS}/${name}`);
  const askedMs = await whenAsked(name);
  const changes = events.map(({ atMs }) => atMs).filter((atMs) => atMs > askedMs);
  return changes.length === 0 ? [] : [...new Set([askedMs, ...changes])].toReversed();
}

/** When `get.txt` was made, by the ages in it: milliseconds since the recording began, to the second. */
async function whenAsked(name: string): Promise<number> {
  const { events, logs } = await readRecording(`${RECORDINGS}/${name}`);
  const { originMs } = timelineOf(events, logs.values());
  const created = new Map(
    events.map(({ object: { kind, metadata } }) => [`${kind}/${metadata.name}`, metadata.creationTimestamp]),
  );
  const rows = [...recorded(name, 'get.txt').matchAll(/^(job\.batch|pod)\/(\S+) .* ((?:\d+[smhd])+) {3}/gm)];
  const times = rows.map(([, kind, object, age = '']) => {
    const since = Date.parse(created.get(`${kind === 'pod' ? 'Pod' : 'Job'}/${object}`) ?? '');
    return since + secondsOfAge(age) * 1000 - originMs;
  });
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}

/** A file of the recording; empty where there was nothing to write. */
function recorded(name: string, file: string): string {
  const path = recordingFile(name, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
