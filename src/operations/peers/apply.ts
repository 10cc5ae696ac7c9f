/** `peers create --apply`: the Service, then the Job, then that the one goes with the other; and the way back when a step fails. */
import type { Fields } from '../../batch/field-at.ts';
import {
  type Call,
  type Cluster,
  isApiFailure,
  type KubeDraft,
  type KubeObject,
  type ObjectKind,
} from '../../cluster/port.ts';
import type { ApplyPlan, PlannedObject } from './apply-plan.ts';

/** What was done, as it is done. */
export type ApplyEvent =
  | {
      readonly kind: 'done';
      readonly object: ObjectName;
      readonly outcome: 'created' | 'configured' | 'unchanged';
      readonly warnings: readonly string[];
      readonly result: KubeObject | undefined;
    }
  /** What had been created before a later step failed is gone again. */
  | { readonly kind: 'undone'; readonly object: ObjectName }
  /** It could not be removed, or could not be given to the Job: somebody has to. */
  | { readonly kind: 'left'; readonly object: ObjectName; readonly error: Error };

/** `service/x`, in words of kubectl. */
export interface ObjectName {
  readonly kind: ObjectKind;
  readonly name: string;
}

/** How it is done. */
export interface ApplyOptions extends Call {
  /** client: nothing is sent; server: the server does all but keep it. */
  readonly dryRun: 'none' | 'client' | 'server';
}

/**
 * Yields what is done. The Service comes first, so that names are there before the first pod; it gets its owner, the Job, when that exists. When a
 * step fails, or the signal aborts between two steps, what was created is deleted again, and that error thrown; only a Service that could not
 * be given to its Job stays.
 */
export async function* applyPeers(
  cluster: Cluster,
  plan: ApplyPlan,
  options: ApplyOptions,
): AsyncGenerator<ApplyEvent> {
  const run = new ApplyRun(cluster, plan, options);
  try {
    yield* run.steps();
  } catch (error) {
    yield* run.undo();
    throw error;
  }
  yield* run.handOver();
}

/** A request that has begun is not cut off: nobody would know whether it was done. */
const STEP_MS = 60_000;

class ApplyRun {
  readonly #cluster: Cluster;
  readonly #plan: ApplyPlan;
  readonly #options: ApplyOptions;
  readonly #created: { readonly object: ObjectName; readonly uid: string }[] = [];
  #doubtful: { readonly object: ObjectName; readonly error: Error } | undefined;
  #jobUid: string | undefined;

  constructor(cluster: Cluster, plan: ApplyPlan, options: ApplyOptions) {
    this.#cluster = cluster;
    this.#plan = plan;
    this.#options = options;
    this.#jobUid = plan.jobUid;
  }

  async *steps(): AsyncGenerator<ApplyEvent> {
    const { service, configMap, job } = this.#plan;
    for (const object of [service, ...(configMap ? [configMap] : []), job]) {
      this.#options.signal.throwIfAborted();
      yield await this.#step(object);
    }
    this.#options.signal.throwIfAborted();
  }

  /** What was created before the Job was there becomes the Job's. */
  async *handOver(): AsyncGenerator<ApplyEvent> {
    const { namespace, job } = this.#plan;
    if (this.#jobUid === undefined || this.#plan.jobUid !== undefined) return;
    for (const { object, uid } of this.#created) {
      if (object.name === job.name && object.kind.kind === job.kind.kind) continue;
      const metadata = { uid, ownerReferences: [ownerOf(job.name, this.#jobUid)] };
      try {
        const ref = { name: object.name, namespace };
        await this.#cluster.objects(object.kind).patch(ref, { type: 'merge', body: { metadata } }, step());
      } catch (error) {
        yield { kind: 'left', object, error: asError(error) };
      }
    }
  }

  async *undo(): AsyncGenerator<ApplyEvent> {
    if (this.#doubtful) yield { kind: 'left', ...this.#doubtful };
    for (const { object, uid } of this.#created.toReversed()) {
      try {
        const ref = { name: object.name, namespace: this.#plan.namespace };
        const options = { propagationPolicy: 'Background', preconditions: { uid } } as const;
        await this.#cluster.objects(object.kind).delete(ref, options, step());
        yield { kind: 'undone', object };
      } catch (error) {
        yield { kind: 'left', object, error: asError(error) };
      }
    }
  }

  async #step({ kind, name, action }: PlannedObject): Promise<ApplyEvent> {
    const { dryRun } = this.#options;
    const { namespace, jobUid } = this.#plan;
    const object = { kind, name };
    const write = dryRun === 'server' ? { dryRun: true } : {};
    const objects = this.#cluster.objects(kind);
    if (action.kind === 'none') return { kind: 'done', object, outcome: 'unchanged', warnings: [], result: undefined };
    if (action.kind === 'patch') {
      const body = { type: 'merge', body: action.body } as const;
      const written =
        dryRun === 'client' ? undefined : await objects.patch({ name, namespace }, { ...body, ...write }, step());
      return {
        kind: 'done',
        object,
        outcome: 'configured',
        warnings: written?.warnings ?? [],
        result: written?.object,
      };
    }
    const isJob = kind.kind === this.#plan.job.kind.kind;
    const draft = draftOf(action.object, {
      namespace,
      owner: isJob ? undefined : jobUid && ownerOf(this.#plan.job.name, jobUid),
    });
    if (dryRun === 'client') return { kind: 'done', object, outcome: 'created', warnings: [], result: undefined };
    const { object: result, warnings } = await objects.create(draft, write, step()).catch((error: unknown) => {
      // Without an answer nobody knows whether it is there.
      if (!isApiFailure(error)) this.#doubtful = { object, error: asError(error) };
      throw error;
    });
    if (dryRun === 'none') {
      this.#created.push({ object, uid: result.metadata.uid });
      if (isJob) this.#jobUid = result.metadata.uid;
    }
    return { kind: 'done', object, outcome: 'created', warnings, result };
  }
}

function step(): Call {
  return { signal: AbortSignal.timeout(STEP_MS) };
}

function ownerOf(name: string, uid: string): object {
  return { apiVersion: 'batch/v1', kind: 'Job', name, uid };
}

function draftOf(
  object: Fields,
  { namespace, owner }: { readonly namespace: string; readonly owner: object | '' | undefined },
): KubeDraft {
  const { apiVersion, kind, metadata } = object;
  const own = typeof metadata === 'object' && metadata !== null ? metadata : {};
  return {
    ...object,
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: { ...own, namespace, ...(owner ? { ownerReferences: [owner] } : {}) },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
