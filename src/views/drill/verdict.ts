/** A verdict in words: what is said first, and why. */

import { podCountsOf } from '../../batch/completions.ts';
import { counted } from '../../batch/counted.ts';
import { type DisruptionVerdict, isPass } from '../../batch/disruption/verdict.ts';
import type { Job } from '../../batch/objects.ts';
import type { PolicyVerdict } from '../../batch/pod-failure-policy.ts';
import { plain } from '../text.ts';

/** The word that stands before everything. */
export function verdictWord(verdict: DisruptionVerdict): 'PASS' | 'FAIL' | 'UNCLEAR' {
  if (isPass(verdict)) return 'PASS';
  return verdict.kind === 'inconclusive' ? 'UNCLEAR' : 'FAIL';
}

/** One line: `the disruption was not counted: failed 0 → 0`. */
export function verdictSentence(verdict: DisruptionVerdict, before: Job, after: Job): string {
  const failed = `failed ${podCountsOf(before).failed} → ${podCountsOf(after).failed}`;
  switch (verdict.kind) {
    case 'held':
      return `the disruption was not counted: ${failed}`;
    case 'counted':
      return `the disruption counted as a failure: ${failed}; ${retriesText(verdict)}`;
    case 'job-failed':
      return plain(`the Job failed: ${verdict.end.reason}: ${verdict.end.message}`);
    case 'index-failed':
      return `index ${verdict.index} failed for good: ${failed}`;
    case 'counted-as-success':
      return verdict.how === 'finished'
        ? `${likely(verdict.isSure)}the work was finished in the grace period: it counts as a success`
        : `${likely(verdict.isSure)}the work was cut short, and counts as a success all the same`;
    case 'no-replacement':
      return plain(`the disruption was not counted (${failed}), but nothing runs in its place: ${verdict.text}`);
    case 'inconclusive':
      return plain(`nothing can be said: ${verdict.text}`);
  }
}

/** What podFailurePolicy made of the pod: a label and the rest of its line; undefined for a verdict that asked no rule. */
export function ruleText(verdict: DisruptionVerdict): readonly [label: string, text: string] | undefined {
  if (verdict.kind === 'inconclusive' || verdict.kind === 'counted-as-success') return undefined;
  return policyText(verdict.rule);
}

/** The same of a policy's verdict. */
export function policyText(verdict: PolicyVerdict): readonly [label: string, text: string] {
  if (verdict.action === 'Default') return ['no rule', plain(verdict.because)];
  return [`rule ${verdict.rule}`, plain(`${verdict.action}: ${verdict.because}`)];
}

function likely(isSure: boolean): string {
  return isSure ? '' : 'it seems that ';
}

function retriesText({ retriesLeft, of }: DisruptionVerdict & { readonly kind: 'counted' }): string {
  const whose = of === 'job' ? 'the Job' : 'the index';
  if (retriesLeft === 0) return `the next failure fails ${whose}`;
  return `${whose} can take ${counted(retriesLeft, 'more failure')}`;
}
