/**
 * `npm run bench`: the executable beside the kubectl on PATH, on big synthetic clusters, run in turns; a table of ratios, and exit code 1 when
 * something is not as it must be. `-- --only list --rounds 31 --kubectl FILE --json FILE` choose; `-- --readme` writes the table into README.md, too.
 * `node test/bench/bench.ts` measures the build that Node runs, `PROGRAM_UNDER_TEST=FILE node test/bench/bench.ts` any other.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { withParts } from '../../bin/docs/pages.ts';
import { LAUNCHER, PROGRAM } from '../support/run-cli.ts';
import { type Figure, isMet, type Runtime } from './figure.ts';
import { Lab, type Setup } from './lab.ts';
import type { Measure } from './measure.ts';
import { bundleSizes } from './measures/bundle.ts';
import { describe } from './measures/describe.ts';
import { describeBig } from './measures/describe-big.ts';
import { waitExit } from './measures/exit-delay.ts';
import { flat } from './measures/flat.ts';
import { list, listOfMany } from './measures/list.ts';
import { logs } from './measures/logs.ts';
import { sandbox } from './measures/sandbox.ts';
import { start } from './measures/start.ts';
import { readmePart } from './readme.ts';
import { report } from './report.ts';

const ALL: readonly Measure[] = [
  ...start,
  list,
  describe,
  ...describeBig,
  flat,
  listOfMany,
  ...logs,
  waitExit,
  ...sandbox,
  bundleSizes,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '15' },
    kubectl: { type: 'string', default: 'kubectl' },
    json: { type: 'string' },
    readme: { type: 'boolean', default: false },
  },
});
const setup: Setup = { kubectl: values.kubectl, rounds: Number(values.rounds) };
const runtime: Runtime = PROGRAM === LAUNCHER ? 'node' : 'executable';
const version = await kubectlVersion(values.kubectl);
const chosen = ALL.filter(({ name }) => values.only.length === 0 || values.only.some((word) => name.includes(word)));
process.stderr.write(`${PROGRAM} (${runtime}) beside ${setup.kubectl} ${version}, ${setup.rounds} rounds\n`);

const figures: Figure[] = [];
for (const measure of chosen) {
  process.stderr.write(`${measure.name} …\n`);
  const rounds = Math.min(setup.rounds, measure.rounds ?? setup.rounds);
  await using lab = await Lab.open({ ...setup, rounds }, measure.jobs);
  figures.push(...(await measure.take(lab)));
}
process.stdout.write(report(figures, runtime));
if (values.json) {
  const judged = figures.map((figure) => ({ ...figure, met: isMet(figure, runtime) }));
  await writeFile(
    values.json,
    `${JSON.stringify({ program: PROGRAM, runtime, ...setup, kubectlVersion: version, figures: judged }, null, 2)}\n`,
  );
}
if (values.readme) {
  const machine = { processor: cpus()[0]?.model ?? 'unknown', processors: cpus().length };
  const part = readmePart(figures, { ...setup, ...machine, runtime, kubectlVersion: version, date: new Date() });
  await writeFile('README.md', withParts(await readFile('README.md', 'utf8'), { benchmark: part }));
}
process.exitCode = figures.every((figure) => isMet(figure, runtime)) ? 0 : 1;

async function kubectlVersion(kubectl: string): Promise<string> {
  const { stdout } = await promisify(execFile)(kubectl, ['version', '--client', '-o', 'json']);
  return JSON.parse(stdout).clientVersion.gitVersion;
}
