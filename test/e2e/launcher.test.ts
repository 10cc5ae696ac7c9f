/** `bin/kubectl-job`: found by kubectl, whatever Node the machine has. */
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, LAUNCHER, run, runCli } from '../support/run-cli.ts';

let elsewhere = '';
/** A folder with the tools that the launcher's shell calls and nothing else: a PATH without node. */
let withoutNode = '';

beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'kubectl-job-launcher-'));
  withoutNode = join(elsewhere, 'tools');
  await mkdir(withoutNode);
  for (const tool of ['readlink', 'dirname']) {
    const { stdout } = await run('sh', ['-c', `command -v ${tool}`]);
    await symlink(stdout.trim(), join(withoutNode, tool));
  }
});

afterAll(async () => {
  await rm(elsewhere, { recursive: true, force: true });
});

describe('bin/kubectl-job', () => {
  test('is what kubectl runs as `kubectl job` once bin/ is on PATH', async () => {
    const ended = await run('kubectl', ['job', '--help'], { env: { PATH: `${BIN}:${process.env.PATH}` } });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('$ kubectl job COMMAND');
  });

  test('hands over to the Node of the project when the machine has none', async () => {
    const ended = await run(LAUNCHER, ['--version'], { env: { PATH: withoutNode } });
    expect(ended).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/^kubectl job \d+\.\d+\.\d+\n$/) });
  });

  test('works through a symbolic link', async () => {
    const link = join(elsewhere, 'kubectl-job');
    await symlink(LAUNCHER, link);
    expect(await run(link, ['--version'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('says in one line what to install when there is no Node at all', async () => {
    const copy = await copyWithoutModules('no-node');
    const ended = await run(join(copy, 'bin/kubectl-job'), ['list'], { env: { PATH: withoutNode } });
    expect(ended).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: .*install it from .*\n$/) });
  });

  test('says in one line what to do when it is not built', async () => {
    const copy = await copyWithoutModules('not-built');
    await rm(join(copy, 'dist'), { recursive: true });
    const ended = await run(join(copy, 'bin/kubectl-job'), ['list']);
    expect(ended).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^error: .*npm run build.*\n$/) });
  });

  test('says in one line what to install when the Node it finds is too old', async () => {
    const old = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
    const main = join(BIN, '../dist/main.js');
    const ended = await run(process.execPath, ['--import', `data:text/javascript,${old}`, main, 'list']);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: .*needs Node\.js 22\.19 or newer, and this is 20\.20\.2.*\n$/),
    });
  });
});

describe('an unknown command', () => {
  test('is a usage error that names the nearest one', async () => {
    const ended = await runCli(['descibe', 'x']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error: unknown command "descibe" for "kubectl job"');
    expect(ended.stderr).toContain('Did you mean this?\n\tdescribe\n');
  });

  test('below a topic, it is the second word that is unknown', async () => {
    const ended = await runCli(['drill', 'drian', 'x']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error: unknown command "drian" for "kubectl job drill"');
    expect(ended.stderr).toContain('Did you mean this?\n\tdrill drain\n');
    expect(ended.stderr).toContain("See 'kubectl job drill --help'");
  });

  test('flags before the command are said to be in the wrong place', async () => {
    const ended = await runCli(['-n', 'film', 'list']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('error: flags come after the command, and -n stands before it\n');
  });
});

async function copyWithoutModules(name: string): Promise<string> {
  const copy = join(elsewhere, name);
  await cp(BIN, join(copy, 'bin'), { recursive: true });
  await cp(join(BIN, '../dist'), join(copy, 'dist'), { recursive: true });
  return copy;
}
