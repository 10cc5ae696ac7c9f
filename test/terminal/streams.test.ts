import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { OutputClosed } from '../../src/terminal/ending.ts';
import { type Terminal, terminalOn } from '../../src/terminal/streams.ts';

/** What a terminal's stream can do beside writing. */
const cursor = { clearLine: () => true, cursorTo: () => true, moveCursor: () => true };

/** A terminal on two streams that keep what is written. */
function aTerminal(options: { readonly isTTY?: boolean; readonly failing?: boolean } = {}): {
  readonly terminal: Terminal;
  readonly written: { out: string; err: string };
} {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write(chunk: string, _, done) {
          if (options.failing) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
          written[name] += chunk;
          done();
        },
      }),
      options.isTTY ? { isTTY: true, columns: 80, rows: 6, ...cursor } : {},
    );
  const ending = new AbortController();
  const terminal = terminalOn({ stdout: stream('out'), stderr: stream('err'), env: {}, platform: 'linux', ending });
  return { terminal, written };
}

test('results go to standard output, the rest to standard error, both without control characters', async () => {
  const { terminal, written } = aTerminal();
  await terminal.out.write('result\x1b[2J\n');
  await terminal.err.write('warning\r\n');
  expect(written).toEqual({ out: 'result[2J\n', err: 'warning\n' });
});

test('a closed pipe ends everything quietly', async () => {
  const { terminal } = aTerminal({ failing: true });
  await terminal.out.write('x');
  await terminal.out.write('y');
  expect(terminal.signal.reason).toBeInstanceOf(OutputClosed);
});

describe('a live area', () => {
  test('in a pipe writes each text once, below the last', async () => {
    const { terminal, written } = aTerminal();
    const live = terminal.live();
    for (const text of ['one', 'one', 'two\n']) live.show(text);
    await live.done();
    expect(written.out).toBe('one\ntwo\n');
  });

  test('on a terminal shows the newest text in place', async () => {
    const { terminal, written } = aTerminal({ isTTY: true });
    const live = terminal.live();
    live.show('one');
    live.show('two');
    await live.done();
    expect(written.out).toContain('two');
    expect(written.out).not.toContain('one');
    expect(written.out.endsWith('two\n\x1b[?25h')).toBe(true);
  });

  test('says how much does not fit the screen, and leaves the whole of it when it ends', async () => {
    const { terminal, written } = aTerminal({ isTTY: true });
    const live = terminal.live();
    live.show(Array.from({ length: 10 }, (_, i) => `line ${i}`).join('\n'));
    await vi.waitFor(() => expect(written.out).toContain('(6 more lines)'));
    expect(written.out).not.toContain('line 4');
    await live.done();
    expect(written.out).toContain('line 9\n');
  });

  test('that never showed anything leaves nothing', async () => {
    const { terminal, written } = aTerminal({ isTTY: true });
    await terminal.live().done();
    expect(written.out).toBe('');
  });
});

describe('progress', () => {
  test('is not shown in a pipe', async () => {
    const { terminal, written } = aTerminal();
    terminal.progress('reading').stop();
    expect(written.err).toBe('');
  });

  test('what is over soon is not shown at all', () => {
    const { terminal, written } = aTerminal({ isTTY: true });
    const progress = terminal.progress('reading');
    progress.update('still reading');
    progress.stop();
    expect(written.err).toBe('');
  });

  test('what lasts is shown on standard error, and taken away', async () => {
    const { terminal, written } = aTerminal({ isTTY: true });
    const progress = terminal.progress('reading');
    await expect.poll(() => written.err, { timeout: 3000 }).toContain('reading');
    progress.stop();
    expect(written.out).toBe('');
  });
});
