import { describe, expect, test } from 'vitest';
import * as yaml from 'yaml';
import { type PeerWishes, planPeers } from '../../src/batch/peers/peer-plan.ts';
import { readPeerManifest, withPeers } from '../../src/cli/peer-manifest.ts';
import { expectGolden } from '../support/golden.ts';

const NOTHING: PeerWishes = { service: undefined, ports: [], preset: undefined, env: undefined, slots: undefined };

async function made(text: string, wishes: Partial<PeerWishes> = {}, name?: string): Promise<string> {
  const manifest = await readPeerManifest('-', { name, readInput: async () => text });
  const plan = planPeers(manifest.job, { ...NOTHING, ...wishes }, 'default');
  if ('refused' in plan) throw new Error(plan.refused.kind);
  return (await withPeers(manifest, plan, 'default')).text;
}

/** The lines that came in (`+`) and went out (`-`), with their neighbours: what a reader of the change sees. */
function diff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const lines: string[] = [];
  let at = 0;
  for (const line of b) {
    const found = a.indexOf(line, at);
    const isKept = found >= 0 && !b.slice(lines.length).slice(0, 0).includes(line);
    if (isKept && found === at) {
      lines.push(`  ${line}`);
      at += 1;
    } else if (isKept && a.slice(at, found).every((gone) => !b.includes(gone))) {
      for (const gone of a.slice(at, found)) lines.push(`- ${gone}`);
      lines.push(`  ${line}`);
      at = found + 1;
    } else lines.push(`+ ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

const COMMENTED = `# The ring test of the network team.
apiVersion: batch/v1
kind: Job
metadata:
    name: ring   # as in the runbook

    labels: { team: "net", tier: 'x' }
spec:
    # three are enough
    completions: 3 # pods
    parallelism: 3

    backoffLimit: 0
    template:
        spec:
            restartPolicy: Never
            containers:
              # the worker
              - name: worker
                image: "bash:5"   # pinned
                command: ['bash', "-c",
                    'echo one']
                env:
                  # keep first
                  - {name: FIRST, value: "1"}
              - image: busybox
                name: side
# the end
`;

const PLAIN = `apiVersion: batch/v1
kind: Job
metadata:
  name: example-job
spec:
  completions: 3
  parallelism: 3
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: example-workload
        image: bash:latest
        command:
        - bash
        - -c
        - |
          for i in 0 1 2
          do
            echo $i
          done
`;

const JSON_MANIFEST = JSON.stringify(
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'ring' },
    spec: { completions: 2, template: { spec: { containers: [{ name: 'a', image: 'b' }], restartPolicy: 'Never' } } },
  },
  null,
  2,
);

const MANIFESTS: Readonly<Record<string, readonly [string, Partial<PeerWishes>]>> = {
  'the documentation': [PLAIN, {}],
  'a Service of another name, with a port': [
    PLAIN,
    { service: 'headless-svc', ports: [{ name: 'name', port: 29500 }] },
  ],
  torchrun: [PLAIN, { preset: 'torchrun' }],
  mpi: [PLAIN, { preset: 'mpi', slots: 2 }],
  'dask with names': [PLAIN, { preset: 'dask', env: 'PEERS' }],
  ray: [PLAIN, { preset: 'ray', ports: [{ name: 'gcs', port: 7000 }] }],
  'comments, quotes and wide steps': [COMMENTED, { env: 'PEERS' }],
  JSON: [JSON_MANIFEST, { env: 'PEERS' }],
  'JSON with nulls': [
    JSON_MANIFEST.replace('"completions": 2', '"completions": 2,\n    "parallelism": null').replace(
      '"image": "b"',
      '"image": "b", "env": null',
    ),
    { env: 'PEERS' },
  ],
  'on one line': [
    `{apiVersion: batch/v1, kind: Job, metadata: {name: ring}, spec: {completions: 2, template: {spec: {containers: [{name: a, image: b}], restartPolicy: Never}}}}\n`,
    { env: 'PEERS' },
  ],
  'on one line, with nothing in a field': [
    `{apiVersion: batch/v1, kind: Job, metadata: {name: ring}, spec: {completions: 2, parallelism:, template: {spec: {subdomain: ~, containers: [{name: a, image: b}], restartPolicy: Never}}}} # all of it\n`,
    {},
  ],
  'several documents': [
    `---\n# settings\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n--- # the Job\n${PLAIN}---\nkind: Secret\napiVersion: v1\n`,
    {},
  ],
  'without an end': [PLAIN.replace(/\n$/, '').replace(/command:[\s\S]*/, 'env:'), { env: 'PEERS' }],
  'fields that are there and empty': [
    PLAIN.replace('restartPolicy: Never', 'subdomain:  # none yet\n      restartPolicy: Never').replace(
      'image: bash:latest',
      'image: bash:latest\n        env: []',
    ),
    { env: 'PEERS' },
  ],
  'another subdomain than wished': [
    PLAIN.replace('restartPolicy', 'subdomain: "old" # before\n      restartPolicy'),
    { service: 'new' },
  ],
  'its Service lacks something': [
    `apiVersion: v1\nkind: Service\nmetadata: {name: example-job}\nspec: {selector: {job-name: example-job}} # ours\n---\n${PLAIN}`,
    { ports: [{ name: 'x', port: 1 }] },
  ],
  'a parallelism alone': [PLAIN.replace('  completions: 3\n', ''), {}],
};

