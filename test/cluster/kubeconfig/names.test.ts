import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kubeconfigNames } from '../../../src/cluster/kubeconfig/names.ts';
import { aFolder, someSurroundings } from '../../support/open-cluster.ts';

const named = (...names: readonly string[]) => names.map((name) => ({ name }));

test('the names of all files that KUBECONFIG names, each once', async () => {
  const folder = await aFolder({
    a: JSON.stringify({ contexts: named('x', 'y'), clusters: named('c'), users: named('u') }),
    b: JSON.stringify({ contexts: named('y', 'z'), clusters: named('d') }),
  });
  const surroundings = await someSurroundings({ KUBECONFIG: `${join(folder, 'a')}:${join(folder, 'b')}` });
  const names = await kubeconfigNames({}, surroundings);
  expect({ ...names, contexts: [...names.contexts].sort(), clusters: [...names.clusters].sort() }).toEqual({
    contexts: ['x', 'y', 'z'],
    clusters: ['c', 'd'],
    users: ['u'],
  });
});

test('those of one file alone, and none where there is no kubeconfig', async () => {
  const folder = await aFolder({ a: JSON.stringify({ contexts: named('x') }) });
  const surroundings = await someSurroundings();
  expect(await kubeconfigNames({ kubeconfig: join(folder, 'a') }, surroundings)).toMatchObject({ contexts: ['x'] });
  expect(await kubeconfigNames({}, surroundings)).toEqual({ contexts: [], clusters: [], users: [] });
  await expect(kubeconfigNames({ kubeconfig: join(folder, 'b') }, surroundings)).rejects.toMatchObject({
    kind: 'KubeconfigError',
  });
});
