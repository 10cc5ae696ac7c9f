/** Drills of pods that really run: what a script does with SIGTERM decides. On a clock that leaps, an hour's grace takes no time. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../../src/sandbox/cluster.ts';
import { aDrill, drilled, IGNORING, nodesOf, phaseOf, podsOf, sweepJob, until } from '../../support/drilling.ts';
import { aCluster } from '../../support/open-cluster.ts';

const FOR_EVER = 'tail -f /dev/null & wait';

async function verdictOf(script: string, spec: Readonly<Record<string, unknown>>) {
  const sandbox = await startCluster({ seed: 2, speed: 'max' });
  onTestFinished(() => sandbox.close());
  const containers = [{ name: 'main', image: 'bash:5', command: ['bash', '-c', script] }];
  const template = { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 60, containers } };
  sandbox.writer.create('jobs', sweepJob('sweep', { ...spec, template }));
  await until(() => podsOf(sandbox).filter((pod) => phaseOf(pod) === 'Running').length === 2);
  const before = nodesOf(sandbox);
  const [result] = await drilled(await aCluster({ kubeconfig: sandbox.kubeconfig }), aDrill());
  expect(nodesOf(sandbox)).toEqual(before);
  return result;
}

describe('a pod that', () => {
  const check = (name: string, script: string, spec: Readonly<Record<string, unknown>>, expected: object) =>
    test(name, async () => expect(await verdictOf(script, spec)).toMatchObject(expected));

  check('heeds SIGTERM is replaced', `trap 'exit 143' TERM; ${FOR_EVER}`, IGNORING, {
    verdict: { kind: 'held', rule: { rule: 0 } },
    victims: [{ notes: [] }],
  });
  check('ignores SIGTERM is killed when its grace period is over', 'tail -f /dev/null', IGNORING, {
    verdict: { kind: 'held' },
    victims: [{ notes: ['PID 1 ignored SIGTERM for the whole grace period (60s)'] }],
  });
  check('stops well when it is told to loses its work', `trap 'exit 0' TERM; ${FOR_EVER}`, IGNORING, {
    verdict: { kind: 'counted-as-success', how: 'stopped-early' },
  });
  check('goes on for a while has finished', `trap 'sleep 30; exit 0' TERM; ${FOR_EVER}`, IGNORING, {
    verdict: { kind: 'counted-as-success', how: 'finished' },
  });
  check(
    'counts fails its Job',
    `trap 'exit 143' TERM; ${FOR_EVER}`,
    { backoffLimit: 0 },
    { verdict: { kind: 'job-failed' } },
  );
  check(
    'counts fails its index',
    `trap 'exit 143' TERM; ${FOR_EVER}`,
    { completionMode: 'Indexed', backoffLimitPerIndex: 0 },
    {
      verdict: { kind: 'index-failed' },
    },
  );
  check(
    'exits with a code that fails the Job',
    `trap 'exit 42' TERM; ${FOR_EVER}`,
    {
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
          ...IGNORING.podFailurePolicy.rules,
        ],
      },
    },
    { verdict: { kind: 'job-failed', rule: { action: 'FailJob', rule: 0 }, end: { reason: 'PodFailurePolicy' } } },
  );
});
