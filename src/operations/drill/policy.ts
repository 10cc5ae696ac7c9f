/** `drill policy`: makes each rule of a podFailurePolicy fire, in disposable copies of the Job, and holds what happens against what should. */
import type { Job } from '../../batch/objects.ts';
import { type PolicyFinding, policyFindings } from '../../batch/policy/findings.ts';
import { type FailureOutcome, firstFailureOutcome } from '../../batch/policy/first-failure.ts';
import type { ObservedFailure } from '../../batch/policy/observed-failure.ts';
import { type CopyOptions, rehearsalSpec } from '../../batch/policy/rehearsal-job.ts';
import { type Firing, type Scenario, scenariosFor } from '../../batch/policy/scenarios.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { rehearse } from './policy/rehearse.ts';

/** What is rehearsed, and how. */
export interface PolicyRequest {
  readonly job: Job;
  /** This rule alone; all, and a failure that no rule matches, when undefined. */
  readonly rule: number | undefined;
  readonly copies: Omit<CopyOptions, 'name'>;
  /** For each scenario, in milliseconds. */
  readonly timeoutMs: number;
  /** How long deleting a copy is tried. */
  readonly undoMs: number;
  /** How many at a time. */
  readonly atOnce: number;
  /** What was to be told before it began. */
  readonly warnings: readonly string[];
}

/** One scenario, and what came of it. */
export interface Rehearsal {
  /** Undefined: a failure that no rule matches. */
  readonly rule: number | undefined;
  /** The rule's action as it is written; empty for none. */
  readonly action: string;
  /** How it was fired; undefined: nothing can fire it. */
  readonly firing: Firing | undefined;
  readonly expected: FailureOutcome | undefined;
  readonly observed: ObservedFailure | undefined;
  readonly kind: RehearsalKind;
  /** Why there is nothing to see, or what was told of it. */
  readonly message: string;
}

/** Whether the cluster did what the rules say. */
export type RehearsalKind = 'as-expected' | 'differs' | 'cannot-fire' | 'not-seen';

/** All of it. */
export interface PolicyResult {
  readonly job: Job;
  readonly rehearsals: readonly Rehearsal[];
  readonly findings: readonly PolicyFinding[];
  /** What was told before it began. */
  readonly warnings: readonly string[];
  /** Copies that could not be deleted: the commands that do. */
  readonly left: readonly (readonly string[])[];
}

/** What is told meanwhile; `ended` comes last. */
export type PolicyUpdate =
  | { readonly kind: 'rehearsed'; readonly rehearsal: Rehearsal; readonly done: number; readonly of: number }
  | { readonly kind: 'not-deleted'; readonly command: readonly string[] }
  | { readonly kind: 'ended'; readonly result: PolicyResult };

/**
 * Rehearses. Every copy is deleted before it ends or throws, also when the signal is aborted. Throws what a cluster answers where nothing can be rehearsed, and the
 * signal's reason.
 */
export async function* policyDrill(
  cluster: Cluster,
  request: PolicyRequest,
  call: Call,
): AsyncGenerator<PolicyUpdate, void, void> {
  const { job, rule, atOnce } = request;
  const scenarios = scenariosFor(job.spec).filter((scenario) => rule === undefined || scenario.rule === rule);
  const results = new Map<Scenario, Rehearsal>();
  const left: (readonly string[])[] = [];
  const waiting = [...scenarios];
  const running = new Map<Scenario, Promise<Done>>();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < atOnce && waiting.length > 0) {
      const next = waiting.shift();
      if (next) running.set(next, rehearsed(cluster, { request, scenario: next }, call));
    }
    const { scenario, rehearsal, leftover, error } = await Promise.race(running.values());
    running.delete(scenario);
    if (leftover) {
      left.push(leftover);
      yield { kind: 'not-deleted', command: leftover };
    }
    if (error !== undefined) {
      await Promise.all(running.values());
      throw error;
    }
    results.set(scenario, rehearsal);
    yield { kind: 'rehearsed', rehearsal, done: results.size, of: scenarios.length };
  }
  call.signal.throwIfAborted();
  const rehearsals = scenarios.flatMap((scenario) => results.get(scenario) ?? []);
  const findings = policyFindings(job.spec).filter((finding) => rule === undefined || finding.rule === rule);
  yield { kind: 'ended', result: { job, rehearsals, findings, warnings: request.warnings, left } };
}

interface Done {
  readonly scenario: Scenario;
  readonly rehearsal: Rehearsal;
  readonly leftover: readonly string[] | undefined;
  readonly error?: unknown;
}

/** Never rejects. */
async function rehearsed(
  cluster: Cluster,
  { request, scenario }: { readonly request: PolicyRequest; readonly scenario: Scenario },
  call: Call,
): Promise<Done> {
  const { job } = request;
  const { rule, firing } = scenario;
  const action = rule === undefined ? '' : (job.spec.podFailurePolicy?.[rule]?.action ?? '');
  if (!firing) {
    const message = rule === undefined ? 'every failure is matched by some rule' : 'it can never fire';
    const rehearsal: Rehearsal = {
      rule,
      action,
      firing,
      expected: undefined,
      observed: undefined,
      kind: 'cannot-fire',
      message,
    };
    return { scenario, rehearsal, leftover: undefined };
  }
  const expected = expectedOf(job, { rule, action });
  const { observed, message, leftover, error } = await rehearse(cluster, { request, firing, rule }, call);
  const kind = observed === undefined ? 'not-seen' : isAsExpected(expected, observed, rule) ? 'as-expected' : 'differs';
  const rehearsal: Rehearsal = { rule, action, firing, expected, observed, kind, message };
  return { scenario, rehearsal, leftover, ...(error === undefined ? {} : { error }) };
}

function expectedOf(job: Job, { rule, action }: Pick<Rehearsal, 'rule' | 'action'>): FailureOutcome {
  const spec = rehearsalSpec(job.spec);
  const isKnown = action === 'FailJob' || action === 'Ignore' || action === 'FailIndex' || action === 'Count';
  if (rule === undefined || !isKnown) return firstFailureOutcome(spec, { action: 'Default' });
  return firstFailureOutcome(spec, { action });
}

/** The message of FailJob names the rule: another one that fails the Job too is not what was expected. */
function isAsExpected(expected: FailureOutcome, observed: ObservedFailure, rule: number | undefined): boolean {
  if (expected.kind !== observed.kind) return false;
  if (expected.kind === 'counted' && observed.kind === 'counted') return expected.retriesLeft === observed.retriesLeft;
  if (expected.kind !== 'job-failed' || observed.kind !== 'job-failed') return true;
  if (expected.reason !== observed.reason) return false;
  return expected.reason !== 'PodFailurePolicy' || observed.message.endsWith(`rule at index ${rule}`);
}
