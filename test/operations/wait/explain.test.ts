import { describe, expect, test } from 'vitest';
import { propagatedExitCode } from '../../../src/operations/wait/exit.ts';
import { explainFailure, failingExitCode } from '../../../src/operations/wait/explain.ts';
import { logsOf, type Matching, startFaultProxy } from '../../support/fault-proxy.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { recordedAt } from '../../support/recorded-job.ts';
import { steppedReplay } from '../../support/stepped-replay.ts';
import { aWait, waited } from '../../support/waiting.ts';

/** The explanation of a recorded Job at its end, and what was asked for it. */
async function explained(recording: string, logLines: number, refused?: Matching) {
  await using replay = await steppedReplay(recording, 'end');
  await using proxy = await startFaultProxy(replay);
  if (refused) proxy.always(refused, { kind: 'answer', code: 403, reason: 'Forbidden' });
  const cluster = await aCluster({ kubeconfig: proxy.kubeconfig });
  const { job, now } = recordedAt(recording, 'end');
  const found = await explainFailure(cluster, job, { ...aCall(), logLines, now: () => now });
  const asked = proxy.requests.map(({ path }) => path.replace(/.*\//, ''));
  return { ...found, asked, tailed: proxy.requests.filter(logsOf()).map(({ query }) => query.get('tailLines')) };
}

describe('a failed Job', () => {
  test('is explained by its failures and the last lines of one pod per cause', async () => {
    const { description, logs, asked, tailed } = await explained('per-index', 3);
    expect(description.failures.map(({ cause }) => cause.exitCode)).toEqual([1, 42]);
    expect(logs.map(({ lines, cause }) => [cause, ...lines])).toEqual([
      ['exit code 1 in container "main"', 'index 5'],
      ['exit code 42 in container "main"', 'index 3'],
    ]);
    expect([asked, tailed]).toEqual([
      ['pods', 'log', 'log'],
      ['3', '3'],
    ]);
  });

  test('is explained without logs where none are wanted', async () => {
    const { logs, asked } = await explained('per-index', 0);
    expect([logs, asked]).toEqual([[], ['pods']]);
  });

  test('whose logs may not be read says so of each', async () => {
    const { description, logs } = await explained('per-index', 3, logsOf());
    expect(description.failures).toHaveLength(2);
    expect(logs.map(({ lines, unread }) => [lines, unread])).toEqual(Array(2).fill([[], 'the proxy answers 403']));
  });

  test('whose pods may not be read says so', async () => {
    const { description, logs } = await explained('per-index', 3, ({ path }) => path.endsWith('/pods'));
    expect([description.podsRead, description.unread[0]?.what, logs]).toEqual(['unreadable', 'pods', []]);
  });

  test('of which no pod is left has no logs', async () => {
    const { logs, asked } = await explained('deadline', 3);
    expect([logs, asked]).toEqual([[], ['pods']]);
  });
});

describe('the exit code to propagate', () => {
  const check = (recording: string, why: string, expected: number | undefined) =>
    test(`${recording}: ${why}`, async () => {
      const { description } = await explained(recording, 0);
      expect(failingExitCode(description)).toBe(expected);
    });

  check('policy-failjob', 'that of the container which a FailJob rule matched', 42);
  check('per-index', 'the highest', 42);
  check('backoff-limit', 'the one there is', 1);
  check('oom', 'that of a killed container', 137);
  check('deadline', 'unknown when no pod is left', undefined);
});

test('of several Jobs the highest is propagated', async () => {
  await using replay = await steppedReplay('per-index', 'end');
  const cluster = await aCluster({ kubeconfig: replay.kubeconfig });
  const { results } = await waited(cluster, aWait([{ namespace: 'per-index', name: 'per-index' }]));
  expect(propagatedExitCode(results)).toBe(42);
  expect(propagatedExitCode([])).toBeUndefined();
});
