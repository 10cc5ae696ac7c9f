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
import { ObservedDisruption } from '../../../src/operations/drill/drain/observed.ts';
import type { DrillResult } from '../../../src/operations/drill/drain/request.ts';
import { findRecordings, type JobStory, readStories } from './stories.ts';

/** One pod that was told to go by the Eviction API, and everything that followed. */
export interface RecordedDisruption {
  readonly recording: string;
  readonly pod: string;
  /** The verdict after each event up to the first that decides, repeats left out. */
  readonly verdicts: readonly (DisruptionVerdict | Undecided)[];
  readonly record: DisruptionRecord;
  readonly uid: string;
}

/** An eviction as a drill would have told of it, had it been the one that evicted. */
export function recordedDrill(recording: string): DrillResult {
  for (const story of readStories(recording)) {
    const evicted = evictionsIn(story)[0];
    if (evicted) return drillOf(story, evicted);
  }
  throw new Error(`nothing was evicted in ${recording}`);
}

function drillOf(story: JobStory, { uid, at }: Eviction): DrillResult {
  const { job, pods, after } = splitAt(story, at);
  const chosen = pods.get(uid);
  if (!chosen) throw new Error('evicted, and never seen before');
  let now = story.timeAt(at);
  const seen = new ObservedDisruption({ job, pods: pods.values(), victims: [chosen], now: () => now });
  const node = chosen.nodeName ?? '';
  seen.did(`node/${node}`, 'cordoned', true);
  seen.evicted(chosen.metadata, now);
  for (const event of after) {
    now = story.timeAt(event.at);
    if ('job' in event) seen.sawJob(event.job);
    else seen.sawPod(event.pod, event.isGone);
    if (seen.isDecided) break;
  }
  const victims = seen.results('judged');
  const scope = {
    scope: 'job' as const,
    others: [],
    bystanders: 0,
    alsoHeldBy: [],
    isCordoned: false,
    warnings: [],
    budgets: [],
    leftovers: [],
  };
  return {
    plan: { job, chosen, index: undefined, node, victims: [chosen], ...scope },
    endedBy: 'judged',
    before: job,
    after: seen.job,
    verdict: ObservedDisruption.worst(victims),
    victims,
    timeline: seen.timeline,
    zeroAt: seen.zeroAt ?? now,
    undo: { kind: 'uncordoned' },
    remaining: [],
    jobEnd: undefined,
  };
}

/** Every eviction that was recorded. */
export function recordedDisruptions(): readonly RecordedDisruption[] {
  return findRecordings().flatMap((recording) =>
    readStories(recording).flatMap((story) => disruptionsOf(recording, story)),
  );
}

type Seen = { readonly at: number } & ({ readonly job: Job } | { readonly pod: Pod; readonly isGone: boolean });

interface Eviction {
  readonly uid: string;
  readonly at: number;
}

function evictionsIn(story: JobStory): readonly Eviction[] {
  return story.pods.flatMap((versions) => {
    const evicted = versions.find(({ object }) => object.conditions.some(isEviction));
    return evicted ? [{ uid: evicted.object.metadata.uid, at: evicted.at }] : [];
  });
}

function disruptionsOf(recording: string, story: JobStory): readonly RecordedDisruption[] {
  return evictionsIn(story).map((eviction) => follow(recording, story, eviction));
}

/** The Job and its pods just before a moment, and all that came from then on. */
function splitAt(story: JobStory, at: number) {
  const events = eventsOf(story);
  const before = events.filter((event) => event.at < at);
  const job = before.flatMap((event) => ('job' in event ? event.job : [])).at(-1);
  if (!job) throw new Error(`${story.name} begins with an eviction`);
  const pods = new Map(
    before.flatMap((event) => ('pod' in event && !event.isGone ? [[event.pod.metadata.uid, event.pod] as const] : [])),
  );
  return { job, pods, after: events.filter((event) => event.at >= at) };
}

function isEviction({ type, status, reason }: Pod['conditions'][number]): boolean {
  return type === 'DisruptionTarget' && status === 'True' && reason === 'EvictionByEvictionAPI';
}

function follow(recording: string, story: JobStory, { uid, at }: Eviction): RecordedDisruption {
  const { job, pods, after } = splitAt(story, at);
  let record = withDisrupted(beginRecord(job, pods.values()), uid, story.timeAt(at));
  const verdicts: (DisruptionVerdict | Undecided)[] = [];
  for (const event of after) {
    record = 'job' in event ? withJob(record, event.job) : withPod(record, event.pod, event.isGone);
    const verdict = disruptionVerdict(record, uid);
    if (JSON.stringify(verdict) !== JSON.stringify(verdicts.at(-1))) verdicts.push(verdict);
    if (verdict.kind !== 'undecided') break;
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
