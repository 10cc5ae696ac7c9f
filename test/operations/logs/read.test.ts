import { describe, expect, test } from 'vitest';
import { openSpill } from '../../../src/cli/log-spill.ts';
import { StatusError } from '../../../src/sandbox/api/status.ts';
import { logsOf, startFaultProxy } from '../../support/fault-proxy.ts';
import { LogCluster, type LogClusterOptions } from '../../support/log-cluster.ts';
import { readAll } from '../../support/logs-seen.ts';

/** Before the reading begins, as lines of pods that have ended are. */
const T0 = Math.floor(Date.now() / 1000) * 1000 - 60_000;

/** A stamp so many milliseconds after the beginning. */
function at(ms: number): string {
  return new Date(T0 + ms).toISOString().replace('Z', '000000Z');
}

/** Three indexes, the second of which took two tries; each pod has written three lines, a second apart. */
async function aFilm(options: LogClusterOptions = {}): Promise<LogCluster> {
  let time = T0;
  const cluster = await LogCluster.start({ now: () => time, ...options });
  cluster.job(3);
  const pods = [
    ['job-0-a', 0, 0],
    ['job-1-a', 1, 1],
    ['job-1-b', 1, 0],
    ['job-2-a', 2, 0],
  ] as const;
  for (const [number, [name, index, exitCode]] of pods.entries()) {
    time = T0;
    const log = cluster.run(name, index);
    for (let line = 0; line < 3; line += 1) log.write(at(number * 100 + line * 1000), `${name} ${line}\n`);
    time = T0 + 3000;
    cluster.end(name, index, { exitCode });
  }
  cluster.finishJob(3);
  return cluster;
}

describe('the order', () => {
  test('pod after pod: by index, then attempt', async () => {
    await using film = await aFilm();
    const { lines, said, end } = await readAll(film.kubeconfig);
    expect(lines).toEqual([
      ...['0#1 job-0-a 0', '0#1 job-0-a 1', '0#1 job-0-a 2', '1#1 job-1-a 0', '1#1 job-1-a 1', '1#1 job-1-a 2'],
      ...['1#2 job-1-b 0', '1#2 job-1-b 1', '1#2 job-1-b 2', '2#1 job-2-a 0', '2#1 job-2-a 1', '2#1 job-2-a 2'],
    ]);
    expect([said, end?.unread, end?.jobs.length]).toEqual(['', false, 1]);
  });

  test('by time', async () => {
    await using film = await aFilm();
    const { lines } = await readAll(film.kubeconfig, { order: 'time' });
    expect(lines.map((line) => line.slice(-1))).toEqual([...'000011112222']);
    expect(lines.slice(0, 4)).toEqual(['0#1 job-0-a 0', '1#1 job-1-a 0', '1#2 job-1-b 0', '2#1 job-2-a 0']);
  });

  test.each([
    ['pod after pod', { maxStreams: 3 }],
    ['by time', { maxStreams: 3, order: 'time' }],
    ['by time, one at a time', { maxStreams: 1, order: 'time' }],
    ['the newest of all', { maxStreams: 2, amount: { tailTotal: 40 } }],
  ] as const)('%s: no more logs are read at once than may be, and all of them are', async (_, asked) => {
    const reading = { now: 0, most: 0 };
    const pieces = function* (bytes: Buffer) {
      reading.now += 1;
      reading.most = Math.max(reading.most, reading.now);
      try {
        for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
      } finally {
        reading.now -= 1;
      }
    };
    await using cluster = await LogCluster.start({ pieces });
    cluster.job(40);
    for (let index = 0; index < 40; index += 1) {
      cluster.run(`job-${index}`, index).write(at(index), `line of ${index}\n`);
      cluster.end(`job-${index}`, index);
    }
    const spills = { opened: 0, closed: 0 };
    const spill = async () => {
      const file = await openSpill();
      spills.opened += 1;
      return { ...file, close: () => file.close().finally(() => (spills.closed += 1)) };
    };
    const { lines } = await readAll(cluster.kubeconfig, { stamps: false, spill, ...asked });
    expect(lines).toEqual(Array.from({ length: 40 }, (__, index) => `${index}#1 line of ${index}`));
    expect(reading.most).toBeLessThanOrEqual(asked.maxStreams);
    expect([spills.opened, spills.closed]).toEqual('order' in asked ? [1, 1] : [0, 0]);
  });
});

