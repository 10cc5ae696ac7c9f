/** `--yes`: nothing in a cluster is changed without it, or without a yes to the question. */
import * as Flags from '@oclif/core/flags';
import { UserError, usageError } from './user-error.ts';

/** The flag of a command that asks before it changes something. */
export const yesFlag = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }) };

/** Whom to ask, if anybody; commands hand in `terminal/question.ts`. */
export interface Asking {
  /** `--yes` was typed. */
  readonly yes: boolean;
  canAsk(): boolean;
  ask(question: string): Promise<string>;
}

/** Resolves if it may be done. Throws `UserError` if the answer is no, and (usage) where nobody is there to be asked. */
export async function consent(question: string, { yes, canAsk, ask }: Asking): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw usageError(`${question} Nobody is there to answer`, 'Say so with --yes.');
  const answer = (await ask(`${question} [y/N] `)).trim().toLowerCase();
  if (answer !== 'y' && answer !== 'yes') throw new UserError('nothing was changed');
}
