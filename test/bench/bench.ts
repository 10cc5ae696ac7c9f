/**
 * `npm run bench`: measures the executable beside the kubectl on PATH, prints what came out, and fails when a «must» is missed.
 * `PROGRAM_UNDER_TEST=bin/kubectl-job node test/bench/bench.ts` measures the build that Node runs.
 */
import type { Figure } from './measure.ts';
import { measureEveryday } from './measures/everyday.ts';
import { measureExitDelay } from './measures/exit-delay.ts';

const figures = [...(await measureEveryday()), ...(await measureExitDelay())];
process.stdout.write(['measure | median | must | aim', ...figures.map(line)].join('\n').concat('\n'));
process.exitCode = figures.some(({ value, must }) => value > must) ? 1 : 0;

function line({ measure, value, unit, must, aim }: Figure): string {
  const missed = value > must ? '  MISSED' : '';
  return `${measure} | ${value.toFixed(value < 10 ? 2 : 0)} ${unit} | ≤ ${must} | ${aim === undefined ? '' : `≤ ${aim}`}${missed}`;
}
