/** One Job that is waited for: what was seen of it, from the first sight on. */
import type { Job, Pod } from '../../batch/objects.ts';
import { outcomeOf } from '../../batch/outcome.ts';
import type { WaitVerdict } from '../../batch/wait-condition.ts';
import { composeDescription } from '../describe/compose.ts';
import type { JobName } from '../describe.ts';
import type { JobDescription } from '../describe-result.ts';
import type { WaitingJob, WaitResult } from './result.ts';

/** What a change did to it: it is in another state, it stands differently in the same, or it was none of its own. */
export type Seen = 'other-state' | 'changed' | 'nothing';

/** A Job by its name, pinned to the first uid that was seen under it. */
export class WaitedJob implements WaitingJob {
  readonly namespace: string;
  readonly #asked: string;
  readonly #now: () => number;
  #job: Job | undefined;
  #isGone = false;
  #isReplaced: boolean | undefined;
  /** A selector that found it does so no more. */
  isUnselected = false;
  /** Pods that have not succeeded, read while it backs off. */
  #pods: readonly Pod[] = [];
  verdict: WaitVerdict;
  result: WaitResult | undefined;

  constructor({ namespace, name }: JobName, now: () => number) {
    this.namespace = namespace;
    this.#asked = name;
    this.#now = now;
    this.verdict = { kind: 'unmet', missing: this.isNext ? 'it has made no Job yet' : 'nothing was heard of it' };
  }

  /** Its own name; before it was seen, what was asked for. */
  get name(): string {
    return this.#job?.metadata.name ?? this.#asked;
  }

  /** Whether it stands for the first Job that a CronJob will make. */
  get isNext(): boolean {
    return this.name.includes('/');
  }

  /** The Job as it was last seen, also when it is gone. */
  get job(): Job | undefined {
    return this.#job;
  }

  /** Whether it was seen and has been deleted since. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whether another Job has taken its name; undefined while nobody has looked. */
  get isReplaced(): boolean | undefined {
    return this.#isReplaced;
  }

  get missing(): string {
    return this.verdict.kind === 'unmet' ? this.verdict.missing : '';
  }

  /** Takes in a Job of this name. One with another uid is not the one that is waited for. */
  see(job: Job): Seen {
    const before = this.#job;
    if (before && before.metadata.uid !== job.metadata.uid) {
      this.#isReplaced = true;
      return 'nothing';
    }
    this.#job = job;
    return before && stateOf(before) === stateOf(job) ? 'changed' : 'other-state';
  }

  /** Takes in that a Job of this name was deleted, in its last state, and, if somebody has looked, whether another one has its name. */
  lose(job: Job, isReplaced?: boolean): Seen {
    if (this.#job && this.#job.metadata.uid !== job.metadata.uid) return 'nothing';
    this.#job = job;
    this.#isGone = true;
    this.#isReplaced ??= isReplaced;
    return 'changed';
  }

  /** Takes in the pods that tell when the next try comes. */
  seePods(pods: readonly Pod[]): void {
    this.#pods = pods;
  }

  describe(): JobDescription | undefined {
    if (!this.#job) return undefined;
    return composeDescription(
      { job: this.#job, pods: this.#pods, podsRead: 'not-needed', events: [], unread: [], now: this.#now() },
      undefined,
    );
  }
}

/** What makes a state another one; a Job that is asked to be deleted says so in its state, and who manages it never changes. */
function stateOf(job: Job): string {
  const { state, reason } = outcomeOf(job);
  return `${state} ${reason}`;
}
