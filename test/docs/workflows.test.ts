/** The workflows, as far as they can be checked without running them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: Matrix };
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

interface Matrix {
  readonly kubernetes?: readonly string[];
  readonly include?: readonly { readonly kubernetes: string; readonly digest: string }[];
}

const FOLDER = '.github/workflows';
const workflows = new Map<string, Workflow>(
  readdirSync(FOLDER).map((file) => [file, parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))]),
);

test('there are those for changes, for releases and for real clusters', () => {
  expect([...workflows.keys()].sort()).toEqual(['ci.yml', 'e2e-kind.yml', 'release.yml']);
});

describe.each([...workflows])('%s', (_, { permissions, jobs }) => {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));

  test('says what it may do, and how long it may take', () => {
    expect(Object.keys(permissions).length).toBeGreaterThan(0);
    expect(Object.values(jobs).filter((job) => !(job['timeout-minutes'] > 0))).toEqual([]);
  });

  test('runs scripts that there are', () => {
    const scripts = commands.flatMap((line) =>
      [...line.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(scripts.filter((name) => name === undefined || !(name in packageJson.scripts))).toEqual([]);
  });

  test('names files that there are', () => {
    const paths = commands.flatMap((line) => line.match(/(?<![\w/.$])(?:\.ci|bin|test|src|plugins)\/[\w./-]+/g) ?? []);
    expect(paths.filter((path) => !path.includes('$') && !existsSync(path) && !path.endsWith('/'))).toEqual([]);
  });
});

test('real clusters are those of three minor versions in a row, running scenarios that were recorded', () => {
  const job = workflows.get('e2e-kind.yml')?.jobs.kind;
  const minors =
    job?.strategy?.matrix.kubernetes?.map((version) => Number(/^v1\.(\d+)\.\d+$/.exec(version)?.[1])) ?? [];
  const [newest = 0] = minors;
  expect(minors).toEqual([newest, newest - 1, newest - 2]);
  const images = job?.strategy?.matrix.include ?? [];
  expect(images.map(({ kubernetes }) => kubernetes)).toEqual(job?.strategy?.matrix.kubernetes);
  for (const { digest } of images) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const scripts = (job?.steps ?? []).map(({ run = '' }) => run).join('\n');
  const scenarios = [...scripts.matchAll(/for scenario in ([^;]+);/g)].flatMap(([, names = '']) => names.split(' '));
  expect(scenarios.length).toBeGreaterThan(0);
  expect(scenarios.filter((name) => !existsSync(`test/recordings/${name}/manifest.yaml`))).toEqual([]);
});
