/** Records what the embedded cluster itself does, as the recordings of real clusters are: what is done to it must be found again in what it shows. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterClient } from '../writing/cluster-client.ts';
import { gatedClock } from './gated-clock.ts';

/** What is done, and when, in seconds of the recording: kubectl with these words, where `POD` is the first pod, and this input. */
export interface Deed {
  readonly at: number;
  readonly kubectl: readonly string[];
  readonly input?: string;
}

/** One recording to be made; the manifest is applied at second 2, in a namespace of that name. */
export interface Recorded {
  readonly name: string;
  readonly manifest: string;
  readonly deeds: readonly Deed[];
  readonly seconds: number;
}

const BEGIN_MS = Date.parse('2026-01-01T00:00:03.400Z');
const WATCHED = new Set(['jobs', 'cronjobs', 'pods', 'events', 'services', 'endpointslices']);

/** Makes a recording; returns the folder in which its own lies. */
export async function record({ name, manifest, deeds, seconds }: Recorded): Promise<string> {
  const clock = gatedClock(BEGIN_MS);
  await using client = await ClusterClient.start({ nodes: 2, clock, seed: 77, controllers: undefined });
  const { store, writer } = client.cluster;
  const nodes = store.list('nodes').objects;
  const lines = nodes.map((object) => JSON.stringify({ at: 0, resource: 'nodes', type: 'ADDED', object }));
  writer.create('namespaces', { metadata: { name } });
  store.subscribe(({ type, resource, object }) => {
    if (resource !== 'nodes' && !(WATCHED.has(resource) && object.metadata.namespace === name)) return;
    lines.push(JSON.stringify({ at: (clock.now() - BEGIN_MS) / 1000, resource, type, object }));
  });
  const kubectl = async (words: readonly string[], input?: string) => {
    const pod = store.list('pods', { namespace: name }).objects[0]?.metadata.name ?? '';
    const args = ['-n', name, ...words.map((word) => (word === 'POD' ? pod : word))];
    const { code, stdout, stderr } = await client.kubectl(args, input === undefined ? {} : { input });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return { all: `${stdout}${stderr}`, stdout };
  };
  for (const { at, kubectl: words, input } of [{ at: 2, kubectl: ['apply', '-f', '-'], input: manifest }, ...deeds]) {
    await clock.runUntil(BEGIN_MS + at * 1000);
    await kubectl(words, input);
  }
  await clock.runUntil(BEGIN_MS + seconds * 1000);
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-job-test-'));
  const own = join(folder, name);
  mkdirSync(own);
  writeFileSync(join(own, 'manifest.yaml'), manifest);
  writeFileSync(join(own, 'watch.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(own, 'get.txt'), (await kubectl(['get', 'jobs,pods', '-o', 'wide'])).all);
  writeFileSync(join(own, 'describe.txt'), (await kubectl(['describe', 'jobs'])).stdout);
  return folder;
}
