/** All Jobs that are waited for, by namespace and name. */
import { msBetween } from '../../batch/durations.ts';
import { fieldIs } from '../../batch/field-selector.ts';
import type { CronJob, Job } from '../../batch/objects.ts';
import type { Change, Scope } from '../../cluster/port.ts';
import type { JobName } from '../describe.ts';
import { isRunOf } from '../newest-job.ts';
import type { WaitNotice, WaitRequest } from './result.ts';
import { WaitedJob } from './waited-job.ts';

/** What a change comes to: Jobs to judge anew, what to tell, and a Job to look for: it was deleted, or its selector finds it no more. */
export interface Taken {
  readonly touched: readonly WaitedJob[];
  readonly notices: readonly WaitNotice[];
  readonly missed: { readonly waited: WaitedJob; readonly last: Job } | undefined;
}

/** A watch for a namespace (or all), and what is done with a Job in it that nobody has asked for by name. */
export interface WaitScope {
  readonly scope: Scope;
  /** Whether a Job that it calls deleted may only have changed, so that it is not selected any more. */
  readonly isSelective: boolean;
  /** Whom such a Job shall stand for; undefined: it is not waited for. */
  adopt(job: Job): WaitedJob | undefined;
  /** Whether this watch is the one that would tell of it. */
  tellsOf(waited: WaitedJob): boolean;
}

/** Names are known from the start; what selectors select is whatever is there when everything has been seen once. */
export class WaitedJobs {
  readonly #request: WaitRequest;
  readonly #clusterNow: () => number;
  readonly #byName = new Map<string, WaitedJob>();
  readonly #cronScopes: WaitScope[] = [];
  /** By namespace, the Jobs that a watch without selectors has told of. */
  readonly #unselected = new Map<string, Set<WaitedJob>>();
  /** The watches that have not told everything yet; undefined before there are any. */
  #unsynced: Set<number> | undefined;
  readonly #interrupted = new Map<number, { readonly message: string; readonly sinceMs: number }>();
  #newestMs = 0;

  constructor(request: WaitRequest, clusterNow: () => number) {
    this.#request = request;
    this.#clusterNow = clusterNow;
  }

  /** How many there are, decided or not. */
  get size(): number {
    return this.#byName.size;
  }

