/** The real kubectl, everyday commands one after the other, on a cluster whose pods nobody runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startDisruptionController } from '../../../src/sandbox/controllers/disruption-controller.ts';
import { namespaceController } from '../../../src/sandbox/controllers/namespace-controller.ts';
import { startQuotaController } from '../../../src/sandbox/controllers/quota-controller.ts';
import { recorded } from '../api/serving.ts';
import { ClusterClient } from './cluster-client.ts';

const MANIFEST = `apiVersion: batch/v1
kind: Job
metadata:
  name: sweep
spec:
  completions: 4
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox
        command: [sh, -c, "echo $JOB_COMPLETION_INDEX"]
`;

const folder = mkdtempSync(join(tmpdir(), 'kubectl-job-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const job = file('job.yaml', MANIFEST);
const wider = file('wider.yaml', MANIFEST.replace('parallelism: 2', 'parallelism: 3'));
const other = file('other.yaml', MANIFEST.replace('busybox', 'alpine'));
const typo = file('typo.yaml', MANIFEST.replace('completions', 'completion'));

/** What is said, word for word or as a pattern; then the exit code. */
type Step = readonly [command: string, said: string | RegExp, code?: number];

const scripts: Readonly<Record<string, readonly Step[]>> = {
  'Jobs made and changed by commands': [
    ['create job hello --image=busybox -- echo hi', 'job.batch/hello created\n'],
    ['create job hello --image=busybox', 'error: failed to create job: jobs.batch "hello" already exists\n', 1],
    ['create job dry --image=busybox --dry-run=server -o name', 'job.batch/dry\n'],
    ['get job dry', 'Error from server (NotFound): jobs.batch "dry" not found\n', 1],
    ['label job hello team=night', 'job.batch/hello labeled\n'],
    ['annotate job hello why=test', 'job.batch/hello annotated\n'],
    ['get job hello -o jsonpath={.metadata.labels.team}{.metadata.annotations.why}', 'nighttest'],
    ['patch job hello -p {"spec":{"suspend":true}}', 'job.batch/hello patched\n'],
    ['patch job hello --type=merge -p {"spec":{"suspend":null}}', 'job.batch/hello patched\n'],
    [
      'patch job hello --type=json -p [{"op":"test","path":"/spec/suspend","value":false}]',
      'job.batch/hello patched (no change)\n',
    ],
    [
      'patch job hello --type=json -p [{"op":"replace","path":"/spec/parallelism","value":3}]',
      'job.batch/hello patched\n',
    ],
    ['get job hello -o jsonpath={.spec.parallelism}/{.metadata.generation}', '3/4'],
    [
      'patch job hello --subresource=status --type=merge -p {"status":{"succeeded":-1}}',
      /status\.succeeded: Invalid value: -1: must be greater than or equal to 0/,
      1,
    ],
    [
      'scale job hello --replicas=3',
      'Error from server (NotFound): the server could not find the requested resource\n',
      1,
    ],
    [
      'set image job/hello hello=alpine',
      /Job\.batch "hello" is invalid: spec\.template: Invalid value: .*: field is immutable/,
      1,
    ],
    ['edit job hello', 'Edit cancelled, no changes made.\n'],
    ['delete job hello', 'job.batch "hello" deleted\n'],
    ['get jobs', 'No resources found in default namespace.\n'],
  ],
  'manifests applied': [
    [
      `create -f ${typo}`,
      /Job in version "v1" cannot be handled as a Job: strict decoding error: unknown field "spec\.completion"/,
      1,
    ],
    [`apply -f ${typo} --validate=warn`, 'Warning: unknown field "spec.completion"\njob.batch/sweep created\n'],
    [`replace --force -f ${job}`, 'job.batch "sweep" deleted\njob.batch/sweep replaced\n'],
    [
      `apply -f ${job}`,
      /^Warning: resource jobs\/sweep is missing the kubectl\.kubernetes\.io\/last-applied-configuration.*\njob\.batch\/sweep configured\n$/,
    ],
    [`apply -f ${job}`, 'job.batch/sweep unchanged\n'],
    [`diff -f ${wider}`, /- {2}parallelism: 2\n\+ {2}parallelism: 3/, 1],
    [`apply -f ${wider}`, 'job.batch/sweep configured\n'],
    [`apply -f ${other}`, /The Job "sweep" is invalid: spec\.template: Invalid value: .*: field is immutable/, 1],
    [`apply --server-side -f ${wider}`, 'job.batch/sweep serverside-applied\n'],
    [
      `apply --server-side --field-manager=night -f ${job}`,
      /Apply failed with 1 conflict: conflict with "kubectl": \.spec\.parallelism/,
      1,
    ],
    [`apply --server-side --field-manager=night --force-conflicts -f ${job}`, 'job.batch/sweep serverside-applied\n'],
    ['get job sweep -o jsonpath={.spec.parallelism}', '2'],
    [`delete -f ${job}`, 'job.batch "sweep" deleted\n'],
    [`delete -f ${job} --ignore-not-found`, ''],
  ],
  'CronJobs, services, and what Jobs use': [
    [
      'create cronjob night --image=busybox --schedule=5-4-*-*-*',
      /CronJob\.batch "night" is invalid: spec\.schedule: Invalid value: "5-4-\*-\*-\*": expected exactly 5 fields, found 1/,
      1,
    ],
    ['create cronjob night --image=busybox --schedule=@daily -- date', 'cronjob.batch/night created\n'],
    ['create job --from=cronjob/night now', 'job.batch/now created\n'],
    ['get job now -o jsonpath={.metadata.ownerReferences[0].kind}', 'CronJob'],
    ['patch cronjob night -p {"spec":{"suspend":true}}', 'cronjob.batch/night patched\n'],
    ['create service clusterip peers --clusterip=None', 'service/peers created\n'],
    ['create configmap config --from-literal=a=1', 'configmap/config created\n'],
    ['create secret generic key --from-literal=b=2', 'secret/key created\n'],
    ['get configmap,secret', /configmap\/config +1 .*\n[\s\S]*secret\/key +Opaque +1 /],
    ['get secret key -o jsonpath={.data.b}', 'Mg=='],
    ['explain job.spec.suspend', /FIELD: suspend <boolean>[\s\S]*DESCRIPTION:\s+True: no pods are made/],
    ['explain cronjob', /DESCRIPTION:\s+A CronJob makes a Job whenever[\s\S]*metadata\t<ObjectMeta>\s+Name, namespace/],
    ['auth can-i create jobs', 'yes\n'],
    [
      'auth can-i --list',
      /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n +\[\*\] +\[\] +\[\*\]\n$/,
    ],
    [
      'delete cronjob,service,configmap,secret night peers config key --ignore-not-found',
      /cronjob\.batch "night" deleted\n[\s\S]*secret "key" deleted\n/,
    ],
  ],
  'nodes, quotas, namespaces': [
    ['cordon node-1', 'node/node-1 cordoned\n'],
    ['get node node-1', /node-1 +Ready,SchedulingDisabled /],
    ['uncordon node-1', 'node/node-1 uncordoned\n'],
    ['taint node node-2 gpu=a100:NoSchedule', 'node/node-2 tainted\n'],
    ['taint node node-2 gpu-', 'node/node-2 untainted\n'],
    ['label node node-3 disk=ssd', 'node/node-3 labeled\n'],
    ['create namespace team', 'namespace/team created\n'],
    ['create quota small -n team --hard=pods=1,count/jobs.batch=2', 'resourcequota/small created\n'],
    ['run first -n team --image=busybox --restart=Never -- sleep 60', 'pod/first created\n'],
    [
      'run second -n team --image=busybox --restart=Never',
      'Error from server (Forbidden): pods "second" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1\n',
      1,
    ],
    ['run third -n nowhere --image=busybox', 'Error from server (NotFound): namespaces "nowhere" not found\n', 1],
    ['get quota small -n team', /small +count\/jobs\.batch: 0\/2, pods: 1\/1 /],
    ['delete pod first -n team', 'pod "first" deleted\n'],
    ['delete namespace team', 'namespace "team" deleted\n'],
    [
      'delete namespace default',
      'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n',
      1,
    ],
  ],
};

