/** The soak: whatever networks and API servers do to those who follow, every line comes exactly once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { textBounds } from '../../../src/batch/log-lines.ts';
import { connect } from '../../../src/cluster/connect.ts';
import type { LogNotice } from '../../../src/operations/logs/events.ts';
import { followLogs } from '../../../src/operations/logs/follow.ts';
import { type Random, seededRandom } from '../../../src/sandbox/random.ts';
import { type Fault, type FaultProxy, listsOf, logsOf, startFaultProxy, watchesOf } from '../../support/fault-proxy.ts';
import { LogCluster, stampNow, type WrittenLog } from '../../support/log-cluster.ts';
import { logsRequest } from '../../support/logs-request.ts';

const PODS = 20;
const CUTS = 200;
/** Each log has so many lines, the last ones of a pod as many as it takes until all cuts are made. */
const LINES = 60;

test('20 pods, 200 cuts: every line once, in the order of its log', { timeout: 60_000 }, async () => {
  const random = seededRandom(Number(process.env.SOAK_SEED ?? 20_261_121));
  await using cluster = await LogCluster.start({ pieces: (bytes) => cutUp(bytes, random) });
  await using proxy = await startFaultProxy(cluster);
  const soak: Soak = { cluster, proxy, random, expected: new Map(), cuts: 0 };
  cluster.job(PODS);
  const written = Promise.all(Array.from({ length: PODS }, (_, index) => writePod(soak, index)));
  const [seen] = await Promise.all([follow(proxy), cutAndCut(soak), written.then(() => cluster.finishJob(PODS))]);
  expect(soak.cuts).toBeGreaterThanOrEqual(CUTS);
  for (const [pod, lines] of soak.expected) expect(seen.lines.get(pod), pod).toEqual(lines);
  expect(seen.lines.size).toBe(soak.expected.size);
  expect(seen.notices.filter(({ kind }) => kind !== 'interrupted' && kind !== 'restored')).toEqual([]);
});

interface Soak {
  readonly cluster: LogCluster;
  readonly proxy: FaultProxy;
  readonly random: Random;
  /** What pods have written, by name. */
  readonly expected: Map<string, string[]>;
  cuts: number;
}

/** Follows through the proxy until the Job has ended. */
async function follow({ kubeconfig }: FaultProxy) {
  const cluster = await connect({ kubeconfig });
  const lines = new Map<string, string[]>();
  const notices: LogNotice[] = [];
  const request = logsRequest({ jobs: ['job'] });
  for await (const event of followLogs(cluster, request, { signal: AbortSignal.timeout(55_000) })) {
    if (event.kind === 'notice') notices.push(event.notice);
    if (event.kind !== 'lines') continue;
    const { log, block } = event;
    const known = lines.get(log.pod) ?? [];
    lines.set(log.pod, known);
    for (const line of block.starts.keys()) {
      const { from, to } = textBounds(block, line);
      known.push(block.bytes.toString('utf8', from, to));
    }
  }
  cluster.close();
  return { lines, notices };
}

/** A pod that writes numbered lines, several of one instant; some fail and are tried again, some restart, some end without a newline. */
async function writePod(soak: Soak, index: number): Promise<void> {
  const { cluster, random } = soak;
  const name = `job-${index}-a`;
  const [restarts, fails] = [index % 5 === 1, index % 5 === 2];
  await sleep(random.below(300));
  cluster.wait(name, index);
  await sleep(random.below(200));
  await writeLines(soak, cluster.run(name, index, restarts ? 'OnFailure' : 'Never'), {
    name,
    isLast: !restarts && !fails,
  });
  if (restarts) {
    cluster.end(name, index, { restarts, exitCode: 1 });
    await sleep(random.below(100));
    await writeLines(soak, cluster.run(name, index, 'OnFailure'), { name, isLast: true });
  }
  cluster.end(name, index, { exitCode: fails ? 1 : 0 });
  if (!fails) return;
  const retry = `job-${index}-b`;
  await writeLines(soak, cluster.run(retry, index), { name: retry, isLast: true });
  cluster.end(retry, index);
}

async function writeLines(
  soak: Soak,
  log: WrittenLog,
  { name, isLast }: { name: string; isLast: boolean },
): Promise<void> {
  const { random, expected } = soak;
  const lines = expected.get(name) ?? [];
  expected.set(name, lines);
  const isEnough = (count: number) => count >= LINES && (!isLast || soak.cuts >= CUTS);
  for (let count = 0; !isEnough(count); ) {
    const texts = Array.from({ length: 1 + random.below(5) }, (_, i) => {
      const long = random.below(40) === 0 ? 'x'.repeat(random.below(30_000)) : '';
      return `${name} line ${lines.length + i} ${long}`;
    });
    lines.push(...texts);
    count += texts.length;
    const unfinished = isEnough(count) && random.below(2) === 0 ? texts.length - 1 : -1;
    // Some were stamped a while before they were written.
    log.write(
      stampNow(random.below(4) === 0 ? -random.below(40) : 0, count),
      ...texts.map((text, i) => (i === unfinished ? text : `${text}\n`)),
    );
    await sleep(random.below(50));
  }
}

/** Pieces of any size, so that a cut may fall anywhere. */
function* cutUp(bytes: Buffer, random: Random): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const to = from + 1 + random.below(bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
}

/** Two hundred times trouble, at random moments, of every kind. */
async function cutAndCut(soak: Soak): Promise<void> {
  while (soak.cuts < CUTS) {
    await sleep(soak.random.below(8));
    soak.cuts += trouble(soak);
  }
}

/** So often a watch is cut: after trouble it waits for a second and more, as client-go does. */
const WATCH_CUTS = [30, 80, 120, 160];

/** Cuts one stream, and has something else in store for the request that comes after it. Returns how many cuts that were. */
function trouble({ proxy, random, cuts }: Soak): number {
  const how = random.below(2) === 0 ? 'end' : 'reset';
  if (WATCH_CUTS.includes(cuts)) return troubleWithWatch(proxy, WATCH_CUTS.indexOf(cuts));
  const pod = logsOf(`job-${random.below(PODS)}-${random.below(5) === 0 ? 'b' : 'a'}`);
  if (proxy.cut(pod, how) === 0) return 0;
  const next = nextFault(random, how);
  if (!next) return 1;
  proxy.next(pod, next);
  return WATCH_CUTS.includes(cuts + 1) ? 1 : 2;
}

/** A watch that is cut, one that has to list anew, and a list that breaks off. */
function troubleWithWatch(proxy: FaultProxy, number: number): number {
  const plural = number % 2 === 0 ? 'pods' : 'jobs';
  if (proxy.cut(watchesOf(plural), 'reset') === 0) return 0;
  if (number > 1) proxy.next(watchesOf(plural), { kind: 'error-event', code: 410, reason: 'Expired' });
  if (number === 2) proxy.next(listsOf(plural), { kind: 'cut', afterBytes: 700, how: 'reset' });
  return 1;
}

function nextFault(random: Random, how: 'end' | 'reset'): Fault | undefined {
  switch (random.below(6)) {
    case 0:
      return { kind: 'answer', code: [500, 503, 429, 410][random.below(4)] ?? 500 };
    case 1:
    case 2:
      return { kind: 'cut', afterBytes: random.below(3000), how };
    case 3:
      return { kind: 'none', how: 'reset' };
    default:
      return undefined;
  }
}
