/** What real clusters said: our reading of every recording against its `logs.txt`, which the real kubectl wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stampOf, textBounds } from '../../../src/batch/log-lines.ts';
import { isFinished } from '../../../src/batch/outcome.ts';
import { connect } from '../../../src/cluster/connect.ts';
import { normaliseJob } from '../../../src/cluster/normalise.ts';
import type { LogLines } from '../../../src/operations/logs/events.ts';
import { logs } from '../../../src/operations/logs.ts';
import { readRecording } from '../../../src/sandbox/replay/recording.ts';
import { logsRequest } from '../../support/logs-request.ts';
import { recordingFile, recordingNames } from '../../support/recordings.ts';
import { replaying } from '../../support/replay.ts';

type Found = { readonly of: string; readonly line: string };

/** `STAMP TEXT` by `POD/CONTAINER`, as kubectl told it of the pods that were there at the end. A last line without a newline runs into the next heading. */
function recorded(name: string): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(recordingFile(name, 'logs.txt'), 'utf8');
  const lines = text.matchAll(/^\[pod\/(\S+)\] (.*?)(?:== pod\/\S+)?$/gm);
  return byContainer(Array.from(lines, ([, of = '', line = '']) => ({ of, line })));
}

function byContainer(found: readonly Found[]): ReadonlyMap<string, readonly string[]> {
  return new Map([...Map.groupBy(found, ({ of }) => of)].map(([of, some]) => [of, some.map(({ line }) => line)]));
}

/** All lines of all Jobs of the cluster, in the order in which they came. */
async function read(kubeconfig: string, how: { readonly order?: 'index' | 'time'; readonly follow?: boolean }) {
  const cluster = await connect({ kubeconfig });
  const target = {
    kind: 'selector',
    namespace: undefined,
    labelSelector: undefined,
    fieldSelector: undefined,
  } as const;
  const request = { ...logsRequest({ target, order: how.order ?? 'index' }), follow: how.follow ?? false };
  const found: Found[] = [];
  const take = ({ log, block }: LogLines) => {
    for (const line of block.starts.keys()) {
      const { from, to } = textBounds(block, line);
      const text = block.bytes.toString('utf8', from, to);
      found.push({ of: `${log.pod}/${log.container}`, line: `${stampOf(block, line)} ${text}` });
    }
  };
  try {
    for await (const event of logs(cluster, request, { signal: AbortSignal.timeout(20_000) })) {
      if (event.kind === 'lines') take(event);
      else if (event.kind === 'merged') event.lines.forEach(take);
    }
  } finally {
    cluster.close();
  }
  return found;
}

/** When the last Job was made, in milliseconds since the recording began: following may end with the Jobs before it. Undefined where a Job never ends. */
async function lastJobAt(name: string): Promise<number | undefined> {
  const { events } = await readRecording(recordingFile(name, '.'));
  const jobs = events.filter(({ object: { kind } }) => kind === 'Job');
  const latest = new Map(jobs.map((event) => [event.object.metadata.name, event]));
  const isOver = [...latest.values()].every(
    ({ type, object }) => type === 'DELETED' || isFinished(normaliseJob(object)),
  );
  return isOver ? Math.max(...jobs.flatMap(({ type, atMs }) => (type === 'ADDED' ? [atMs] : []))) : undefined;
}

const withLogs = recordingNames.filter(
  (name) => existsSync(recordingFile(name, 'logs.txt')) && recorded(name).size > 0,
);
const moments = await Promise.all(withLogs.map(async (name) => ({ name, from: await lastJobAt(name) })));
const ended = moments.flatMap(({ name, from }) => (from === undefined ? [] : [{ name, from: from + 1 }]));

describe('recordings', { timeout: 30_000 }, () => {
  test.concurrent.each(withLogs)(
    '%s, read at its end: what kubectl said, container by container; by time: as sort would',
    async (name) => {
      await using sandbox = await replaying(name, { at: 'end' });
      const found = await read(sandbox.kubeconfig, {});
      expect(byContainer(found)).toEqual(recorded(name));
      const timed = await read(sandbox.kubeconfig, { order: 'time' });
      const stamps = timed.map(({ line }) => line.slice(0, 30));
      expect(stamps).toEqual(stamps.toSorted());
      expect(byContainer(timed)).toEqual(byContainer(found));
    },
  );

  test.concurrent.each(ended)('$name, followed from its beginning: every line once', async ({ name, from }) => {
    await using sandbox = await replaying(name, { at: from, speed: 100 });
    const found = byContainer(await read(sandbox.kubeconfig, { follow: true }));
    for (const [of, lines] of recorded(name)) expect(found.get(of), of).toEqual(lines);
  });
});
