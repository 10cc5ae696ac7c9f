/** `kubectl job version`, against the embedded cluster and without any. */
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { replaying } from '../support/replay.ts';
import { runCli } from '../support/run-cli.ts';

const CLIENT = `Client Version: v${packageJson.version}\n`;
const NOWHERE = { KUBECONFIG: '/nowhere/kubeconfig' };

test('says the version of the program and of the server', async () => {
  await using cluster = await replaying('pi', { at: 'end' });
  const said = await runCli(['version'], { env: cluster.env });
  expect(said).toEqual({ code: 0, stderr: '', stdout: `${CLIENT}Server Version: v1.36.2\n` });
});

test('--client asks nobody', async () => {
  expect(await runCli(['version', '--client'], { env: NOWHERE })).toEqual({ code: 0, stderr: '', stdout: CLIENT });
});

test('without a server it says its own version, what went wrong, and exits with 1', async () => {
  const said = await runCli(['version', '--server', 'http://127.0.0.1:1'], { env: NOWHERE });
  expect(said).toEqual({
    code: 1,
    stdout: CLIENT,
    stderr: expect.stringMatching(/^The connection to the server .*\n/),
  });
});

test('the same as data', async () => {
  const said = await runCli(['version', '-o', 'json', '--server', 'http://127.0.0.1:1'], { env: NOWHERE });
  expect(JSON.parse(said.stdout)).toEqual({
    clientVersion: {
      gitVersion: `v${packageJson.version}`,
      platform: expect.stringMatching(/^(linux|darwin)\/(amd64|arm64)$/),
      runtime: expect.stringMatching(/^(node|bun) v\d/),
    },
  });
});
