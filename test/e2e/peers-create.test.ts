/** `kubectl job peers create` against a cluster that lives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { plainJob } from '../support/peer-manifests.ts';
import type { Ended } from '../support/run-cli.ts';
import { run, runCli } from '../support/run-cli.ts';

let cluster: RunningCluster;
beforeAll(async () => {
  cluster = await startCluster({ speed: 10 });
});
afterAll(() => cluster.close());

function job(words: readonly string[], input = ''): Promise<Ended> {
  return runCli(['peers', ...words], { env: { KUBECONFIG: cluster.kubeconfig }, input });
}

function kubectl(words: readonly string[], input = ''): Promise<Ended> {
  return run('kubectl', words, { env: { KUBECONFIG: cluster.kubeconfig }, input });
}

const exists = async (what: string) =>
  (await kubectl(['get', what, '-o', 'name', '--ignore-not-found'])).stdout.trim() !== '';

describe('peers create -f', () => {
  test('what is printed is what kubectl applies', { timeout: 120_000 }, async () => {
    const printed = await job(['create', '-f', '-'], plainJob('printed'));
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    const applied = await kubectl(['apply', '--dry-run=server', '-f', '-'], printed.stdout);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toBe(
      'service/printed created (server dry run)\njob.batch/printed created (server dry run)\n',
    );
    const names = await job(['create', '-f', '-', '-o', 'name'], plainJob('printed'));
    expect(names.stdout).toBe('service/printed\njob.batch/printed\n');
  });

  test('--apply: the Service goes when the Job goes; twice is once', { timeout: 120_000 }, async () => {
    const words = ['create', '-f', '-', '--apply', '--yes'];
    const first = await job(words, plainJob('applied'));
    expect(first).toMatchObject({
      code: 0,
      stdout: 'service/applied created\njob.batch/applied created\n',
      stderr: '',
    });
    const again = await job(words, plainJob('applied'));
    expect(again).toMatchObject({ code: 0, stdout: 'service/applied unchanged\njob.batch/applied unchanged\n' });
    const live = await job(['create', 'job/applied', '--yes']);
    expect(live.stdout).toBe('service/applied unchanged\njob.batch/applied unchanged\n');
    const other = await job(words, plainJob('applied').replace('sleep', 'true'));
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      'the Job "applied" is there in the namespace default, and not as in the manifest: spec.template.spec.containers[0].command[0]',
    );
    await kubectl(['delete', 'job', 'applied']);
    await expect.poll(() => exists('service/applied'), { timeout: 60_000 }).toBe(false);
  });

  test('a dry run keeps nothing', { timeout: 120_000 }, async () => {
    const [client, server] = await Promise.all(
      ['client', 'server'].map((where) =>
        job(['create', '-f', '-', `--dry-run=${where}`, '--preset=mpi'], plainJob('dry')),
      ),
    );
    expect(client?.stdout).toBe(
      'service/dry created (dry run)\nconfigmap/dry-hostfile created (dry run)\njob.batch/dry created (dry run)\n',
    );
    expect(server?.stdout).toBe(client?.stdout.replaceAll('(dry', '(server dry'));
    expect(await exists('service/dry')).toBe(false);
  });

  test('when the Job is refused its Service is removed again', { timeout: 120_000 }, async () => {
    const ended = await job(
      ['create', '-f', '-', '--apply', '--yes'],
      plainJob('refused', { podSpec: 'restartPolicy: Always' }),
    );
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/service\/refused deleted again\nError from server \(Invalid\): /);
    expect(await exists('service/refused')).toBe(false);
  });

  test("somebody else's Service stays as it is, and nothing is created", { timeout: 120_000 }, async () => {
    await kubectl(['create', 'service', 'clusterip', 'taken', '--clusterip=None']);
    const ended = await job(['create', '-f', '-', '--apply', '--yes'], plainJob('taken'));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(
      'the Service "taken" in the namespace default is for other pods: it selects app=taken',
    );
    expect(await exists('job/taken')).toBe(false);
  });

  test('without --yes nobody is asked in a pipe, and nothing is done', async () => {
    const ended = await job(['create', '-f', '-', '--apply'], plainJob('unasked'));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('Create service/unasked and job.batch/unasked in namespace default?');
    expect(await exists('service/unasked')).toBe(false);
  });
});

describe('peers create JOB', () => {
  test('a Job without a subdomain says why that cannot be changed, and comes again with --recreate', {
    timeout: 120_000,
  }, async () => {
    await kubectl(['create', '-f', '-'], plainJob('bare'));
    const refused = await job(['create', 'bare', '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'the Job "bare" lacks spec.completionMode, spec.template.spec.subdomain, which can only be set when a Job is created',
    );
    const before = (await kubectl(['get', 'job', 'bare', '-o', 'jsonpath={.metadata.uid}'])).stdout;
    const again = await job(['create', 'bare', '--recreate=suspend', '--yes']);
    expect(again).toMatchObject({ code: 0, stdout: 'service/bare created\njob.batch/bare created\n' });
    const fields = 'jsonpath={.spec.completionMode} {.spec.template.spec.subdomain} {.spec.suspend} {.metadata.uid}';
    const after = (await kubectl(['get', 'job', 'bare', '-o', fields])).stdout;
    expect(after).toMatch(/^Indexed bare false /);
    expect(after).not.toContain(before);
    // The new pods are published once the EndpointSlice controller has come to them.
    const findings = async () => (await job(['bare', '-o', 'jsonpath={.findings}'])).stdout;
    await expect.poll(findings, { timeout: 60_000 }).toBe('[]');
  });

  test('a Job that is suspended is not waited for', { timeout: 120_000 }, async () => {
    await kubectl(['create', '-f', '-'], plainJob('asleep', { fields: 'parallelism: 3\n  suspend: true' }));
    const waits = await job(['create', 'asleep', '--recreate', '--yes']);
    expect(waits).toMatchObject({ code: 2, stdout: '' });
    expect(waits.stderr).toContain('the Job "asleep" is suspended: it does not finish, however long one waits');
    const anew = await job(['create', 'asleep', '--recreate=suspend', '--yes']);
    expect(anew).toMatchObject({ code: 0, stdout: 'service/asleep created\njob.batch/asleep created\n' });
    expect((await kubectl(['get', 'job', 'asleep', '-o', 'jsonpath={.spec.suspend}'])).stdout).toBe('true');
  });

  test('the Service that is missing is created', { timeout: 120_000 }, async () => {
    const printed = await job(['create', '-f', '-', '--service=ring-svc'], plainJob('ring'));
    await kubectl(['create', '-f', '-'], printed.stdout.slice(printed.stdout.indexOf('# ring')));
    expect((await job(['ring', '-o', 'jsonpath={.findings[0].kind}'])).stdout).toBe('no-service');
    const ended = await job(['create', 'ring', '--yes', '-o', 'jsonpath={.items[*].metadata.ownerReferences[0].name}']);
    expect(ended).toMatchObject({ code: 0, stdout: 'ring' });
  });
});

describe('peers create, mistyped', () => {
  test.each([
    [['create'], 'You must specify which Job'],
    [['create', '-f', 'a.yaml', '-f', 'b.yaml'], 'one manifest at a time'],
    [['create', '-f', '-', '--recreate'], '--recreate is for a Job that is there'],
    [['create', 'a', '--recreate', '--dry-run=client'], '--recreate cannot be tried with --dry-run'],
    [['create', '-f', '-', '--port', '80'], 'it must be NAME=NUMBER'],
    [['create', '-f', '-', '--port', 'a=1', '--port', 'b=1'], 'its name or its number is given twice'],
    [['create', '-f', '-', '--env', '1X'], 'it must be the name of a variable'],
    [['create', '-f', '-', '--preset', 'spark'], 'torchrun'],
    [['create', '-f', '-', '--service', 'Not_A_Name'], '"Not_A_Name" cannot be the name of a Service'],
  ])('%j', async (words, said) => {
    const ended = await runCli(['peers', ...words], {
      env: { KUBECONFIG: '/nowhere', HOME: '/nowhere' },
      input: plainJob('x'),
    });
    expect(ended.stderr).toContain(said);
    expect(ended.code).toBe(2);
  });
});
