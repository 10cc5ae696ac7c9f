/** A rehearsal that did not come to what it is about. */
import { firstFailure } from '../container-failure.ts';
import type { Pod } from '../objects.ts';
import type { Firing } from './scenarios.ts';

/** Why a pod's failure says nothing of the rule: its container ended otherwise than it was told to. Undefined if it did as it was told. */
export function misfireText(firing: Firing, pod: Pod): string | undefined {
  const failure = firstFailure(pod);
  if (!failure || (failure.container === firing.container && failure.terminated.exitCode === firing.code))
    return undefined;
  const { message } = failure.terminated;
  return `its pod ended with ${failure.text}${message === '' ? '' : `: ${message}`}; the image must have sh and sleep (--image)`;
}
