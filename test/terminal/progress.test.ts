import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../src/terminal/progress.ts';
import { progressRows } from '../../src/terminal/progress-rows.ts';

/** A terminal of this size; some tell 0. */
function aScreen(columns: number) {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const move = () => true;
  const screen = Object.assign(stream, {
    isTTY: true,
    columns,
    rows: columns,
    cursorTo: move,
    clearLine: move,
    moveCursor: move,
  });
  return { screen, text: () => written.join('') };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a line of progress', () => {
  test.each([80, 0])('spins on a terminal of %i columns, says the latest, and is taken off', async (columns) => {
    const { screen, text } = aScreen(columns);
    const line = progressLine('first', screen, {});
    await until(() => text().includes('first'));
    line.update('second \x1b[2Jhidden');
    await until(() => text().includes('second [2Jhidden'));
    line.stop();
    expect(text().endsWith('\x1b[?25h')).toBe(true);
  });

  test('that is over soon is never shown', async () => {
    const { screen, text } = aScreen(80);
    progressLine('first', screen, {}).stop();
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(text()).toBe('');
  });

  test('is not shown in CI, nor where there is no terminal', () => {
    const { screen, text } = aScreen(80);
    for (const line of [progressLine('x', screen, { CI: '1' }), progressLine('x', undefined, {})]) {
      line.update('y');
      line.stop();
    }
    expect(text()).toBe('');
  });
});

describe('rows of progress', () => {
  test.each([80, 0])('are redrawn on a terminal of %i columns, and taken off', async (columns) => {
    const { screen, text } = aScreen(columns);
    const rows = progressRows('one\ntwo', screen, {});
    await until(() => text().includes('two'));
    rows.update('one\nthree \x1b[2Jhidden');
    await until(() => text().includes('three [2Jhidden'));
    rows.stop();
    expect(text().endsWith('\x1b[?25h')).toBe(true);
  });

  test('that are stopped before they were drawn are not', async () => {
    const { screen, text } = aScreen(80);
    progressRows('one', screen, {}).stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(text()).toBe('');
  });

  test('are not shown in CI, nor where there is no terminal', () => {
    const { screen, text } = aScreen(80);
    for (const rows of [progressRows('x', screen, { CI: '1' }), progressRows('x', undefined, {})]) {
      rows.update('y');
      rows.stop();
    }
    expect(text()).toBe('');
  });
});