  /** Those that are not decided, in the order of their coming. */
  get waiting(): readonly WaitedJob[] {
    return [...this.#byName.values()].filter(({ result }) => result === undefined);
  }

  /** Whether everything there was at the beginning has been seen. */
  get isSynced(): boolean {
    return this.#unsynced?.size === 0;
  }

  /** Why nothing is heard just now; undefined while all is well. */
  get interrupted(): string | undefined {
    return this.#interrupted.values().next().value?.message;
  }

  /** The cluster's clock, but never before what its objects tell of: a watch brings no `Date` along. */
  readonly now = (): number => Math.max(this.#clusterNow(), this.#newestMs);

  /** Adds a Job to wait for; one that is already waited for stays as it is. */
  readonly add = (name: JobName): WaitedJob => {
    const key = keyOf(name);
    const known = this.#byName.get(key);
    if (known) return known;
    const added = new WaitedJob(name, this.now);
    this.#byName.set(key, added);
    return added;
  };

  /** Adds the first Job that a CronJob will make. */
  addNextOf(cronJob: CronJob): WaitedJob {
    const { namespace, name } = cronJob.metadata;
    const awaited = this.add({ namespace, name: `cronjob/${name}` });
    const adopt = (job: Job) => (!awaited.job && isRunOf(cronJob, job) ? this.#named(awaited, job) : undefined);
    this.#cronScopes.push({ ...whole(namespace), adopt, tellsOf: (waited) => waited === awaited });
    return awaited;
  }

  /** The watches that are needed for those that are not decided: one a namespace; each is unsynced until it says otherwise. */
  scopes(): readonly WaitScope[] {
    const { target } = this.#request;
    const named = () => [...namedScopes(this.waiting.filter(({ isNext }) => !isNext)), ...this.#cronScopes];
    const scopes = target.kind === 'selector' ? [this.#selectorScope(target)] : named();
    this.#unsynced = new Set(scopes.keys());
    return scopes;
  }

  /** A watch that goes on telling of a Job which its selector finds no more; undefined if there is one for its namespace. */
  follow(waited: WaitedJob): WaitScope | undefined {
    waited.isUnselected = true;
    const { namespace } = waited;
    if (this.#unselected.has(namespace)) return undefined;
    this.#unselected.set(namespace, new Set());
    return { ...whole(namespace), tellsOf: (other) => other.isUnselected && other.namespace === namespace };
  }

  /** Takes a change in. */
  take(change: Change<Job>, { from, scope }: { readonly from: number; readonly scope: WaitScope }): Taken {
    switch (change.type) {
      case 'SYNCED':
        this.#unsynced?.delete(from);
        return {
          ...NOTHING,
          touched: this.waiting.filter((waited) => scope.tellsOf(waited) && this.#isMissing(waited)),
        };
      case 'INTERRUPTED':
        return this.#interrupt(from, change.error);
      case 'RESTORED':
        return this.#restore(from);
      default:
        return this.#takeJob(change.type, change.object, scope);
    }
  }

  #takeJob(type: 'ADDED' | 'MODIFIED' | 'DELETED', job: Job, { adopt, isSelective }: WaitScope): Taken {
    const waited = this.#byName.get(keyOf(job.metadata)) ?? adopt(job);
    if (!waited || waited.result) return NOTHING;
    if (type === 'DELETED' && isSelective) {
      return waited.isUnselected ? NOTHING : { ...NOTHING, missed: { waited, last: job } };
    }
    this.#noteTime(job);
    if (!isSelective) this.#unselected.get(waited.namespace)?.add(waited);
    const seen = type === 'DELETED' ? waited.lose(job) : waited.see(job);
    if (seen === 'nothing') return NOTHING;
    return { ...NOTHING, touched: [waited], notices: seen === 'other-state' ? [{ kind: 'state', job: waited }] : [] };
  }

  /** Whether a list that should have had it had it not; then it is known to be gone. */
  #isMissing(waited: WaitedJob): boolean {
    if (!waited.job) return true;
    const isLost = waited.isUnselected && this.#unselected.get(waited.namespace)?.has(waited) === false;
    if (isLost) waited.lose(waited.job);
    return isLost;
  }

  #named(awaited: WaitedJob, { metadata: { namespace, name } }: Job): WaitedJob {
    this.#byName.delete(keyOf(awaited));
    this.#byName.set(keyOf({ namespace, name }), awaited);
    return awaited;
  }

  /** A selector takes what is there at first; later, only if there was nothing and creation is waited for. */
  #selectorScope(target: WaitRequest['target'] & { readonly kind: 'selector' }): WaitScope {
    const { namespace, labelSelector, fieldSelector } = target;
    const labels = labelSelector === undefined ? {} : { labelSelector };
    const fields = fieldSelector === undefined ? {} : { fieldSelector };
    const isWanted = () => !this.isSynced || (this.#request.forCreation && this.#byName.size === 0);
    const adopt = (job: Job) => (isWanted() ? this.add(job.metadata) : undefined);
    const isSelective = labelSelector !== undefined || fieldSelector !== undefined;
    return { scope: { namespace, ...labels, ...fields }, isSelective, adopt, tellsOf: () => true };
  }

  #interrupt(from: number, error: Error): Taken {
    const isFirst = this.#interrupted.size === 0;
    const sinceMs = this.#interrupted.get(from)?.sinceMs ?? performance.now();
    this.#interrupted.set(from, { message: error.message, sinceMs });
    return isFirst ? { ...NOTHING, notices: [{ kind: 'interrupted', message: error.message }] } : NOTHING;
  }

  #restore(from: number): Taken {
    const since = this.#interrupted.get(from)?.sinceMs;
    this.#interrupted.delete(from);
    if (since === undefined || this.#interrupted.size > 0) return NOTHING;
    return { ...NOTHING, notices: [{ kind: 'restored', afterMs: performance.now() - since }] };
  }

  #noteTime({ status }: Job): void {
    const times = [status.startTime, ...status.conditions.map(({ lastTransitionTime }) => lastTransitionTime)];
    for (const time of times) this.#newestMs = Math.max(this.#newestMs, msBetween(EPOCH, time) ?? 0);
  }
}

const EPOCH = '1970-01-01T00:00:00Z';
const NOTHING: Taken = { touched: [], notices: [], missed: undefined };

function keyOf({ namespace, name }: JobName): string {
  return `${namespace}/${name}`;
}

/** One name alone is asked for by name; several of a namespace cost no more than the namespace. */
function namedScopes(jobs: readonly JobName[]): readonly WaitScope[] {
  const names = Map.groupBy(jobs, ({ namespace }) => namespace);
  return [...names].map(([namespace, group]) => {
    const [first, ...others] = group.map(({ name }) => name);
    const alone = others.length === 0 && first !== undefined ? { fieldSelector: fieldIs('metadata.name', first) } : {};
    const tellsOf = (waited: WaitedJob) => waited.namespace === namespace && !waited.isNext;
    return { ...whole(namespace), scope: { namespace, ...alone }, tellsOf };
  });
}

/** All Jobs of a namespace, of which none is adopted. */
function whole(namespace: string): Omit<WaitScope, 'tellsOf'> {
  return { scope: { namespace }, isSelective: false, adopt: () => undefined };
}