/** kubectl starts a dozen times in each, on machines that have much else to do. */
const PATIENCE_MS = 40_000;

const programs = process.env.KUBECTL_PATHS?.split(':').filter((path) => path !== '') ?? ['kubectl'];

describe.each(programs)('%s', (program) => {
  test.concurrent.each(Object.entries(scripts))('%s', { timeout: PATIENCE_MS }, async (_, steps) => {
    await using client = await started();
    for (const [command, said, code = 0] of steps) {
      const { stdout, stderr, code: exit } = await client.kubectl(wordsOf(command), { program });
      const all = asAllSay(`${stderr}${stdout}`);
      if (typeof said === 'string') expect([command, all, exit]).toEqual([command, said, code]);
      else expect([all, exit]).toEqual([expect.stringMatching(said), code]);
    }
  });

  test.concurrent('a drain evicts what a budget does not hold back', { timeout: PATIENCE_MS }, async () => {
    await using client = await started();
    const { writer, store } = client.cluster;
    for (const name of ['free', 'held']) {
      const metadata = { name, namespace: 'default', labels: { app: name } };
      writer.create('pods', { metadata, spec: { nodeName: 'node-1', containers: [{ name }] } });
      writer.patch({ resource: 'pods', ...metadata }, { status: RUNNING });
    }
    store.subscribe(({ type, resource, object: { metadata } }) => {
      if (resource !== 'pods' || type === 'DELETED' || metadata.deletionTimestamp === undefined) return;
      setImmediate(() => writer.remove({ resource, ...metadata }, { gracePeriodSeconds: 0 }));
    });
    await client.kubectl(['create', 'pdb', 'held', '--selector=app=held', '--min-available=1'], { program });
    const drain = await client.kubectl(['drain', 'node-1', '--force', '--pod-selector=app=free'], { program });
    expect(drain).toMatchObject({
      stdout: 'node/node-1 cordoned\nevicting pod default/free\npod/free evicted\nnode/node-1 drained\n',
      code: 0,
    });
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'held', namespace: 'default' } };
    const path = '/api/v1/namespaces/default/pods/held/eviction';
    const evict = await client.kubectl(
      ['create', '--raw', path, '-f', file('eviction.json', JSON.stringify(eviction))],
      { program },
    );
    expect(evict).toMatchObject({ stderr: recorded('budget/eviction.txt'), code: 1 });
    expect(store.list('pods').objects.map(({ metadata }) => metadata.name)).toEqual(['held']);
  });
});

function started(): Promise<ClusterClient> {
  const controllers = (authority: string) => [
    namespaceController(authority),
    startQuotaController,
    startDisruptionController,
  ];
  return ClusterClient.start({ speed: 1, controllers });
}

const RUNNING = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

/** Without what some versions of kubectl say in other words. */
function asAllSay(text: string): string {
  return text.replace(/( deleted) from \S+ namespace$/gm, '$1').replace(/ annotate$/gm, ' annotated');
}

/** No word has a space. */
function wordsOf(command: string): readonly string[] {
  return command.split(' ');
}
