import { describe, expect, test } from 'vitest';
import { type Completion, completionText } from '../../src/views/complete.ts';

const NOTHING: Completion = { candidates: [], typed: '', files: undefined, ordered: false, taken: [] };

function check(name: string, completion: Partial<Completion>, ...lines: readonly string[]): void {
  test(name, () => expect(completionText({ ...NOTHING, ...completion })).toBe(`${lines.join('\n')}\n`));
}

function values(...words: readonly string[]): Partial<Completion> {
  return { candidates: words.map((value) => ({ value })) };
}

describe('the protocol', () => {
  check('nothing, and no files', {}, ':4');
  check('candidates', values('a', 'b'), 'a', 'b', ':4');
  check(
    'what they mean',
    { candidates: [{ value: 'a', description: 'the\tfirst\nof\x1b[2J many' }] },
    'a\tthe first of many',
    ':4',
  );
  check('only those that begin with what was typed', { ...values('ab', 'b', 'abc'), typed: 'ab' }, 'ab', 'abc', ':4');
  check('each once', values('a', 'a'), 'a', ':4');
  check('not what is taken', { ...values('a', 'b'), taken: ['a'] }, 'b', ':4');
  check('no space behind what goes on', { ...values('json', 'jsonpath='), typed: 'jsonp' }, 'jsonpath=', ':6');
  check('a space where not all go on', values('json', 'jsonpath='), 'json', 'jsonpath=', ':4');
  check('an order that means something', { ...values('b', 'a'), ordered: true }, 'b', 'a', ':36');
  check('any files', { files: [] }, ':0');
  check('files of these extensions', { files: ['json', 'yaml'] }, 'json', 'yaml', ':8');
  check('nothing that a shell would choke on', values('a\nb', 'c\td', 'e'), 'e', ':4');
});
