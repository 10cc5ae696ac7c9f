/** What a drill says to change, pasted into the manifest: the next drill holds. */
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/batch/objects.ts';
import { aDrill, type Drilling, drilled, drilling, phaseOf, podsOf, sweepJob, until } from '../../support/drilling.ts';

const HEEDS = "trap 'exit 143' TERM; tail -f /dev/null & wait";

/** A program that ends well when it is told to, in the place of the shell that began it. */
const SHUTS_DOWN = {
  script: 'exec bash -c "$WORK"',
  env: [{ name: 'WORK', value: "trap 'exit 0' TERM; tail -f /dev/null & wait" }],
};

const exits = (action: string, ...values: readonly number[]) => ({ action, onExitCodes: { operator: 'In', values } });

/** A manifest with a part of it as it should be: maps are merged, containers by their names, all else is replaced. */
function pasted(manifest: unknown, part: unknown): unknown {
  if (Array.isArray(manifest) && Array.isArray(part) && part.every((item) => isRecord(item) && 'name' in item))
    return manifest.map((item) => pasted(item, part.find(({ name }) => name === item.name) ?? {}));
  if (!isRecord(manifest) || !isRecord(part)) return part;
  const keys = Object.keys({ ...manifest, ...part });
  return Object.fromEntries(keys.map((key) => [key, key in part ? pasted(manifest[key], part[key]) : manifest[key]]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function drilledAs(at: Drilling, spec: unknown) {
  at.sandbox.writer.create('jobs', { metadata: { name: 'sweep', namespace: 'default' }, spec: Object(spec) });
  await until(() => podsOf(at.sandbox).filter((pod) => phaseOf(pod) === 'Running').length >= 2);
  const [result] = await drilled(at.cluster, aDrill({ timeoutMs: 120_000 }));
  return result;
}

describe('what is advised helps', () => {
  const check = (
    name: string,
    { script = HEEDS, env = [], restartPolicy = 'Never', ...spec }: ApiObject & { readonly script?: string },
    kind: string,
  ) =>
    test(name, async () => {
      const containers = [{ name: 'main', image: 'bash:5', env, command: ['bash', '-c', script] }];
      const template = { spec: { restartPolicy, terminationGracePeriodSeconds: 5, containers } };
      const before = sweepJob('sweep', { template, ...spec }).spec;
      const first = await drilledAs(await drilling('kubelets'), before);
      expect(first?.verdict.kind).toBe(kind);
      const advice = first?.victims[0]?.advice[0]?.manifest;
      expect(advice).toBeDefined();
      const second = await drilledAs(await drilling('kubelets'), pasted(before, Object(advice).spec));
      expect(second?.verdict).toMatchObject({ kind: 'held' });
    });

  check('where the failure counted', {}, 'counted');
  check('where pods are replaced before they have ended', { podReplacementPolicy: 'TerminatingOrFailed' }, 'counted');
  check('where containers are restarted', { restartPolicy: 'OnFailure' }, 'counted');
  check('where the Job failed', { backoffLimit: 0 }, 'job-failed');
  check(
    'where another rule came first',
    { podFailurePolicy: { rules: [exits('Ignore', 7), exits('FailJob', 143)] } },
    'job-failed',
  );
  check('where the index failed', { completionMode: 'Indexed', backoffLimitPerIndex: 0 }, 'index-failed');
  check(
    'where work that was cut short counted as done',
    {
      ...SHUTS_DOWN,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
    },
    'counted-as-success',
  );
});
