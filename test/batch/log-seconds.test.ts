import { describe, expect, test } from 'vitest';
import { blockOf } from '../../src/batch/log-lines.ts';
import { secondsOf } from '../../src/batch/log-seconds.ts';

/** A stamp at so many nanoseconds of a second. */
function at(second: number, nanoseconds: number): string {
  return `2026-11-21T17:47:0${second}.${String(nanoseconds).padStart(9, '0')}Z`;
}

describe('lines by their seconds', () => {
  const floor = at(3, 500);
  const cases: readonly (readonly [string, readonly string[], readonly (readonly [number, string])[]])[] = [
    [
      'those of one second together',
      [at(1, 1), at(1, 2), at(2, 1)],
      [
        [2, at(1, 2)],
        [1, at(2, 1)],
      ],
    ],
    ['with the latest of them, wherever it stands', [at(1, 7), at(1, 9), at(1, 8)], [[3, at(1, 9)]]],
    [
      'what is not before the floor by itself',
      [at(3, 499), at(3, 500), at(3, 501), at(3, 1)],
      [
        [1, at(3, 499)],
        [1, floor],
        [1, at(3, 501)],
        [1, at(3, 1)],
      ],
    ],
    [
      'what has no stamp by itself, as of the line before',
      [at(1, 1), '', at(1, 2)],
      [
        [1, at(1, 1)],
        [1, at(1, 1)],
        [1, at(1, 2)],
      ],
    ],
    [
      'an unusual stamp by itself',
      [at(1, 1), '2026-11-21T18:47:01+01:00'],
      [
        [1, at(1, 1)],
        [1, at(1, 0)],
      ],
    ],
  ];
  test.each(cases)('%s', (_, stamps, expected) => {
    const block = blockOf(
      Buffer.from(stamps.map((stamp) => (stamp === '' ? 'text\n' : `${stamp} text\n`)).join('')),
      '',
    );
    const found = [...secondsOf(block, stamps.length, floor)];
    expect(found.map(({ lines, latest }) => [lines, latest])).toEqual(expected);
  });

  test('no further than to the line that is asked for', () => {
    const block = blockOf(Buffer.from(`${at(1, 1)} a\n${at(1, 2)} b\n${at(1, 3)} c\n`), '');
    expect([...secondsOf(block, 2, floor)]).toEqual([{ stamp: at(1, 1), latest: at(1, 2), lines: 2 }]);
  });
});