describe('how much', () => {
  const cases: readonly (readonly [string, Parameters<typeof readAll>[1], string])[] = [
    ['the last line of each', { amount: { tailLines: 1 } }, '0-a 2, 1-a 2, 1-b 2, 2-a 2'],
    ['none', { amount: { tailLines: 0 } }, ''],
    ['the newest of all, pod after pod', { amount: { tailTotal: 5 } }, '0-a 2, 1-a 2, 1-b 2, 2-a 1, 2-a 2'],
    ['the newest of all, by time', { amount: { tailTotal: 5 }, order: 'time' }, '2-a 1, 0-a 2, 1-a 2, 1-b 2, 2-a 2'],
    ['since a time', { amount: { since: at(2000) } }, '0-a 2, 1-a 2, 1-b 2, 2-a 2'],
    ['some bytes of each', { amount: { limitBytes: 10 } }, '0-a 0, 1-a 0, 1-b 0, 2-a 0'],
    [
      'in the midst of a line',
      { amount: { limitBytes: 14 }, selection: { indexes: [{ first: 0, last: 0 }] } },
      '0-a 0, ',
    ],
    ['lines that are wanted', { amount: { keep: (text) => /b 1|2-a/.test(text) } }, '1-b 1, 2-a 0, 2-a 1, 2-a 2'],
    ['some pods', { maxPods: 1 }, '0-a 0, 0-a 1, 0-a 2'],
    ['failed pods', { selection: { states: ['failed'] } }, '1-a 0, 1-a 1, 1-a 2'],
  ];
  test.each(cases)('%s', async (_, asked, expected) => {
    await using film = await aFilm();
    for (const stamps of [true, false]) {
      const { lines } = await readAll(film.kubeconfig, { stamps, ...asked });
      expect(lines.map((line) => line.replace(/^\d#\d job-?/, '')).join(', ')).toBe(expected);
    }
  });

  test('what is left out is said', async () => {
    await using film = await aFilm();
    expect((await readAll(film.kubeconfig, { maxPods: 1 })).said).toBe(
      'Not read: 3 pods beyond the first 1 (--max-pods)\n',
    );
  });
});

describe('the bytes', { timeout: 30_000 }, () => {
  const long = Buffer.alloc(1_000_000, 'long ');
  const veryLong = Buffer.alloc(5_000_000, 'very long ');
  const odd = Buffer.concat([
    Buffer.from([0, 255, 254, 10, 13, 10, 27, 91, 50, 74, 10, 10]),
    long,
    Buffer.from('\n'),
    veryLong,
  ]);
  test.each([true, false])(
    'come as they were written, a last line without a newline too (stamps: %s)',
    async (stamps) => {
      await using cluster = await LogCluster.start();
      cluster.job(1);
      const log = cluster.run('job-0', 0);
      for (const [i, line] of odd
        .toString('latin1')
        .split(/(?<=\n)/)
        .entries())
        log.write(at(i), Buffer.from(line, 'latin1'));
      cluster.end('job-0', 0);
      const { bytes } = await readAll(cluster.kubeconfig, { stamps });
      expect(bytes.equals(odd)).toBe(true);
    },
  );

  test("a program's own stamps are its text", async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    cluster.run('job-0', 0).write(at(0), '2020-01-01T00:00:00.000000000Z hello\n');
    cluster.end('job-0', 0);
    for (const stamps of [true, false]) {
      const { lines } = await readAll(cluster.kubeconfig, { stamps });
      expect(lines).toEqual(['0#1 2020-01-01T00:00:00.000000000Z hello']);
    }
  });
});

describe('streams that break', { timeout: 30_000 }, () => {
  const faults = [
    { kind: 'cut', afterBytes: 30, how: 'reset' },
    { kind: 'cut', afterBytes: 45, how: 'end' },
    { kind: 'cut', afterBytes: 0, how: 'reset' },
    { kind: 'answer', code: 503 },
    { kind: 'answer', code: 429, retryAfterSeconds: 1 },
    { kind: 'none', how: 'reset' },
  ] as const;
  test.each(faults)('%o: every line once', async (fault) => {
    await using film = await aFilm();
    await using proxy = await startFaultProxy(film);
    for (const stamps of [true, false]) {
      proxy.next(logsOf('job-1-a'), fault);
      const { lines, said } = await readAll(proxy.kubeconfig, {
        stamps,
        selection: { indexes: [{ first: 1, last: 1 }] },
      });
      expect(lines.map((line) => line.slice(9))).toEqual(['-a 0', '-a 1', '-a 2', '-b 0', '-b 1', '-b 2']);
      expect(said).toBe('');
    }
  });

  test('a server that ends a long log early, in good order, is found out', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    const log = cluster.run('job-0', 0);
    const line = `${'x'.repeat(99)}\n`;
    for (let i = 0; i < 30_000; i += 1) log.write(at(i), line);
    log.write(at(30_000), 'the last\n');
    cluster.end('job-0', 0);
    await using proxy = await startFaultProxy(cluster);
    for (const stamps of [true, false]) {
      const width = stamps ? 131 : 100;
      proxy.next(logsOf(), { kind: 'cut', afterBytes: 20_000 * width, how: 'end' });
      const { lines } = await readAll(proxy.kubeconfig, { stamps });
      expect([lines.length, lines.at(-1)]).toEqual([30_001, '0#1 the last']);
    }
  });
});

describe('what cannot be had is said once', () => {
  const refused = (pods: RegExp, code: number, reason: string): LogClusterOptions => ({
    asked: ({ pod: { metadata } }) => {
      const message = `pods "${metadata.name}" is refused`;
      if (pods.test(metadata.name)) throw new StatusError(code, reason, { message });
    },
  });

  test('pods that are deleted before they are read', async () => {
    await using film = await aFilm(refused(/-[12]-/, 404, 'NotFound'));
    const { said, lines, end } = await readAll(film.kubeconfig);
    expect(said).toBe('Not read: indexes 1,2, container main: the pod was deleted before its log was read\n');
    expect([lines.length, end?.unread]).toEqual([3, false]);
  });

  test('logs that may not be read', async () => {
    await using film = await aFilm(refused(/./, 403, 'Forbidden'));
    const { said, end } = await readAll(film.kubeconfig);
    expect(said).toBe('Not read: indexes 0-2, container main: pods "job-0-a" is refused\n');
    expect(end?.unread).toBe(true);
  });

  test.each([true, false])('logs that the node has no more (stamps: %s)', async (stamps) => {
    const pieces = () => [Buffer.from('unable to retrieve container logs for containerd://abc')];
    await using film = await aFilm({ pieces });
    const { said, lines } = await readAll(film.kubeconfig, { stamps, selection: { indexes: [{ first: 0, last: 0 }] } });
    expect(said).toMatch(
      /^Not read: index 0, container main: the log is gone from the node, rotated away or cleaned up /,
    );
    expect(lines).toEqual([]);
  });

  test('a program that writes the same words is believed', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    cluster.run('job-0', 0).write(at(0), 'unable to retrieve container logs for fun\n');
    cluster.end('job-0', 0);
    for (const stamps of [true, false]) {
      expect((await readAll(cluster.kubeconfig, { stamps })).lines).toEqual([
        '0#1 unable to retrieve container logs for fun',
      ]);
    }
  });

  test('containers that have not started, and why', async () => {
    await using film = await aFilm();
    film.wait('job-0-b', 0, 'ContainerCreating');
    film.wait('job-2-b', 2, 'ImagePullBackOff');
    const { said } = await readAll(film.kubeconfig);
    expect(said).toBe(
      [
        'Not started: index 0, attempt 2, container main: ContainerCreating\n',
        'Not started: index 2, attempt 2, container main: cannot pull image "busybox" of container "main"\n',
      ].join(''),
    );
  });

  test('pods that were deleted long ago', async () => {
    await using film = await aFilm();
    film.remove('job-0-a');
    film.remove('job-2-a');
    const { said } = await readAll(film.kubeconfig);
    expect(said).toBe('Not read: the pods of completed indexes 0,2 of Job job: deleted, and their logs with them\n');
  });

  test('indexes, containers and nodes that there are not', async () => {
    await using film = await aFilm();
    const said = async (asked: Parameters<typeof readAll>[1]) => (await readAll(film.kubeconfig, asked)).said;
    expect(await said({ selection: { containers: { kind: 'named', pattern: /^nope$/ } } })).toMatch(
      /^No such container: the pods have main /,
    );
    expect(await said({ selection: { nodes: ['nope'] } })).toBe(
      'No pods to read: Job job has none that was asked for\n',
    );
    expect(await said({ selection: { previous: true } })).toMatch(/^No previous logs: /);
  });
});

