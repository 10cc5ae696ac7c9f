import { expect, test } from 'vitest';
import { parseLabelSelector } from '../../../../src/sandbox/api/selectors/label-selector.ts';

const labels = { app: 'web', tier: 'front', in: 'yes', replicas: '3', empty: '', 'example.com/x': 'y' };

test.each([
  ['', true],
  ['app=web', true],
  ['app==web', true],
  [' app = web , tier != back ', true],
  ['app!=web', false],
  ['absent!=web', true],
  ['app', true],
  ['!app', false],
  ['! absent', true],
  ['app in (web,api)', true],
  ['app in (api)', false],
  ['app notin (api)', true],
  ['absent notin (api)', true],
  ['absent in (api)', false],
  ['in=yes', true],
  ['in in (yes)', true],
  ['notin', false],
  ['empty=', true],
  ['empty in (,a)', true],
  ['app=', false],
  ['replicas>2', true],
  ['replicas<3', false],
  ['app>2', false],
  ['example.com/x=y,app', true],
  ['app=web,tier=back', false],
])('%s selects: %s', (selector, selected) => {
  expect(parseLabelSelector(selector)(labels)).toBe(selected);
});

test.each([
  ['a===b', "unable to parse requirement: found '=', expected: identifier"],
  ['a=b=c', "found '=', expected: ',' or 'end of string'"],
  ['a=b,', "found '', expected: identifier after ','"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['a in b', "unable to parse requirement: found 'b' expected: '('"],
  ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
  [
    'a in ()',
    "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
  ],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  [
    'a>b',
    `unable to parse requirement: values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
])('%s is refused: %s', (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(expect.objectContaining({ message }));
});

test.each(['-a=b', 'a/b/c=d', '/a=b', `${'k'.repeat(64)}=b`, 'a=-b', `a=${'v'.repeat(64)}`, 'A.Upper.Prefix/x=y'])(
  '%s has a key or a value that no label can have',
  (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow(/^unable to parse requirement: .*Invalid value/);
  },
);
