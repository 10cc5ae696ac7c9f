/** Every pod of the recordings that ran undisturbed, run again: what its real kubelet told of it is what ours tells. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Fields, textAt } from '../../../src/sandbox/api/fields.ts';
import { recordingFile, recordingNames } from '../../support/recordings.ts';
import { sequence } from './compact.ts';
import { kubeletCluster } from './kubelet-cluster.ts';

interface Change {
  readonly resource: string;
  readonly type: string;
  readonly object: {
    readonly metadata: Fields & { readonly name: string };
    readonly spec: Fields;
    readonly status: Fields;
  };
}

const podsIn = (recording: string): ReadonlyMap<string, readonly Change['object'][]> => {
  const pods = new Map<string, Change['object'][]>();
  for (const line of readFileSync(recordingFile(recording, 'watch.jsonl'), 'utf8').trim().split('\n')) {
    const { resource, object }: Change = JSON.parse(line);
    if (resource === 'pods') pods.set(object.metadata.name, [...(pods.get(object.metadata.name) ?? []), object]);
  }
  return pods;
};

/** Deleted ones depend on when they were; pings on others; a pod without a node has no kubelet. */
const isUndisturbed = (states: readonly Change['object'][]) => {
  const last = states.at(-1);
  const isDone = /^(Succeeded|Failed)$/.test(textAt(last, 'status.phase'));
  return (
    isDone &&
    !states.some(({ metadata }) => 'deletionTimestamp' in metadata) &&
    !JSON.stringify(last?.spec).includes('ping')
  );
};

/** `part` in the order of `whole`, with what a busy node left out. */
const isWithin = (part: readonly string[], whole: readonly string[]) => {
  let at = 0;
  for (const one of part) {
    at = whole.indexOf(one, at);
    if (at < 0) return false;
  }
  return true;
};

/** What differs from cluster to cluster: times, addresses, ids, and tags of one image. */
const masked = (status: Fields): unknown =>
  JSON.parse(
    JSON.stringify(status)
      .replace(/"\d{4}-\d{2}-\d{2}T[^"]*Z"/g, '"TIME"')
      .replace(/"\d+\.\d+\.\d+\.\d+"/g, '"ADDRESS"')
      .replace(/[0-9a-f]{64}/g, 'HASH')
      .replace(/"image":"[^"]*\/(\w+)(:[^"]*)?"/g, '"image":"$1"')
      .replace(/kube-api-access-\w{5}/g, 'kube-api-access')
      .replace(/"resources":\{"limits":\{"memory":"9007199254740988Ki"\}\}/, '"resources":{}'),
  );

const undisturbed = recordingNames.flatMap((recording) =>
  [...podsIn(recording)]
    .filter(([, states]) => isUndisturbed(states))
    .map(([name, states]) => ({ recording, name, states })),
);

describe('a pod is told of as its real kubelet did', () => {
  test('there are many', () => expect(undisturbed.length).toBeGreaterThan(40));

  test.each(undisturbed)('$recording: $name', async ({ name, states }) => {
    using cluster = kubeletCluster();
    const [first] = states;
    const { labels, annotations } = (first?.metadata ?? {}) as Fields;
    const ref = cluster.run(name, first?.spec ?? {}, { labels, annotations });
    const wanted = sequence(states).filter((state) => !state.includes(' new') || state.startsWith('Pending new'));
    await cluster.until(ref, (pod) => /^(Succeeded|Failed)$/.test(textAt(pod, 'status.phase')));
    const told = sequence(cluster.states(ref));
    const partial = wanted.filter((state) => !isHalfTold(state));
    expect(isWithin(partial, told), `${partial.join('\n')}\n— is not within —\n${told.join('\n')}`).toBe(true);
    const last = cluster.states(ref).at(-1);
    expect(masked((last?.status ?? {}) as Fields)).toEqual(masked(states.at(-1)?.status ?? {}));
  });
});

/** A busy node that never told of a run tells its end while the phase is still Pending, or the last phase before the sandbox is gone. */
function isHalfTold(state: string): boolean {
  return /^Pending .*=(Completed|Error|OOMKilled)\(\d+\)$/.test(state);
}
