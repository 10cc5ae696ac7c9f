/** What a drill has seen of its Job and its pods, and what it makes of it. */

import { completionIndexOf } from '../../../batch/attempts.ts';
import { adviceFor } from '../../../batch/disruption/advice.ts';
import { disruptionNotes } from '../../../batch/disruption/notes.ts';
import {
  beginRecord,
  type DisruptionRecord,
  type SeenPod,
  withDisrupted,
  withJob,
  withList,
  withPod,
} from '../../../batch/disruption/record.ts';
import { goneStep, inOrder, jobSteps, podSteps, type Step } from '../../../batch/disruption/timeline.ts';
import {
  type DisruptionVerdict,
  disruptionVerdict,
  type Undecided,
  verdictAtDeadline,
} from '../../../batch/disruption/verdict.ts';
import { worstVerdict } from '../../../batch/disruption/worst.ts';
import type { Job, KubeEvent, Pod } from '../../../batch/objects.ts';
import type { Evicted } from './evictions.ts';
import { isOf } from './plan.ts';
import type { DrillEnding, VictimResult } from './request.ts';

const INTERRUPTED: DisruptionVerdict = {
  kind: 'inconclusive',
  why: 'interrupted',
  text: 'the drill was interrupted before it could be judged',
};

const GONE: DisruptionVerdict = {
  kind: 'inconclusive',
  why: 'ended-first',
  text: 'the pod was gone before it was evicted',
};

const ENDED: DisruptionVerdict = {
  kind: 'inconclusive',
  why: 'ended-first',
  text: 'the pod had ended before it was evicted',
};

/** Takes in what watches tell, and judges the victims. Of those that are gone already, or have ended, there is nothing to judge. */
export class ObservedDisruption {
  readonly #victims: readonly Pod[];
  readonly #now: () => number;
  readonly #steps: Step[] = [];
  readonly #listed = new Set<string>();
  readonly #events = new Map<string, KubeEvent>();
  readonly #unreachable = new Map<string, DisruptionVerdict>();
  #record: DisruptionRecord;

