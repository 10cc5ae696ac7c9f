import type { Intervals } from './indexes.ts';
import type { Job } from './objects.ts';

export type SuccessVerdict = { readonly met: true; readonly rule: number } | { readonly met: false };

export function successVerdict(_job: Job, _completed: Intervals): SuccessVerdict {
  return { met: false };
}

export function successSentences(_job: Job): readonly string[] {
  return [];
}