describe('containers that were restarted', () => {
  test('the run before comes first; of earlier ones there is no log', async () => {
    await using cluster = await LogCluster.start();
    cluster.job(1);
    for (const run of [0, 1, 2]) {
      cluster.run('job-0', 0, 'OnFailure').write(at(run * 1000), `run ${run}\n`);
      cluster.end('job-0', 0, { restarts: run < 2 });
    }
    const { lines, said } = await readAll(cluster.kubeconfig);
    expect(lines).toEqual(['0#1 run 1', '0#1 run 2']);
    expect(said).toMatch(/^Not kept: index 0, container main: 1 earlier run before the last restart;/);
    expect((await readAll(cluster.kubeconfig, { selection: { previous: true } })).lines).toEqual(['0#1 run 1']);
    expect((await readAll(cluster.kubeconfig, { amount: { tailLines: 5 } })).lines).toEqual(['0#1 run 2']);
  });
});

test('a Job that is not there', async () => {
  await using film = await aFilm();
  await expect(readAll(film.kubeconfig, { jobs: ['nope'] })).rejects.toMatchObject({ kind: 'ApiError', code: 404 });
});

test('stops with the call, in the midst of it', async () => {
  await using film = await aFilm({
    pieces: (bytes) =>
      (function* () {
        yield bytes;
      })(),
  });
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(readAll(film.kubeconfig, { signal: stop.signal })).rejects.toThrow('enough');
});
