/** `--status`: the words people may type for what state a Job is in. */
import type { JobState } from '../batch/outcome.ts';
import { nearest } from './nearest.ts';
import { usageError } from './user-error.ts';

/** What a status word is held against: our state, and the word shown as STATUS. */
export interface Stated {
  readonly state: JobState;
  readonly status: string;
}

/** The words, in the order help shows them: our states, and two that stand for several. kubectl's STATUS words are taken too. */
export const STATUS_WORDS = [
  'running',
  'complete',
  'failed',
  'suspended',
  'backing-off',
  'terminating',
  'resuming',
  'failing',
  'succeeding',
  'finished',
  'unfinished',
] as const;

/**
 * The filter that `--status running,failed` (repeatable) asks for; undefined when it was not given. Case does not matter. Throws `UserError`
 * for a word that is no state.
 */
export function statusFilter(texts: readonly string[] | undefined): ((row: Stated) => boolean) | undefined {
  if (texts === undefined) return undefined;
  const words = texts.flatMap((text) => text.split(',')).map(normalised);
  const wrong = words.find((word) => !STATUS_WORDS.some((known) => known === word));
  if (wrong !== undefined) throw unknownStatus(wrong);
  return (row) => words.some((word) => matches(row, word));
}

/** kubectl's words, and what people say, for states of ours. */
const SAME_AS: Readonly<Record<string, string>> = {
  failuretarget: 'failing',
  successcriteriamet: 'succeeding',
  completed: 'complete',
  succeeded: 'complete',
  active: 'unfinished',
  backingoff: 'backing-off',
  backoff: 'backing-off',
};

function normalised(word: string): string {
  const dashed = word
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return SAME_AS[dashed] ?? dashed;
}

function matches({ state, status }: Stated, word: string): boolean {
  const finished = state === 'complete' || state === 'failed';
  if (word === 'finished') return finished;
  if (word === 'unfinished') return !finished;
  return state === word || normalised(status) === word;
}

function unknownStatus(word: string) {
  const near = nearest(word, STATUS_WORDS);
  const known = `It is one of ${STATUS_WORDS.join(', ')}.`;
  return usageError(`invalid argument "${word}" for "--status" flag`, near ? `Did you mean ${near}? ${known}` : known);
}
