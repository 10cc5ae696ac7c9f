/** Disruptions in recordings: what our verdict was after each event that followed. */

import {
  beginRecord,
  type DisruptionRecord,
  withDisrupted,
  withJob,
  withPod,
} from '../../../src/batch/disruption/record.ts';
import { type DisruptionVerdict, disruptionVerdict, type Undecided } from '../../../src/batch/disruption/verdict.ts';
import type { Job, Pod } from '../../../src/batch/objects.ts';
import { findRecordings, type JobStory, readStories } from './stories.ts';

/** One pod that was told to go by the Eviction API, and everything that followed. */
export interface RecordedDisruption {
  readonly recording: string;
  readonly pod: string;
  /** The verdict after each event, repeats left out. */
  readonly verdicts: readonly (DisruptionVerdict | Undecided)[];
  readonly record: DisruptionRecord;
  readonly uid: string;
}

/** Every eviction that was recorded. */
export function recordedDisruptions(): readonly RecordedDisruption[] {
  return findRecordings().flatMap((recording) =>
    readStories(recording).flatMap((story) => disruptionsOf(recording, story)),
  );
}

type Seen = { readonly at: number } & ({ readonly job: Job } | { readonly pod: Pod; readonly isGone: boolean });

function disruptionsOf(recording: string, story: JobStory): readonly RecordedDisruption[] {
  return story.pods.flatMap((versions) => {
    const first = versions.findIndex(({ object }) => object.conditions.some(isEviction));
    const evicted = versions[first];
    if (!evicted) return [];
    return [follow(recording, story, { uid: evicted.object.metadata.uid, at: evicted.at })];
  });
}

function isEviction({ type, status, reason }: Pod['conditions'][number]): boolean {
  return type === 'DisruptionTarget' && status === 'True' && reason === 'EvictionByEvictionAPI';
}

function follow(
  recording: string,
  story: JobStory,
  { uid, at }: { readonly uid: string; readonly at: number },
): RecordedDisruption {
  const events = eventsOf(story);
  const before = events.filter((event) => event.at < at);
  const jobBefore = before.flatMap((event) => ('job' in event ? event.job : [])).at(-1);
  if (!jobBefore) throw new Error(`${recording} begins with an eviction`);
  const pods = new Map(
    before.flatMap((event) => ('pod' in event && !event.isGone ? [[event.pod.metadata.uid, event.pod] as const] : [])),
  );
  let record = withDisrupted(beginRecord(jobBefore, pods.values()), uid, story.timeAt(at));
  const verdicts: (DisruptionVerdict | Undecided)[] = [];
  for (const event of events.filter((event) => event.at >= at)) {
    record = 'job' in event ? withJob(record, event.job) : withPod(record, event.pod, event.isGone);
    const verdict = disruptionVerdict(record, uid);
    if (JSON.stringify(verdict) !== JSON.stringify(verdicts.at(-1))) verdicts.push(verdict);
  }
  return { recording, pod: pods.get(uid)?.metadata.name ?? '', verdicts, record, uid };
}

function eventsOf(story: JobStory): readonly Seen[] {
  const jobs: readonly Seen[] = story.versions.map(({ at, object }) => ({ at, job: object }));
  const pods: readonly Seen[] = story.pods.flatMap((versions) =>
    versions.map(({ at, object, deleted }) => ({ at, pod: object, isGone: deleted })),
  );
  return [...jobs, ...pods].sort((a, b) => a.at - b.at);
}
