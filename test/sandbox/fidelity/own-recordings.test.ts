/** What people do to a cluster is found again in a recording of it, and done again: recordings of the embedded cluster itself show no difference. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differencesOf } from './compare.ts';
import { listed } from './page.ts';
import { type Deed, record } from './record.ts';

type Fields = Readonly<Record<string, unknown>>;

const sleep = (seconds: number) => [{ name: 'main', image: 'busybox', command: ['sleep', String(seconds)] }];

/** The manifest of a Job whose pods sleep for eight seconds. */
function job(spec: Fields, podSpec: Fields = {}): string {
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { restartPolicy: 'Never', containers: sleep(8), ...podSpec },
  };
  return JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { ...spec, template } });
}

const onCondition = (action: string, type: string) => ({
  podFailurePolicy: { rules: [{ action, onPodConditions: [{ type }] }] },
});
const BY_LABEL = { manualSelector: true, selector: { matchLabels: { app: 'a' } } };
const BARE_POD = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare', labels: { app: 'a' } } },
  spec: { restartPolicy: 'Never', containers: sleep(6) },
});
const CONDITION = { type: 'ConfigIssue', status: 'True', reason: 'X', lastTransitionTime: '2026-01-01T00:00:09Z' };
const CRON_JOB = JSON.stringify({
  ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c' } },
  spec: {
    schedule: '* * * * *',
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: sleep(20) } } } },
  },
});
const patch = (object: Fields) => ['--subresource=status', '-p', JSON.stringify(object)];

interface Done {
  readonly manifest: string;
  readonly deeds: readonly Deed[];
  readonly seconds: number;
}

function check(what: string, done: Done): void {
  test(what, { timeout: 60_000 }, async () => {
    const name = what.replaceAll(/\W+/g, '-').toLowerCase();
    const folder = await record({ name, ...done });
    expect(listed(await differencesOf(folder, name))).toBe('');
    rmSync(folder, { recursive: true });
  });
}

check('a condition put on a pod', {
  manifest: job(
    { completions: 4, parallelism: 2, ...onCondition('FailJob', 'ConfigIssue') },
    { nodeSelector: { a: 'b' } },
  ),
  deeds: [
    { at: 9, kubectl: ['patch', 'pod', 'POD', ...patch({ status: { conditions: [CONDITION] } })] },
    { at: 12, kubectl: ['delete', 'pod', 'POD', '--wait=false'] },
  ],
  seconds: 40,
});
check('a label taken from a pod', {
  manifest: job({ completions: 2, parallelism: 2, ...BY_LABEL }),
  deeds: [{ at: 7, kubectl: ['label', 'pod', 'POD', 'app-'] }],
  seconds: 40,
});
check('a pod made by hand, which a Job takes on', {
  manifest: job({ completions: 2, parallelism: 1, ...BY_LABEL }),
  deeds: [{ at: 5, kubectl: ['apply', '-f', '-'], input: BARE_POD }],
  seconds: 50,
});
check('a Job made by hand from a CronJob', {
  manifest: CRON_JOB,
  deeds: [{ at: 10, kubectl: ['create', 'job', '--from=cronjob/c', 'by-hand'] }],
  seconds: 12,
});
check('a Job of a CronJob, deleted by hand', {
  manifest: CRON_JOB,
  deeds: [{ at: 65, kubectl: ['delete', 'jobs', '--all', '--wait=false'] }],
  seconds: 90,
});
check('a taint that evicts', {
  manifest: job(
    { completions: 2, parallelism: 2, ...onCondition('Ignore', 'DisruptionTarget') },
    { terminationGracePeriodSeconds: 2 },
  ),
  deeds: [{ at: 7, kubectl: ['taint', 'node', 'node-1', 'k=v:NoExecute'] }],
  seconds: 60,
});
check('a status by another controller', {
  manifest: job({ completions: 1, managedBy: 'acme.io/x' }),
  deeds: [{ at: 7, kubectl: ['patch', 'job', 'j', '--type=merge', ...patch({ status: { active: 1 } })] }],
  seconds: 20,
});
