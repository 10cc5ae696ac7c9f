import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/completion/command-line.ts';
import { describeCommands } from '../../../src/program.ts';

const commands = await describeCommands();

/** Words as typed, `_` for an empty last one; the place and what else was understood. */
function check(line: string, place: object, rest: { typed?: string; words?: string[]; flags?: object } = {}): void {
  test(line, () => {
    const argv = line.split(' ').map((word) => (word === '_' ? '' : word));
    const read = readCommandLine(argv, commands);
    const { typed = argv.at(-1), words = [], flags = {} } = rest;
    expect({ ...read, command: read.command?.id, flags: Object.fromEntries(read.flags) }).toEqual({
      command: 'kind' in place && place.kind === 'command' ? undefined : expect.any(String),
      place,
      typed,
      words,
      flags,
    });
  });
}

describe('the name of a command', () => {
  check('_', { kind: 'command', before: [] });
  check('des', { kind: 'command', before: [] });
  check('describe', { kind: 'command', before: [] });
  check('sandbox _', { kind: 'command', before: ['sandbox'] });
  check('help des', { kind: 'command', before: [] });
  check('help sandbox re', { kind: 'command', before: ['sandbox'] });
  check('nonsense _', { kind: 'command', before: ['nonsense'] });
});

describe('what stands behind the name', () => {
  check('describe _', { kind: 'argument' });
  check('ls _', { kind: 'argument' });
  check('sandbox replay _', { kind: 'argument' });
  check('describe a b', { kind: 'argument' }, { words: ['a'] });
  check('describe -', { kind: 'flag' });
  check('describe --w', { kind: 'flag' });
  check('describe a --', { kind: 'flag' }, { words: ['a'] });
  check('sandbox replay x -- kubectl --', { kind: 'foreign' }, { words: ['x'] });
});

describe('a flag and its value', () => {
  check('describe -n _', { kind: 'value', flag: 'namespace' });
  check('describe --namespace fi', { kind: 'value', flag: 'namespace' });
  check('describe --namespace=fi', { kind: 'value', flag: 'namespace' }, { typed: 'fi' });
  check('describe --namespace=', { kind: 'value', flag: 'namespace' }, { typed: '' });
  check('describe --max_width=', { kind: 'value', flag: 'max-width' }, { typed: '' });
  check('describe -wn fi', { kind: 'value', flag: 'namespace' }, { flags: { watch: ['true'] } });
  check('describe -n film _', { kind: 'argument' }, { flags: { namespace: ['film'] } });
  check('describe -nfilm _', { kind: 'argument' }, { flags: { namespace: ['film'] } });
  check('describe -n=film _', { kind: 'argument' }, { flags: { namespace: ['film'] } });
  check(
    'describe --context x -w a _',
    { kind: 'argument' },
    { words: ['a'], flags: { context: ['x'], watch: ['true'] } },
  );
  check('describe --watch=false _', { kind: 'argument' }, { flags: { watch: ['false'] } });
  check('describe -w=false _', { kind: 'argument' }, { flags: { watch: ['false'] } });
  check('describe -f a -f b _', { kind: 'argument' }, { flags: { filename: ['a', 'b'] } });
  check('describe --unknown x', { kind: 'argument' }, { flags: { unknown: ['true'] } });
  check('describe -Z x', { kind: 'argument' }, { flags: { '': ['true'] } });
});

describe('a flag that may do without its value', () => {
  check('describe --indexes _', { kind: 'argument' });
  check('describe a --indexes _', { kind: 'value', flag: 'indexes' }, { words: ['a'] });
  check('describe a --indexes --', { kind: 'flag' }, { words: ['a'] });
  check('describe --indexes a _', { kind: 'argument' }, { words: ['a'] });
  check('describe --indexes 3 _', { kind: 'argument' }, { flags: { indexes: ['3'] } });
  check('describe --indexes=0-4 _', { kind: 'argument' }, { flags: { indexes: ['0-4'] } });
});

test('whatever is typed, it is read without a complaint', () => {
  const word = fc.oneof(
    fc.constantFrom('describe', 'list', '--', '-', '--indexes', '-n', '-wA', '--x=', ''),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      expect(readCommandLine(argv, commands).typed.length).toBeLessThanOrEqual(argv.at(-1)?.length ?? 0);
    }),
  );
});
