/** The help pages of the built program, and the examples on them typed into a shell as they stand there. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeCommands } from '../../src/program.ts';
import { PROGRAM, run, runCli } from '../support/run-cli.ts';

const commands = (await describeCommands()).filter(({ hidden }) => !hidden);
const pages = commands.map(({ id }) => ({ id: id.replaceAll(':', ' ') }));

/** The headers of a page, in order. */
function headersOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^[A-Z][A-Z ]+$/.test(line));
}

/** Nothing but examples is longer than 80 columns. */
function expectNarrow(page: string): void {
  const [before = '', after = ''] = page.split(/^EXAMPLES[\s\S]*?^(?=ARGUMENTS|FLAGS)/m);
  const lines = `${before}${after}`.split('\n');
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
}

describe('the help of a command says what it is for, how it is used, and what its flags take', () => {
  test('there are commands', () => expect(pages).toEqual(expect.arrayContaining([{ id: 'list' }, { id: 'describe' }])));

  test.concurrent.each(pages)('$id', async ({ id }) => {
    const { stdout, code } = await runCli([...id.split(' '), '--help'], { env: { COLUMNS: '80' } });
    expect(code).toBe(0);
    expectNarrow(stdout);
    expect(stdout).not.toMatch(/<value>|<option>|undefined/);
    const order = ['USAGE', 'ALIASES', 'DESCRIPTION', 'EXAMPLES', 'ARGUMENTS', 'FLAGS', 'CONNECTION FLAGS'];
    const headers = headersOf(stdout).filter((header) => order.includes(header));
    expect(headers).toEqual(order.filter((header) => headers.includes(header)));
    expect(headers).toEqual(expect.arrayContaining(['USAGE', 'EXAMPLES']));
  });

  test('a value that may be left out stands in brackets', async () => {
    expect((await runCli(['describe', '--help'])).stdout).toContain('--indexes[=SPEC]');
  });
});

describe('a terminal shows the same as a pipe, as wide as it is', () => {
  const plain = (text: string) => stripVTControlCharacters(text);

  test.concurrent.each(['list', 'describe', 'logs'])('%s, underlined', async (id) => {
    const [piped, coloured] = await Promise.all([
      runCli([id, '--help'], { env: { NO_COLOR: '1' } }),
      runCli([id, '--help'], { env: { FORCE_COLOR: '1' } }),
    ]);
    expect(coloured.stdout).not.toBe(piped.stdout);
    expect(plain(coloured.stdout)).toBe(piped.stdout);
  });
});

test('the root page: commands, then what their exit codes mean', async () => {
  const { stdout } = await runCli(['--help'], { env: { COLUMNS: '80' } });
  expectNarrow(stdout);
  expect(headersOf(stdout)).toEqual(['USAGE', 'COMMANDS', 'TOPICS', 'EXIT CODES']);
  expect(stdout).toMatch(/124 {2}timed out/);
});

describe('what commands of several words begin with says what is below it', () => {
  const below = commands.filter(({ id }) => id.includes(':')).map(({ id }) => id.split(':')[0] ?? '');
  const topics = [...new Set(below)];

  test.concurrent.each(topics)('%s', async (topic) => {
    const [root, own] = await Promise.all([runCli(['--help']), runCli([topic, '--help'])]);
    expect(root.stdout).toMatch(new RegExp(`^ {2}${topic} +[A-Z].*\\.$`, 'm'));
    expect(own).toMatchObject({ code: 0, stderr: '' });
    if (!commands.some(({ id }) => id === topic)) expect(await runCli([topic])).toEqual(own);
  });
});

describe('an example is typed right: all it lacks is a cluster', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-job-examples-'));
    await symlink(PROGRAM, join(folder, 'kubectl-job'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const examples = commands
    .filter(({ id }) => !id.startsWith('sandbox') && id !== 'completion')
    .flatMap(({ examples = [] }) => examples)
    .map((example) => (typeof example === 'string' ? example : example.command))
    .map((example) => example.replaceAll('<%= config.bin %>', 'kubectl job'));

  test('there are some', () => expect(examples.length).toBeGreaterThan(10));

  test.concurrent.each(examples)('%s', async (example) => {
    const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, KUBECONFIG: join(folder, 'none') };
    const ended = await run('sh', ['-c', example], { env, cwd: folder });
    expect(ended.stderr).not.toContain("--help' for usage");
    expect(ended.code).not.toBe(2);
  });
});