describe('a manifest with what peers need', () => {
  test.each(Object.entries(MANIFESTS))('%s', async (title, [text, wishes]) => {
    const once = await made(text, wishes);
    expectGolden(`peers-create/${title.replaceAll(/[ ,]+/g, '-')}.diff`, diff(text, once));
    expect(await made(once, wishes)).toBe(once);
    expect(yaml.parseAllDocuments(once, { merge: true }).flatMap((document) => document.errors)).toEqual([]);
  });

  test('line ends of another system stay', async () => {
    const text = PLAIN.replaceAll('\n', '\r\n');
    expect(await made(text, { preset: 'mpi' })).toBe((await made(PLAIN, { preset: 'mpi' })).replaceAll('\n', '\r\n'));
  });

  test('line ends stay where a manifest is written anew, and so do comments', async () => {
    const text = PLAIN.replace(
      /containers:[\s\S]*/,
      'subdomain: >-\n        old\n      containers: [{name: a, image: b}] # one\n',
    );
    const anew = await made(text, { service: 'new' });
    expect(anew).toContain('containers: [ { name: a, image: b } ] # one\n');
    expect(await made(text.replaceAll('\n', '\r\n'), { service: 'new' })).toBe(anew.replaceAll('\n', '\r\n'));
  });

  test('a byte order mark stays before everything', async () => {
    const once = await made(`\uFEFF${PLAIN}`);
    expect(once).toBe(`\uFEFF${await made(PLAIN)}`);
    expect(await made(once)).toBe(once);
  });

  test('every line of the user is there, in its order', async () => {
    const lines = (await made(COMMENTED, { preset: 'torchrun', env: 'PEERS' })).split('\n');
    let at = 0;
    for (const line of COMMENTED.split('\n')) {
      at = lines.indexOf(line, at);
      expect(at, line).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('what is refused, before anything is done', () => {
  const anchored = PLAIN.replace('  template:\n    spec:', '  template: &t\n    spec:').concat('other: *t\n');
  const alias = `x: &pod\n  restartPolicy: Never\n  containers: [{name: a, image: b}]\n${PLAIN.replace(/ {4}spec:\n[\s\S]*/, '    spec: *pod\n')}`;
  const merged = PLAIN.replace('- name: example-workload', '- <<: {env: [{name: A, value: "1"}]}\n        name: x');
  const service = (spec: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: example-job}\nspec: ${spec}\n---\n${PLAIN}`;
  const table: Readonly<Record<string, readonly [string, string | RegExp]>> = {
    'no Job': ['apiVersion: v1\nkind: Pod\n', 'no Job in standard input: found Pod'],
    nothing: ['', 'no Job in standard input: found nothing'],
    'several Jobs': [
      `${PLAIN}---\n${PLAIN.replace('example-job', 'other')}`,
      'several Jobs in standard input: example-job, other',
    ],
    'a List': [
      JSON.stringify({ kind: 'List', items: [{ kind: 'Job' }] }),
      'holds a List: objects in lists are not changed',
    ],
    'no YAML': ['a: [', 'error parsing standard input'],
    'a text': ['hello', 'a Kubernetes object was expected, found string'],
    'a template that others share': [anchored, 'spec.template is shared by an anchor'],
    'a template from elsewhere': [alias, 'spec.template.spec is shared by an anchor'],
    'a list that is merged in': [merged, 'the manifest is written in a way in which it cannot be changed'],
    generateName: [PLAIN.replace('name: example-job', 'generateName: example-'), 'no-name'],
    NonIndexed: [PLAIN.replace('spec:', 'spec:\n  completionMode: NonIndexed'), 'says-non-indexed'],
    'one pod': [PLAIN.replaceAll(/ {2}(?:completions|parallelism): 3\n/g, ''), 'alone'],
    'a name too long': [PLAIN.replace('example-job', 'x'.repeat(62)), 'long-name'],
    'a name with dots': [PLAIN.replace('example-job', 'a.b'), 'no-service-name'],
    'its Service is for others': [
      service('{clusterIP: None, selector: {app: x}}'),
      'is for other pods: it selects app=x',
    ],
    'its Service has an address': [service('{clusterIP: 10.96.0.9}'), 'is not headless (10.96.0.9)'],
  };
  test.each(Object.entries(table))('%s', async (_, [text, message]) => {
    await expect(made(text, { preset: 'torchrun' })).rejects.toThrow(message);
  });

  test('of several Jobs one is named', async () => {
    const two = `${PLAIN}---\n${PLAIN.replace('example-job', 'other')}`;
    const text = await made(two, {}, 'other');
    expect(text).toContain('subdomain: other');
    expect(text).not.toContain('subdomain: example-job');
    await expect(made(two, {}, 'third')).rejects.toThrow('no Job "third" in standard input: found example-job, other');
  });

  test('a list of names that no environment holds', async () => {
    const many = PLAIN.replaceAll(': 3', ': 90000');
    await expect(made(many, { env: 'PEERS' })).rejects.toThrow('long-variable');
    await expect(made(many, { preset: 'mpi' })).rejects.toThrow('long-hostfile');
  });
});
