/** What each command loads, from the bundle that is made here: the rest of it must cost nobody anything. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundle } from '../../bin/bundle/bundle.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { expectGolden } from '../support/golden.ts';
import { modulesLoadedBy } from '../support/loaded-modules.ts';
import { type Replaying, replaying } from '../support/replay.ts';

let folder: string;
let made: Bundle;
let cluster: Replaying;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubectl-job-bundle-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  [made, cluster] = await Promise.all([bundle(folder), replaying('indexed', { at: 'end' })]);
});

afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

/** What a run loaded: sources and files of packages, Node's own modules, and how much of the bundle, in KiB. */
async function loadedBy(...words: readonly string[]) {
  const urls = await modulesLoadedBy(join(folder, 'main.js'), words, cluster.env);
  const files = urls.filter((url) => url.startsWith('file:') && basename(dirname(url)) === basename(folder));
  const names = [...new Set(files.map((url) => basename(url)))];
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return {
    inside: names.flatMap((name) => made.contents.get(name) ?? []),
    node: urls.filter((url) => url.startsWith('node:')),
    kib: sizes.reduce((sum, size) => sum + size, 0) / 1024,
  };
}

const matching = (paths: readonly string[], pattern: RegExp) => paths.filter((path) => pattern.test(path));

test('--help and --version load no command, nothing of the cluster and none of Node for networks', async () => {
  for (const word of ['--help', '--version']) {
    const { inside, node } = await loadedBy(word);
    expect(matching(inside, /src\/(commands|operations|views|cluster|batch|sandbox)\//), word).toEqual([]);
    expect(matching(node, /^node:(https?|tls|net|crypto|child_process)$/), word).toEqual([]);
  }
});

test.each([
  { words: ['--version'], golden: 'version.txt' },
  { words: ['--help'], golden: 'help.txt' },
  { words: ['list'], golden: 'list.txt' },
  { words: ['describe', 'indexed-job'], golden: 'describe.txt' },
])('all that $words.0 loads stands in test/golden/loaded/$golden', async ({ words, golden }) => {
  const { inside } = await loadedBy(...words);
  expectGolden(`loaded/${golden}`, `${[...new Set(inside.flatMap(roomOf))].sort().join('\n')}\n`);
});

/** The package that a file is of, or the folder of ours that it lies in; none for what the bundler put in. */
function roomOf(path: string): readonly string[] {
  const [, packageName] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const room = packageName ?? dirname(path);
  return room === '.' || path.startsWith('unused:') ? [] : [room];
}

test('--version loads nothing but the program itself, --help no more than pages are made with', async () => {
  const version = await loadedBy('--version');
  expect(matching(version.inside, /node_modules/)).toEqual([]);
  expect(version.kib).toBeLessThan(20);
  // Oclif's pages, and the descriptions of all commands, which grow with them.
  expect((await loadedBy('--help')).kib).toBeLessThan(240);
});

/** What a command needs only when it is asked for: other formats, other ways to log in and to get there, a terminal's tricks. */
const SELDOM =
  /node_modules\/(@kubernetes|yaml|js-yaml|undici|openid-client|oauth4webapi|ora|log-update|hpagent|socks|socks-proxy-agent|ejs|semver)\/|src\/sandbox\//;

test.each([
  { words: ['list'], most: 240, commands: ['src/commands/list.ts'] },
  { words: ['describe', 'indexed-job'], most: 300, commands: ['src/commands/describe.ts'] },
])('$words.0 loads no other command, and nothing that is seldom used', async ({ words, most, commands }) => {
  const { inside, kib } = await loadedBy(...words);
  expect(matching(inside, /src\/commands\//)).toEqual(commands);
  expect(matching(inside, SELDOM)).toEqual([]);
  expect(kib).toBeLessThan(most);
});

test('of package.json only what the program says of itself is in it: a changed script changes no sum of a release', async () => {
  const holders = [...made.contents].filter(([, inputs]) => inputs.includes('package.json')).map(([file]) => file);
  expect(holders).toHaveLength(1);
  const [text = ''] = await Promise.all(holders.map((file) => readFile(join(folder, file), 'utf8')));
  expect(text).toContain(`{name:"${packageJson.name}",version:"${packageJson.version}"}`);
});

test('nothing of a package is in the bundle twice', async () => {
  expect(await readdir(folder)).toContain('main.js');
  const all = [...made.contents.values()].flat();
  expect(all.filter((path, i) => path.includes('node_modules') && all.indexOf(path) !== i)).toEqual([]);
});
