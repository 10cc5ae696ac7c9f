import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { kubeconfigText, writeKubeconfig } from '../../src/sandbox/kubeconfig.ts';

const ACCESS = { url: 'https://127.0.0.1:1', ca: 'PEM', token: '0e1', namespace: 'n' };

describe('the kubeconfig', () => {
  test('leads to the server with certificate, token and namespace', () => {
    expect(parse(kubeconfigText(ACCESS))).toMatchObject({
      clusters: [{ cluster: { server: ACCESS.url, 'certificate-authority-data': 'UEVN' } }],
      users: [{ user: { token: '0e1' } }],
      contexts: [{ name: 'sandbox', context: { namespace: 'n' } }],
      'current-context': 'sandbox',
    });
  });

  test.each(['n', 'on', 'yes', '1e3', '0123', 'null', '1_000', '12-34'])(
    'kubectl reads the namespace %s as text',
    (namespace) => {
      const text = kubeconfigText({ ...ACCESS, namespace });
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(text, { version })).toMatchObject({ contexts: [{ context: { namespace } }] });
      }
    },
  );

  test('is for its owner alone, and vanishes with its folder', async () => {
    const { path, remove } = await writeKubeconfig(ACCESS);
    const modes = await Promise.all([path, dirname(path)].map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o700]);
    await remove();
    await remove();
    await expect(stat(dirname(path))).rejects.toThrow('ENOENT');
  });
});
