/** The README's first command: `npm run demo`, played faster. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, run } from '../support/run-cli.ts';

test('the demo shows a Job moving to its end, and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-job-demo-'));
  const ended = await run(process.execPath, [join(BIN, 'demo.ts'), '3'], {
    env: { TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  const left = await readdir(folder);
  await rm(folder, { recursive: true });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/indexed-job +Running +\d\/5/);
  expect(ended.stdout).toMatch(/indexed-job: Running · [0-4] of 5 done/);
  expect(ended.stdout).toMatch(/Status: +Complete after 30s · 5 of 5 done/);
  expect(ended.stdout).toMatch(/indexed-job +Complete +5\/5/);
  expect(left).toEqual([]);
});
