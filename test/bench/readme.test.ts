import { expect, test } from 'vitest';
import type { Figure, Limits } from './figure.ts';
import { readmePart } from './readme.ts';

const most = (must: number): Limits => ({ executable: { must }, node: { must: 2 * must } });

const FIGURES: readonly Figure[] = [
  { name: 'list: CPU', value: 0.5649, unit: '×', from: '25 ms : 44 ms', limits: most(1) },
  { name: 'list: wall clock', value: 1.2, unit: '×', from: '60 ms : 50 ms', limits: most(1) },
  { name: 'list: memory', value: 53.4, unit: 'MiB', from: 'list', limits: most(150) },
  { name: 'bundle: list', value: 241.2, unit: 'KiB', from: '19 files', limits: most(300) },
  { name: 'bundle: --help', value: 180, unit: 'KiB', from: '9 files' },
];

test('the README shows a row a command, the rest below, and what is too much in bold', () => {
  const circumstances = {
    runtime: 'executable',
    processor: 'AMD EPYC ',
    processors: 2,
    kubectlVersion: 'v1.36.2',
    rounds: 15,
    date: new Date('2026-11-27T23:00:00Z'),
  } as const;
  expect(readmePart(FIGURES, circumstances).split('\n')).toEqual([
    'The executable beside kubectl v1.36.2: medians of 15 runs in turns, on 2 × AMD EPYC, 27 November 2026.',
    '',
    '|  | processor time | wall clock | memory | must be |',
    '| --- | --- | --- | --- | --- |',
    '| list | 0.56× (25 ms : 44 ms) | **1.20× (60 ms : 50 ms)** | 53 MiB | ≤ 1× |',
    '',
    '|  |  | must be |',
    '| --- | --- | --- |',
    '| bundle: list | 241 KiB | ≤ 300 KiB |',
    '| bundle: --help | 180 KiB |  |',
  ]);
});
