import { expect, test } from 'vitest';
import type { ServerVersion } from '../../src/cluster/port.ts';
import { skewWarning, versionOutput } from '../../src/views/version.ts';

const client = { gitVersion: 'v0.1.0', platform: 'linux/amd64', runtime: 'node v24.0.0' };

function aServer(gitVersion: string, minor: number | undefined): ServerVersion {
  return { gitVersion, minor, source: { gitVersion, major: '1' } };
}

test('the text is that of kubectl, and what a server says is made harmless', async () => {
  expect(await versionOutput({ client, server: undefined }, { kind: 'text' })).toBe('Client Version: v0.1.0\n');
  expect(await versionOutput({ client, server: aServer('v1.36.2\x1b[2J', 36) }, { kind: 'text' })).toBe(
    'Client Version: v0.1.0\nServer Version: v1.36.2\n',
  );
});

test('the data has the whole answer of the server, or nothing of it', async () => {
  const withServer = await versionOutput({ client, server: aServer('v1.36.2', 36) }, { kind: 'json' });
  expect(JSON.parse(withServer)).toEqual({
    clientVersion: client,
    serverVersion: { gitVersion: 'v1.36.2', major: '1' },
  });
  const without = await versionOutput({ client, server: undefined }, { kind: 'json' });
  expect(JSON.parse(without)).toEqual({ clientVersion: client });
});

test('only a server older than 1.24 is warned of', () => {
  const warned = [undefined, aServer('v1.36.2', 36), aServer('v1.24.0', 24), aServer('odd', undefined)].map(
    skewWarning,
  );
  expect(warned).toEqual(['', '', '', '']);
  expect(skewWarning(aServer('v1.23.17', 23))).toBe(
    'WARNING: this program is tested with servers from 1.24 on, and this one is v1.23.17\n',
  );
});
