import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startBigCluster } from '../../support/big-cluster.ts';
import type { BigJob } from '../../support/big-job.ts';
import { LIVE_LINE } from '../../support/big-logs.ts';
import type { Figure, Limits } from '../figure.ts';
import { besideKubectl, type Measure, memoryOf } from '../measure.ts';
import type { Command } from '../run.ts';

const LINE_BYTES = 100;
const ONE_LOG = 200 * 1024 * 1024;
const PODS = 1000;

/** One log of 200 MB. */
const throughput = besideKubectl({
  name: 'logs, one of 200 MB',
  jobs: [{ name: 'big', completions: 1, completed: 1, log: { lines: ONE_LOG / LINE_BYTES, lineBytes: LINE_BYTES } }],
  ours: ['logs', 'big', '--prefix=none'],
  kubectl: ['logs', 'job/big'],
  rounds: 5,
  limits: { executable: { must: 1 }, node: { must: 1.3, aim: 1 } },
});

/** kubectl asks for five logs a second and no more, so that a hundred take it twenty seconds; the thousand that we read would take it minutes. */
const FOR_KUBECTL = Array.from({ length: 100 }, (_, index) => index).join(',');

/** A thousand pods that have ended, with a thousand lines each, in less than half the time that kubectl takes for a tenth of them. */
const manyPods = besideKubectl({
  name: 'logs, 1,000 pods of 1,000 lines (kubectl: 100 pods)',
  jobs: [{ name: 'big', completions: PODS, completed: PODS, log: { lines: 1000, lineBytes: LINE_BYTES } }],
  ours: ['logs', 'big'],
  kubectl: [
    'logs',
    '-l',
    `batch.kubernetes.io/job-completion-index in (${FOR_KUBECTL})`,
    ...['--tail=-1', '--prefix', `--max-log-requests=${PODS}`],
  ],
  rounds: 1,
  unequal: true,
  limits: { executable: { must: 0.5 }, node: { must: 0.5 } },
});

const FOLLOWED = 50;
const LINES_A_SECOND = 2000;
const SECONDS = 5;

/** Fifty pods that write two thousand lines a second. */
const WRITING: BigJob = {
  name: 'big',
  completions: FOLLOWED,
  active: FOLLOWED,
  log: {
    lines: (LINES_A_SECOND / FOLLOWED) * SECONDS,
    lineBytes: LINE_BYTES,
    linesPerSecond: LINES_A_SECOND / FOLLOWED,
  },
};

const lag: Limits = { executable: { must: 200, aim: 50 }, node: { must: 200, aim: 50 } };
const none: Limits = { executable: { must: 0 }, node: { must: 0 } };

/** Following them until the Job has ended: how late lines come, and that none is missing. */
const following: Measure = {
  name: `logs -f, ${FOLLOWED} pods at ${LINES_A_SECOND} lines/s`,
  jobs: [WRITING],
  async take(lab) {
    const own = await followed(({ env }) => ({ ...lab.ours('logs', 'big', '-f'), env }));
    const words = ['logs', '-f', '-l', 'job-name=big', '--tail=-1', '--prefix', `--max-log-requests=${FOLLOWED}`];
    const theirs = await followed(({ env }) => ({ ...lab.kubectl(...words), env }));
    const stern = (await sternIsHere()) ? await followed(({ env }) => ({ ...UNTIL_STOPPED, env })) : undefined;
    const lines = FOLLOWED * (WRITING.log?.lines ?? 0);
    const from = `kubectl ${theirs.lateMs.toFixed(0)} ms; half ${own.halfMs.toFixed(0)} ms; at most ${own.latestMs.toFixed(0)} : ${theirs.latestMs.toFixed(0)} ms`;
    return [
      { name: `${following.name}: lag of 99 %`, value: own.lateMs, unit: 'ms', from, limits: lag },
      lost(`${following.name}: lines lost or doubled`, lines, own, none),
      ...(stern ? [lost(`${following.name}: lines lost or doubled, stern`, lines, stern)] : []),
      ...(stern ? [told(`${following.name}: lag of 99 %, stern`, stern.lateMs)] : []),
      ...(await memoryOf(following.name, lab, lab.ours('logs', 'big', '-f'))),
    ];
  },
};

/** How the lines of all pods came. */
interface Followed {
  readonly lines: number;
  /** Lines that came once. */
  readonly once: number;
  /** Milliseconds from writing a line to reading it: what 99 of a hundred do not exceed, and the most. */
  readonly lateMs: number;
  readonly latestMs: number;
  readonly halfMs: number;
}

function told(name: string, value: number): Figure {
  return { name, value, unit: 'ms', from: '' };
}

function lost(name: string, expected: number, { lines, once: right }: Followed, limits?: Limits): Figure {
  return { name, value: expected - right + (lines - right), unit: 'lines', from: `${right} of ${expected}`, limits };
}

/** Follows a fresh cluster of pods that write. */
async function followed(commandFor: (cluster: { env: Command['env'] }) => Command): Promise<Followed> {
  await using cluster = await startBigCluster([WRITING]);
  const { program, words, env } = commandFor(cluster);
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lags: number[] = [];
  const seen = new Set<string>();
  let rest = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    const now = performance.timeOrigin + performance.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, number = '', writtenAt = ''] = LIVE_LINE.exec(line) ?? [];
      seen.add(`${line.slice(0, line.indexOf(']'))} ${number}`);
      lags.push(now - Number(writtenAt));
    }
  });
  const [code] = await once(child, 'close');
  if (code !== 0 && program !== UNTIL_STOPPED.program)
    throw new Error(`${program} ${words.join(' ')} ended with exit code ${code}`);
  lags.sort((a, b) => a - b);
  const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN;
  return { lines: lags.length, once: seen.size, lateMs: at(0.99), latestMs: at(1), halfMs: at(0.5) };
}

/** stern reads what there is with `--no-follow`; when it follows it never ends. */
const STERN = ['-l', 'job-name=big', '--color=never', '--tail=-1', `--max-log-requests=${PODS}`];
const UNTIL_STOPPED = { program: 'timeout', words: [String(SECONDS + 5), 'stern', ...STERN] };

async function sternIsHere(): Promise<boolean> {
  const child = spawn('stern', ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0)));
}

/** The same beside stern, where it is on PATH: told, not judged. */
function besideStern(measure: Measure, ours: readonly string[]): Measure {
  return {
    ...measure,
    async take(lab) {
      const figures = await measure.take(lab);
      if (!(await sternIsHere())) return figures;
      const stern = { program: 'stern', words: [...STERN, '--no-follow'], env: lab.env };
      const [theirs, own] = await lab.compare([stern, lab.ours(...ours)]);
      if (!theirs || !own) throw new Error('nothing was compared');
      const from = `${own.wallMs.toFixed(0)} ms : ${theirs.wallMs.toFixed(0)} ms`;
      return [...figures, { name: `${measure.name}: wall clock, stern`, value: own.wallRatio, unit: '×', from }];
    },
  };
}

/** All of `logs`. */
export const logs: readonly Measure[] = [
  besideStern(throughput, ['logs', 'big', '--prefix=none']),
  besideStern(manyPods, ['logs', 'big']),
  following,
];
