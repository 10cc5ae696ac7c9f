import { isDeepStrictEqual } from 'node:util';

/** What a walk compares. */
export const TOPICS = [
  'figures',
  'outcome',
  'partition',
  'settled',
  'finished',
  'success policy',
  'FailJob',
  'failed index',
  'Ignore',
  'counted',
  'back-off',
  'back-off limit',
  'get',
] as const;

/** One of `TOPICS`. */
export type Topic = (typeof TOPICS)[number];

/** How much a walk has compared, and where our reading differed from what the cluster said or did. */
export class Findings {
  readonly counts = new Map<Topic, number>();
  readonly objections: string[] = [];

  same(topic: Topic, where: string, ours: unknown, theirs: unknown): void {
    this.counts.set(topic, (this.counts.get(topic) ?? 0) + 1);
    if (isDeepStrictEqual(ours, theirs)) return;
    this.objections.push(`${where}: ${topic}: ${JSON.stringify(ours)}, but the cluster: ${JSON.stringify(theirs)}`);
  }

  holds(topic: Topic, where: string, claims: Readonly<Record<string, boolean>>): void {
    for (const [claim, truth] of Object.entries(claims)) this.same(topic, `${where}: ${claim}`, truth, true);
  }
}

/** The status of a Job is behind its pods by a sync, and syncs are a second apart. */
export const SYNC_SECONDS = 2.5;

/** Times have whole seconds. */
export const SLACK_MS = 2_000;
