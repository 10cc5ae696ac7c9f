/** Several verdicts as one. */
import type { DisruptionVerdict } from './verdict.ts';

/** The verdict that weighs most: a drill is as good as the worst of what it did. Throws if there is none. */
export function worstVerdict(verdicts: readonly DisruptionVerdict[]): DisruptionVerdict {
  const [worst] = verdicts.toSorted((a, b) => weightOf(b) - weightOf(a));
  if (!worst) throw new Error('a drill without a pod has no verdict');
  return worst;
}

function weightOf(verdict: DisruptionVerdict): number {
  switch (verdict.kind) {
    case 'job-failed':
      return 7;
    case 'index-failed':
      return 6;
    case 'counted':
      return 5;
    case 'no-replacement':
      return 3;
    case 'inconclusive':
      return 2;
    case 'counted-as-success':
      return verdict.how === 'stopped-early' ? 4 : 1;
    case 'held':
      return 0;
  }
}
