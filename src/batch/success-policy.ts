/** successPolicy: whether, and by which rule, an Indexed Job has succeeded early (Kubernetes 1.36, pkg/controller/job/success_policy.go). */
import { countIndexes, type Intervals, intersectIndexes, parseIndexes, printIndexes } from './indexes.ts';
import type { Job, SuccessPolicyRule } from './objects.ts';

/** The first rule (from 0) that is met, or none. */
export type SuccessVerdict = { readonly met: true; readonly rule: number } | { readonly met: false };

/**
 * Rules in order, the first one met decides. `succeededIndexes` asks for all of them, or with `succeededCount` for that many of them;
 * `succeededCount` alone for that many of any. A rule whose indexes cannot be read is skipped. Nothing is met before an index
 * has succeeded.
 */
export function successVerdict(job: Job, completed: Intervals): SuccessVerdict {
  const rule = metRules(job, completed).indexOf(true);
  return rule < 0 ? { met: false } : { met: true, rule };
}

/** Of each rule, in order, whether it is met by itself: several may be, once the pods that still ran have ended. */
export function metRules(job: Job, completed: Intervals): readonly boolean[] {
  const rules = job.spec.successPolicy ?? [];
  return rules.map((rule) => completed.length > 0 && isMet(rule, completed, job.spec.completions));
}

/** Each rule as a sentence, in order, led by its number: `0  succeeds once 2 of the indexes 0-4 have succeeded`. */
export function successSentences(job: Job): readonly string[] {
  return (job.spec.successPolicy ?? []).map((rule, number) => `${number}  ${sentenceOf(rule, job.spec.completions)}`);
}

function isMet(rule: SuccessPolicyRule, completed: Intervals, completions: number | undefined): boolean {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededIndexes === undefined) return succeededCount !== undefined && countIndexes(completed) >= succeededCount;
  const asked = parseIndexes(succeededIndexes, completions).intervals;
  if (asked.length === 0) return false;
  const found = countIndexes(intersectIndexes(asked, completed));
  return found === countIndexes(asked) || (succeededCount !== undefined && found >= succeededCount);
}

function sentenceOf(rule: SuccessPolicyRule, completions: number | undefined): string {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededIndexes === undefined) {
    if (succeededCount === undefined) return 'never met: it asks for nothing';
    return succeededCount === 1
      ? 'succeeds once any index has succeeded'
      : `succeeds once any ${succeededCount} indexes have succeeded`;
  }
  const asked = parseIndexes(succeededIndexes, completions).intervals;
  const count = countIndexes(asked);
  if (count === 0) return `never met: "${succeededIndexes}" names no index of this Job`;
  const names = printIndexes(asked);
  if (count === 1) return `succeeds once index ${names} has succeeded`;
  if (succeededCount === undefined || succeededCount >= count)
    return `succeeds once all of the indexes ${names} have succeeded`;
  return `succeeds once ${succeededCount} of the indexes ${names} ${succeededCount === 1 ? 'has' : 'have'} succeeded`;
}
