/** Why the simulation differs from a recording, where it does. A difference without a reason fails the test. */
import type { Difference } from './compare.ts';

interface Reason {
  readonly recording: string;
  readonly what: RegExp;
  readonly because: string;
}

/** The reason for a difference; undefined where there is none. */
export function reasonFor({ recording, what }: Difference): string | undefined {
  return REASONS.find((reason) => reason.recording === recording && reason.what.test(what))?.because;
}

const REASONS: readonly Reason[] = [
  {
    recording: 'deadline',
    what: /^event Pod Warning FailedMount$/,
    because:
      'The busy node asked for a token before its own cache knew the pod. Tokens and ConfigMaps are there at once here.',
  },
  {
    recording: 'drain',
    what: /^what the status showed$/,
    because:
      'The recorded kubelet took 5 s for a pod that had no grace period; here it is gone before the Job controller looks, a second later.',
  },
  {
    recording: 'suspend-resume',
    what: /^event Pod Normal Killing$/,
    because:
      'The busy API server deleted the pods 6 s after the suspension, when their containers were being started; these ran to their end and were never killed. Here the deletion follows at once.',
  },
];
