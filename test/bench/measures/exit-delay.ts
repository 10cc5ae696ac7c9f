/** From a Job's last status to the exit of the `wait` for it, against the embedded cluster. */
import { exitDelay } from '../../support/exit-delay.ts';
import { COMPLETE, FAILED } from '../../support/store-cluster.ts';
import { type Figure, median, RUNS } from '../measure.ts';

/** Of a failed Job the reasons are looked up before the exit, so only a complete one's delay is a figure; that the other ends too is seen. */
export async function measureExitDelay(): Promise<readonly Figure[]> {
  const delays: number[] = [];
  for (let run = 0; run < RUNS; run += 1) delays.push(await delayOf(COMPLETE, 0));
  await delayOf(FAILED, 3);
  return [{ measure: 'wait: from Complete to exit', value: median(delays), unit: 'ms', must: 100, aim: 30 }];
}

async function delayOf(status: object, code: number): Promise<number> {
  const ended = await exitDelay(status);
  if (ended.code !== code) throw new Error(`wait ended with exit code ${ended.code}, not ${code}: ${ended.stderr}`);
  return ended.delayMs;
}
