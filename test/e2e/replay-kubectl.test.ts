/** The real kubectl against replayed recordings: it must print what it printed when they were made. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { maskedDescription, maskedTables } from '../support/kubectl-text.ts';
import { recordingFile, recordingNames } from '../support/recordings.ts';
import { type Replaying, replaying } from '../support/replay.ts';

describe('at the end of a recording kubectl prints what it printed then', { timeout: 60_000 }, () => {
  test.concurrent.each(recordingNames)('%s', async (name) => {
    await using sandbox = await replaying(name, { at: 'end' });
    const shown = await Promise.all([tables(sandbox), descriptions(sandbox), logs(sandbox, name)]);
    expect(shown).toEqual([
      maskedTables(recorded(name, 'get.txt')),
      recorded(name, 'describe.txt')
        .split(/^----(?:\n|$)/m)
        .filter((text) => text !== '')
        .map(maskedDescription),
      recorded(name, 'logs.txt'),
    ]);
  });
});

async function tables(sandbox: Replaying): Promise<unknown> {
  const { stdout, stderr } = await sandbox.kubectl('get', 'jobs,pods', '-o', 'wide');
  return maskedTables(stdout + stderr);
}

async function descriptions(sandbox: Replaying): Promise<unknown> {
  const { stdout } = await sandbox.kubectl('get', 'jobs', '-o', 'name');
  const names = stdout.split('\n').filter((name) => name !== '');
  const described = await Promise.all(names.map((name) => sandbox.kubectl('describe', name)));
  return described.map((said) => maskedDescription(said.stdout + said.stderr));
}

/** The way `logs.txt` was made: pod after pod, what kubectl said on either stream under a heading. */
async function logs(sandbox: Replaying, name: string): Promise<string> {
  const pods = [...recorded(name, 'logs.txt').matchAll(/== (pod\/[-.a-z0-9]+)$/gm)].map(([, pod = '']) => pod);
  const said = await Promise.all(
    pods.map((pod) => sandbox.kubectl('logs', '--timestamps', '--all-containers', '--prefix', pod)),
  );
  return pods.map((pod, i) => `== ${pod}\n${said[i]?.stdout}${said[i]?.stderr}`).join('');
}

/** A file of the recording; empty where there was nothing to write. */
function recorded(name: string, file: string): string {
  const path = recordingFile(name, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