  constructor(parts: {
    readonly job: Job;
    readonly pods: Iterable<Pod>;
    readonly victims: readonly Pod[];
    readonly now: () => number;
  }) {
    this.#victims = parts.victims;
    this.#now = parts.now;
    this.#record = beginRecord(parts.job, parts.pods);
    for (const { metadata } of parts.victims) {
      if (!this.#record.pods.has(metadata.uid)) this.#unreachable.set(metadata.uid, GONE);
      else if (this.hasEnded(metadata)) this.#unreachable.set(metadata.uid, ENDED);
    }
  }

  get job(): Job {
    return this.#record.after;
  }

  get before(): Job {
    return this.#record.before;
  }

  /** In order of time. */
  get timeline(): readonly Step[] {
    return inOrder(this.#steps);
  }

  /** When the first pod was evicted, in ms since the epoch; undefined while none was. */
  get zeroAt(): number | undefined {
    const first = Math.min(...this.#record.disrupted.values());
    return Number.isFinite(first) ? first : undefined;
  }

  /** Each returns what there is to tell. */
  sawJob(job: Job): readonly Step[] {
    if (job.metadata.uid !== this.job.metadata.uid || isOlder(job, this.job)) return [];
    const steps = jobSteps(this.job, job, this.#now());
    this.#record = withJob(this.#record, job);
    return this.#tell(steps);
  }

  /** Its object is gone, or another Job has its name. */
  lostJob(): readonly Step[] {
    const { metadata } = this.job;
    const deletionTimestamp = metadata.deletionTimestamp ?? new Date(this.#now()).toISOString();
    this.#record = withJob(this.#record, { ...this.job, metadata: { ...metadata, deletionTimestamp } });
    return this.#tell([{ at: this.#now(), subject: `job/${metadata.name}`, text: 'gone' }]);
  }

  sawPod(pod: Pod, isGone: boolean): readonly Step[] {
    if (!isOf(this.job, pod)) return [];
    this.#listed.add(pod.metadata.uid);
    const known = this.#record.pods.get(pod.metadata.uid);
    const steps = podSteps(known?.last, pod, { job: this.job, now: this.#now() });
    const gone = isGone && !known?.isGone ? [goneStep(pod, this.#now())] : [];
    this.#record = withPod(this.#record, pod, isGone);
    return this.#tell([...steps, ...gone]);
  }

  /** The first list of the watch is whole: what it did not have is gone. */
  sawAllPods(): void {
    this.#record = withList(this.#record, this.#listed);
  }

  sawEvent(event: KubeEvent): void {
    this.#events.set(event.metadata.uid, event);
  }

  /** An eviction was accepted: of a victim, or of somebody else's pod, which is only told. */
  evicted({ uid, name, namespace }: Evicted, at: number): readonly Step[] {
    if (this.#isVictim(uid)) this.#record = withDisrupted(this.#record, uid, at);
    return this.#tell([{ at, subject: this.#subjectOf({ name, namespace }), text: 'evicted', isDone: true }]);
  }

  /** A pod of a whole node is gone: the Job's own are told by the watch. */
  leftNode({ uid, name, namespace }: Evicted): readonly Step[] {
    if (this.#isVictim(uid)) return [];
    return this.#tell([{ at: this.#now(), subject: this.#subjectOf({ name, namespace }), text: 'gone' }]);
  }

  /** A pod was not evicted: it was gone, or had ended, or (with the reason) may not be. */
  spared(uid: string, why: 'gone' | 'ended' | { readonly message: string }): void {
    const notEvicted = (text: string): DisruptionVerdict => ({ kind: 'inconclusive', why: 'not-evicted', text });
    this.#unreachable.set(uid, why === 'gone' ? GONE : why === 'ended' ? ENDED : notEvicted(why.message));
  }

  /** Whether a pod of the Job has ended, as far as is known. */
  hasEnded({ uid }: Pick<Evicted, 'uid'>): boolean {
    const phase = this.#record.pods.get(uid)?.last.phase;
    return phase === 'Succeeded' || phase === 'Failed';
  }

  /** Something that was done to another object; `isDone`: before whatever else came in that second. */
  did(subject: string, text: string, isDone = false): readonly Step[] {
    return this.#tell([{ at: this.#now(), subject, text, isDone }]);
  }

  /** Whether nothing is left to wait for. */
  get isDecided(): boolean {
    return this.#victims.every(({ metadata: { uid } }) => this.#verdictOf(uid).kind !== 'undecided');
  }

  /** What the first victim that is not decided waits for. */
  get waitsFor(): Undecided['waitsFor'] | 'eviction' {
    if (this.zeroAt === undefined) return 'eviction';
    const verdicts = this.#victims.map(({ metadata: { uid } }) => this.#verdictOf(uid));
    return verdicts.find((verdict) => verdict.kind === 'undecided')?.waitsFor ?? 'count';
  }

  /** The victims and their verdicts; undecided ones are judged as at the deadline, unless somebody interrupted. */
  results(endedBy: DrillEnding): readonly VictimResult[] {
    return this.#victims.map((victim) => this.#resultOf(victim, endedBy));
  }

  /** The worst of the verdicts. */
  static worst(results: readonly VictimResult[]): DisruptionVerdict {
    return worstVerdict(results.map(({ verdict }) => verdict));
  }

  #verdictOf(uid: string) {
    return this.#unreachable.get(uid) ?? disruptionVerdict(this.#record, uid);
  }

  #resultOf(victim: Pod, endedBy: DrillEnding): VictimResult {
    const { uid } = victim.metadata;
    const at = { events: [...this.#events.values()], now: this.#now() };
    const now = this.#verdictOf(uid);
    const verdict =
      now.kind !== 'undecided'
        ? now
        : endedBy === 'interrupted'
          ? INTERRUPTED
          : verdictAtDeadline(this.#record, uid, at);
    const seen: SeenPod | undefined = this.#record.pods.get(uid);
    const last = seen?.last ?? victim;
    return {
      before: victim,
      last,
      index: completionIndexOf(victim),
      evictedAt: this.#record.disrupted.get(uid),
      verdict,
      notes: seen ? disruptionNotes(this.#record, seen) : [],
      advice: adviceFor(verdict, { job: this.job, pod: last }),
    };
  }

  #isVictim(uid: string): boolean {
    return this.#victims.some(({ metadata }) => metadata.uid === uid);
  }

  #subjectOf({ name, namespace }: Pick<Evicted, 'name' | 'namespace'>): string {
    return namespace === this.job.metadata.namespace ? `pod/${name}` : `pod/${namespace}/${name}`;
  }

  #tell(steps: readonly Step[]): readonly Step[] {
    this.#steps.push(...steps);
    return steps;
  }
}

/** A watch may tell late what a request has told before. */
function isOlder(a: Job, b: Job): boolean {
  const [older, newer] = [a.metadata.resourceVersion, b.metadata.resourceVersion];
  return /^\d+$/.test(older) && /^\d+$/.test(newer) && BigInt(older) < BigInt(newer);
}
