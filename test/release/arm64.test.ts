/** The executable for linux-arm64 on another processor, which QEMU plays: Debian's packages qemu-user and libc6-arm64-cross. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { type Replaying, replaying } from '../support/replay.ts';
import { type Ended, LAUNCHER, run } from '../support/run-cli.ts';

const QEMU = ['-L', '/usr/aarch64-linux-gnu', 'dist-exe/linux-arm64/kubectl-job'];

function onArm64(words: readonly string[], cluster?: Replaying) {
  return run('qemu-aarch64', [...QEMU, ...words], cluster ? { env: cluster.env } : {});
}

describe('linux-arm64', () => {
  test('it starts', async () => {
    expect(await onArm64(['--version'])).toEqual({
      code: 0,
      stderr: '',
      stdout: `kubectl job ${packageJson.version}\n`,
    });
  });

  test('it says of a cluster what the build on Node says', async () => {
    await using cluster = await replaying('per-index', { at: 'end' });
    for (const words of [['list'], ['list', '-o', 'yaml'], ['describe', 'per-index'], ['describe', 'nope']]) {
      const expected = ageless(await run(LAUNCHER, words, { env: cluster.env }));
      expect(ageless(await onArm64(words, cluster))).toEqual(expected);
    }
    const { stdout } = await onArm64(['list', '-o', 'yaml'], cluster);
    expect(parse(stdout).items).toHaveLength(1);
  });
});

/** Without seconds: QEMU is so slow that something may have become older meanwhile. */
function ageless(ended: Ended): Ended {
  return { ...ended, stdout: ended.stdout.replace(/(?<=ageSeconds: )\d+|\d+(?=s\b)/g, 'N') };
}
