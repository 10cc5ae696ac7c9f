import { describe, expect, test } from 'vitest';
import { consent } from '../../src/cli/consent.ts';

async function asked(answer: string | undefined, yes = false): Promise<string> {
  const said: string[] = [];
  const asking = {
    yes,
    canAsk: () => answer !== undefined,
    ask: async (question: string) => {
      said.push(question);
      return answer ?? '';
    },
  };
  const outcome = await consent('Delete it?', asking).then(
    () => 'done',
    (error: Error) => error.message,
  );
  return [...said, outcome].join('> ');
}

describe('a change is agreed to', () => {
  test.each([
    ['y', false, 'Delete it? [y/N] > done'],
    [' YES ', false, 'Delete it? [y/N] > done'],
    ['', false, 'Delete it? [y/N] > nothing was changed'],
    ['no', false, 'Delete it? [y/N] > nothing was changed'],
    ['yesterday', false, 'Delete it? [y/N] > nothing was changed'],
    [undefined, true, 'done'],
    [undefined, false, 'Delete it? Nobody is there to answer'],
  ])('%j, --yes %j: %s', async (answer, yes, outcome) => expect(await asked(answer, yes)).toBe(outcome));
});
