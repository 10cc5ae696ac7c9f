import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textBounds } from '../../../src/batch/log-lines.ts';
import type { PodLogRequest, PodLogs } from '../../../src/cluster/port.ts';
import { LogReading } from '../../../src/operations/logs/log-reading.ts';

const NAME = { namespace: 'film', pod: 'pod', container: 'main' };
const CALL = { signal: new AbortController().signal };
const ASKING = { follow: true, previous: false };

/** A line of a log file. */
interface Kept {
  readonly stamp: string;
  readonly text: string;
}

/** Numbered lines whose stamps grow by these steps, in milliseconds. */
function fileOf(steps: readonly number[]): readonly Kept[] {
  let at = Date.parse('2026-11-21T17:00:00Z');
  return steps.map((step, i) => {
    at += step;
    return { stamp: new Date(at).toISOString().replace('Z', '000000Z'), text: `line ${i}` };
  });
}

/** A kubelet with one log, which answers up to so many bytes and then breaks off. */
class Kubelet implements PodLogs {
  file: readonly Kept[] = [];
  cutAt = Number.POSITIVE_INFINITY;
  readonly requests: PodLogRequest[] = [];

  async *open(request: PodLogRequest): AsyncGenerator<Uint8Array> {
    this.requests.push(request);
    const { tailLines = this.file.length, sinceTime = '' } = request;
    const tail = tailLines === 0 ? [] : this.file.slice(-tailLines);
    const lines = tail.filter(({ stamp }) => stamp.slice(0, 19) >= sinceTime.slice(0, 19));
    const bytes = Buffer.from(lines.map(({ stamp, text }) => `${stamp} ${text}\n`).join(''));
    yield bytes.subarray(0, this.cutAt);
    if (this.cutAt < bytes.length) throw new Error('cut');
  }
}

/** The texts that one more request brings. */
async function request(reading: LogReading): Promise<readonly string[]> {
  const texts: string[] = [];
  try {
    for await (const block of reading.request(ASKING, CALL)) {
      for (const line of block.starts.keys()) {
        const { from, to } = textBounds(block, line);
        texts.push(block.bytes.toString('utf8', from, to));
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.message === 'cut')) throw error;
  }
  return texts;
}

const growing = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 900 })), {
  maxLength: 60,
  size: 'max',
});
const cuts = fc.array(fc.record({ written: fc.nat({ max: 60 }), cutAt: fc.nat({ max: 1200 }) }), {
  maxLength: 10,
  size: 'max',
});

describe('a log that is read in requests that break off', () => {
  test('its tail and all that comes after: every line once, in order, whatever lies before the tail', async () => {
    await fc.assert(
      fc.asyncProperty(growing, cuts, fc.integer({ min: 1, max: 5 }), async (steps, breaks, tailLines) => {
        const file = fileOf(steps);
        const kubelet = new Kubelet();
        const reading = new LogReading(kubelet, NAME, { tailLines });
        const got: string[] = [];
        let written = 0;
        let begin: number | undefined;
        for (const cut of [...breaks, { written: file.length, cutAt: Number.POSITIVE_INFINITY }]) {
          written = Math.max(written, cut.written);
          kubelet.file = file.slice(0, written);
          kubelet.cutAt = cut.cutAt;
          got.push(...(await request(reading)));
          // The tail is that of the request which brought its first line.
          if (got.length > 0) begin ??= Math.max(0, kubelet.file.length - tailLines);
        }
        expect(got).toEqual(begin === undefined ? [] : file.slice(begin).map(({ text }) => text));
        expect(reading.doubt).toBeUndefined();
      }),
    );
  });

  test('since a time: what is older never comes, and the rest once', async () => {
    await fc.assert(
      fc.asyncProperty(growing, cuts, fc.nat({ max: 30 }), async (steps, breaks, second) => {
        const file = fileOf(steps);
        const sinceTime = new Date(Date.parse('2026-11-21T17:00:00Z') + second * 1000)
          .toISOString()
          .replace('.000', '');
        const kubelet = new Kubelet();
        const reading = new LogReading(kubelet, NAME, { sinceTime });
        const got: string[] = [];
        let written = 0;
        for (const cut of [...breaks, { written: file.length, cutAt: Number.POSITIVE_INFINITY }]) {
          written = Math.max(written, cut.written);
          kubelet.file = file.slice(0, written);
          kubelet.cutAt = cut.cutAt;
          got.push(...(await request(reading)));
        }
        const wanted = file.filter(({ stamp }) => stamp.slice(0, 19) >= sinceTime.slice(0, 19));
        expect(got).toEqual(wanted.map(({ text }) => text));
      }),
    );
  });

  test('none of what there was: all that is written since the reading began, also before the first answer', async () => {
    const kubelet = new Kubelet();
    const reading = new LogReading(kubelet, NAME, { tailLines: 0, openedAt: '2026-11-21T17:00:05Z' });
    kubelet.file = fileOf([1000, 1000]);
    expect(await request(reading)).toEqual([]);
    kubelet.file = fileOf([1000, 1000, 4000]);
    expect(await request(reading)).toEqual(['line 2']);
    expect(kubelet.requests.map(({ tailLines, sinceTime }) => tailLines ?? sinceTime)).toEqual([
      0,
      '2026-11-21T17:00:05Z',
    ]);
  });

  test('one that was rotated meanwhile is doubtful, and what is there comes', async () => {
    const kubelet = new Kubelet();
    const reading = new LogReading(kubelet, NAME, {});
    const file = fileOf([1000, 1000, 1000, 1000]);
    kubelet.file = file.slice(0, 2);
    expect(await request(reading)).toEqual(['line 0', 'line 1']);
    kubelet.file = file.slice(3);
    expect(await request(reading)).toEqual(['line 3']);
    expect(reading.doubt?.stamp).toBe(file[3]?.stamp);
  });

  test('the log of another run is left where it begins', async () => {
    const kubelet = new Kubelet();
    kubelet.file = fileOf([0]);
    const reading = new LogReading(kubelet, NAME, {});
    const answers = reading.request({ ...ASKING, isSameRun: async () => false }, CALL);
    expect(await answers.next()).toMatchObject({ done: true, value: { isOtherRun: true, lines: 0 } });
    expect(reading.isFresh).toBe(true);
  });

  test('whether all has been read is told by the last line alone', async () => {
    const kubelet = new Kubelet();
    kubelet.file = fileOf([0, 10]);
    const reading = new LogReading(kubelet, NAME, {});
    const asked = () => reading.askWhetherComplete({ previous: false }, undefined, CALL);
    expect(await asked()).toBe('more');
    await request(reading);
    expect(await asked()).toBe('complete');
    kubelet.file = fileOf([0, 10, 10]);
    expect(await asked()).toBe('more');
    kubelet.file = [];
    expect(await asked()).toBe('unknown');
  });
});
