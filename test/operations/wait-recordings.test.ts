/** Every recording: whoever begins to wait, whenever, learns how each of its Jobs ended, from the Job's own last status. */
import { describe, expect, test } from 'vitest';
import { jobEnd } from '../../src/batch/job-end.ts';
import type { Job } from '../../src/batch/objects.ts';
import { normaliseJob } from '../../src/cluster/normalise.ts';
import { waitExit } from '../../src/operations/wait/exit.ts';
import type { WaitUpdate } from '../../src/operations/wait/result.ts';
import { waitForJobs } from '../../src/operations/wait.ts';
import type { RecordedEvent } from '../../src/sandbox/replay/recorded-events.ts';
import { aCall, aCluster } from '../support/open-cluster.ts';
import { recordingNames } from '../support/recordings.ts';
import { recordingOf, steppedReplay } from '../support/stepped-replay.ts';
import { aWait, waited } from '../support/waiting.ts';

/** What was recorded of one Job. */
interface Recorded {
  readonly name: string;
  readonly changes: readonly RecordedEvent[];
  readonly last: Job;
}

function jobsIn(events: readonly RecordedEvent[]): readonly Recorded[] {
  const byName = Map.groupBy(
    events.filter(({ resource }) => resource === 'jobs'),
    ({ object }) => object.metadata.name,
  );
  return [...byName].flatMap(([name, changes]) => {
    const last = changes.at(-1);
    return last ? [{ name, changes, last: normaliseJob(last.object) }] : [];
  });
}

/** Before there is a Job, just after each of its changes, and when all is over. */
function momentsOf({ changes }: Recorded): readonly (number | 'end')[] {
  return [0, ...changes.map(({ atMs }) => atMs), 'end'];
}

/** A Job that never ended can only be waited for in vain; this long. */
const IN_VAIN_MS = 150;

async function waitFrom(recording: string, { name, last }: Recorded, moment: number | 'end') {
  await using replay = await steppedReplay(recording, moment);
  const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
  const timeoutMs = jobEnd(last) ? Number.POSITIVE_INFINITY : IN_VAIN_MS;
  const request = aWait([{ namespace: replay.namespace, name }], { timeoutMs, forCreation: moment === 0 });
  let ended: (WaitUpdate & { readonly kind: 'ended' }) | undefined;
  for await (const update of waitForJobs(cluster, request, aCall())) {
    if (update.kind === 'standing') replay.moveTo('end');
    if (update.kind === 'ended') ended = update;
  }
  cluster.close();
  const [result] = ended?.results ?? [];
  return { exit: ended && waitExit(ended, request), end: result?.end, description: result?.description };
}

function expectedOf({ last }: Recorded) {
  const end = jobEnd(last);
  return { exit: end === undefined ? 'timeout' : end.outcome === 'complete' ? 'ok' : 'failed', end };
}

describe('wait', () => {
  test.each(recordingNames)('%s', async (recording) => {
    const jobs = jobsIn((await recordingOf(recording)).events);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      const expected = expectedOf(job);
      const found = await Promise.all(momentsOf(job).map((moment) => waitFrom(recording, job, moment)));
      expect(found.map(({ exit }) => exit)).toEqual(found.map(() => expected.exit));
      expect(found.map(({ end }) => end?.outcome)).toEqual(found.map(() => expected.end?.outcome));
      // Events call an end Completed, whatever the condition's reason.
      const byStatus = found.filter(({ end }) => end?.toldBy === 'status');
      expect(byStatus.map(({ end }) => end?.reason)).toEqual(byStatus.map(() => expected.end?.reason));
      expect(found.length - byStatus.length).toBe(expected.end ? goneBefore(job) : found.length);
    }
  });
});

/** The first moment at which a Job's end is decided, be it that its last pods have not ended. */
function decidedAt({ changes }: Recorded): number | undefined {
  return changes.find(({ object }) => jobEnd(normaliseJob(object), true) !== undefined)?.atMs;
}

test.each(recordingNames)('--fail-early in %s ends with what was to come, when it is decided', async (recording) => {
  for (const job of jobsIn((await recordingOf(recording)).events)) {
    const decided = decidedAt(job);
    const end = jobEnd(job.last);
    expect(decided === undefined).toBe(end === undefined);
    if (decided === undefined) continue;
    await using replay = await steppedReplay(recording, decided);
    const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
    const request = aWait([{ namespace: replay.namespace, name: job.name }], { early: true });
    const found = await waited(cluster, request);
    expect([waitExit(found, request), found.results[0]?.end?.reason]).toEqual([expectedOf(job).exit, end?.reason]);
  }
});

/** At how many of the moments the Job is gone, so that only events can tell. */
function goneBefore({ changes }: Recorded): number {
  return changes.at(-1)?.type === 'DELETED' ? 2 : 0;
}
