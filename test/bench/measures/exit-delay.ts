import { exitDelay } from '../../support/exit-delay.ts';
import { COMPLETE, FAILED } from '../../support/store-cluster.ts';
import { type Limit, median } from '../figure.ts';
import type { Measure } from '../measure.ts';

const limit: Limit = { must: 100, aim: 30 };

/**
 * From a Job's last status to the exit of the `wait` for it. Of a failed Job the reasons are looked up before the exit, so only a complete
 * one's delay is a figure; that the other ends too is seen.
 */
export const waitExit: Measure = {
  name: 'wait: from Complete to exit',
  jobs: [],
  async take({ rounds }) {
    const delays: number[] = [];
    for (let round = 0; round < rounds; round += 1) delays.push(await delayOf(COMPLETE, 0));
    await delayOf(FAILED, 3);
    const from = `${Math.min(...delays).toFixed(0)} to ${Math.max(...delays).toFixed(0)} ms`;
    return [
      { name: waitExit.name, value: median(delays), unit: 'ms', from, limits: { executable: limit, node: limit } },
    ];
  },
};

async function delayOf(status: object, code: number): Promise<number> {
  const ended = await exitDelay(status);
  if (ended.code !== code) throw new Error(`wait ended with exit code ${ended.code}, not ${code}: ${ended.stderr}`);
  return ended.delayMs;
}
