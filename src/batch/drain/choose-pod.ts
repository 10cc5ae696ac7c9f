/** Which pod of a Job a drill disrupts. */
import { type Attempt, attemptsOf } from '../attempts.ts';
import { parseTime } from '../durations.ts';
import type { Pod } from '../objects.ts';

/** What the user asked for; what is undefined may be anything. */
export interface PodWish {
  readonly index: number | undefined;
  readonly pod: string | undefined;
  readonly node: string | undefined;
}

/** The pod, or why there is none; `running` are those one could choose. */
export type PodChoice =
  | { readonly kind: 'chosen'; readonly attempt: Attempt; readonly node: string }
  | { readonly kind: 'none'; readonly why: string; readonly running: readonly Attempt[] };

/** The running pod that fits the wish; of several the one that has run for the shortest time, which loses the least work. */
export function choosePod(pods: Iterable<Pod>, wish: PodWish): PodChoice {
  const attempts = attemptsOf(pods);
  const running = attempts.filter(({ state, pod }) => state === 'running' && pod.nodeName !== undefined);
  const fitting = running.filter((attempt) => fits(attempt, wish));
  const [chosen] = fitting.toSorted((a, b) => startOf(b) - startOf(a));
  if (chosen?.pod.nodeName !== undefined) return { kind: 'chosen', attempt: chosen, node: chosen.pod.nodeName };
  return { kind: 'none', why: whyNone(attempts, wish), running };
}

function fits({ pod, index }: Attempt, wish: PodWish): boolean {
  if (wish.pod !== undefined && pod.metadata.name !== wish.pod) return false;
  if (wish.index !== undefined && index !== wish.index) return false;
  return wish.node === undefined || pod.nodeName === wish.node;
}

function startOf({ startedAt }: Attempt): number {
  return parseTime(startedAt) ?? Number.NEGATIVE_INFINITY;
}

function whyNone(attempts: readonly Attempt[], wish: PodWish): string {
  const asked = attempts.filter((attempt) => fits(attempt, wish));
  const [only] = asked;
  const what = [
    wish.pod === undefined ? '' : ` ${wish.pod}`,
    wish.index === undefined ? '' : ` of index ${wish.index}`,
    wish.node === undefined ? '' : ` on node ${wish.node}`,
  ].join('');
  if (!only) return what === '' ? 'the Job has no pods' : `the Job has no pod${what}`;
  if (asked.length === 1) return `pod ${only.pod.metadata.name} is not running: it is ${only.state}`;
  return `no pod${what} is running`;
}
