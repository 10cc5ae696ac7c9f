import { expect, test } from 'vitest';
import type { CompletedFlag } from '../../../src/cli/completion/command-shape.ts';
import { FREE_TEXT, valuesOfFlag } from '../../../src/cli/completion/flag-values.ts';
import { describeCommands } from '../../../src/program.ts';

const flags = (await describeCommands()).flatMap(({ id, flags }) =>
  Object.entries<CompletedFlag>(flags)
    .filter(([, { hidden }]) => !hidden)
    .map(([name, flag]): [string, string, CompletedFlag] => [id, name, flag]),
);

test('of every flag with a value completion knows the values, or that only its user does', () => {
  const open = flags.filter(([, name, flag]) => flag.type === 'option' && valuesOfFlag(name, flag).kind === 'free');
  const forgotten = open.filter(([, name]) => !FREE_TEXT.has(name)).map(([id, name]) => `${id} --${name}`);
  expect(forgotten, 'add them to src/cli/completion/flag-values.ts').toEqual([]);
});

test('what is named as free text is a flag, and its values are not known', () => {
  const open = new Set(
    flags.filter(([, name, flag]) => valuesOfFlag(name, flag).kind === 'free').map(([, name]) => name),
  );
  expect([...FREE_TEXT].filter((name) => !open.has(name))).toEqual([]);
});
