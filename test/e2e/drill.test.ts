/** `kubectl job drill`, the built program, against an embedded cluster that lives: what it says, what it leaves, and what ends it. */
import { describe, expect, test } from 'vitest';
import { drilledCluster, moment, SWEEP, startProgram } from '../support/drilled-cluster.ts';
import { nodesOf, phaseOf, podsOf } from '../support/drilling.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { runCli } from '../support/run-cli.ts';

describe('drill drain', { timeout: 60_000 }, () => {
  test.concurrent('says that a disruption was not counted, and leaves the node as it was', async () => {
    await using at = await drilledCluster();
    const before = nodesOf(at.sandbox);
    const { code, stdout, stderr } = await at.drill('drain', 'sweep', '--yes');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^Drill of job\.batch\/sweep: pod sweep-\w+ on node node-\d\n/),
    ]);
    expect(stdout).toMatch(/^PASS {2}the disruption was not counted: failed 0 → 0\n {2}pod +sweep-\w+ on node-\d/);
    expect(stdout).toMatch(
      /\n {2}rule 1 +Ignore: Pod default\/sweep-\w+ has condition DisruptionTarget matching Ignore rule at index 1\n/,
    );
    expect(stdout).toMatch(
      /\n {2}replacement +sweep-\w+ on node-\d · created \w+ later \(back-off\), running \d\d:\d\d:\d\d\n/,
    );
    expect(stdout).toMatch(/\nTimeline:\n(?: +[+-]\w+ .*\n)+$/);
    expect(nodesOf(at.sandbox)).toEqual(before);
  });

  test.concurrent('is a test: --expect decides', async () => {
    await using at = await drilledCluster();
    expect((await at.drill('drain', 'sweep', '--yes', '--evict-only', '--expect', 'held,counted')).code).toBe(0);
    const { code, stdout } = await at.drill('drain', 'sweep', '--yes', '--expect=counted', '-o', 'json');
    expect([code, JSON.parse(stdout)]).toEqual([
      3,
      expect.objectContaining({
        kind: 'JobDrill',
        pass: true,
        verdict: expect.objectContaining({ kind: 'held', rule: 1 }),
      }),
    ]);
  });

  test.concurrent('fails where the Job does, and says what would have helped', async () => {
    const { podFailurePolicy, ...rest } = SWEEP.spec;
    expect(podFailurePolicy).toBeDefined();
    await using at = await drilledCluster({ ...SWEEP, spec: rest });
    const { code, stdout } = await at.drill('drain', 'sweep', '--yes');
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^FAIL {2}the Job failed: BackoffLimitExceeded: Job has reached the specified backoff limit\n/,
    );
    expect(stdout).toMatch(
      /To change: let disruptions not count .*\n {2}spec:\n {4}podFailurePolicy:\n {6}rules:\n {6}- action: Ignore\n/,
    );
  });

  test.concurrent('empties a whole node, and waits until it is', async () => {
    await using at = await drilledCluster();
    at.sandbox.writer.create('jobs', { ...SWEEP, metadata: { name: 'other', namespace: 'default' } });
    await moment(() => podsOf(at.sandbox).filter((pod) => phaseOf(pod) === 'Running').length >= 4);
    const flags = ['--whole-node', '--chunk-size=1', '--skip-wait-for-delete-timeout=60', '--yes', '-o', 'json'];
    const { code, stdout } = await at.drill('drain', 'sweep', ...flags);
    const { verdict, remaining, plan } = JSON.parse(stdout);
    expect([code, verdict.kind, remaining]).toEqual([0, 'held', []]);
    const evicted: readonly string[] = [...plan.pods, ...plan.others.map(({ name }: { name: string }) => name)];
    const there = podsOf(at.sandbox).map(({ metadata }) => metadata.name);
    expect(evicted.filter((name) => there.includes(name))).toEqual([]);
    expect(evicted.length).toBeGreaterThan(0);
  });

  test.concurrent('does nothing that is forbidden: what is missing is named, with the rule to add', async () => {
    await using at = await drilledCluster();
    at.sandbox.faults.add({ kind: 'answer', code: 403, verb: 'patch', resource: 'nodes' });
    const before = nodesOf(at.sandbox);
    const { code, stderr } = await at.drill('drain', 'sweep', '--yes');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/you may not patch nodes\nAsk for these rules in a ClusterRole:\n/),
    ]);
    expect(nodesOf(at.sandbox)).toEqual(before);
    expect((await at.drill('drain', 'sweep', '--yes', '--evict-only')).code).toBe(0);
  });

  test.concurrent('changes nothing with --dry-run, and without a word of consent', async () => {
    await using at = await drilledCluster();
    const { revision } = at.sandbox.store.list('nodes');
    const pods = podsOf(at.sandbox).map(({ metadata }) => metadata.uid);
    const dry = await at.drill('drain', 'sweep', '--dry-run', '-o', 'yaml');
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringMatching(/^apiVersion: kubectl-job\/v1\nkind: JobDrillPlan\n/),
    ]);
    const silent = await at.drill('drain', 'sweep');
    expect([silent.code, silent.stderr]).toEqual([
      2,
      expect.stringMatching(/\nerror: Evict 1 pod\? Nobody is there to answer\nSay so with --yes\.\n/),
    ]);
    const missing = await at.drill('drain', 'sweep', '--yes', '--index', '3');
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: the Job has no pod of index 3\n/),
    ]);
    expect(at.sandbox.store.list('nodes').revision).toBe(revision);
    expect(podsOf(at.sandbox).map(({ metadata }) => metadata.uid)).toEqual(pods);
  });

  test.concurrent.each<NodeJS.Signals[][]>([
    [['SIGINT']],
    [['SIGTERM']],
    // As whoever closes a terminal, or stops a CI job, sends them.
    [['SIGHUP', 'SIGINT', 'SIGTERM']],
  ])('%s leaves the node as it was', async (signals) => {
    await using at = await drilledCluster();
    const before = nodesOf(at.sandbox);
    const program = startProgram(['drill', 'drain', 'sweep', '--yes'], at.env);
    await at.held();
    for (const signal of signals) program.kill(signal);
    const { code } = await program.ended;
    expect(code).toBe(130);
    expect(nodesOf(at.sandbox)).toEqual(before);
  });

  test.concurrent('SIGKILL leaves a mark, which the next drill tells of and restore takes off', async () => {
    await using at = await drilledCluster();
    const before = nodesOf(at.sandbox);
    const program = startProgram(['drill', 'drain', 'sweep', '--yes'], at.env);
    await at.held();
    program.kill('SIGKILL');
    await program.ended;
    expect(nodesOf(at.sandbox)).not.toEqual(before);
    const next = await at.drill('drain', 'sweep', '--dry-run');
    expect(next.stdout).toMatch(
      /\n {2}warning +node\/node-\d is still held by a drill that is gone .*: kubectl job drill restore node-\d undoes it\n/,
    );
    const restored = await at.drill('restore', '--yes');
    expect([restored.code, restored.stdout]).toEqual([0, expect.stringMatching(/^node\/node-\d uncordoned\n$/)]);
    expect(nodesOf(at.sandbox)).toEqual(before);
    expect((await at.drill('restore', '--yes')).stdout).toBe('No node is held by a drill.\n');
  });

  test.concurrent('a cluster that is lost is waited for, and then the command is told that undoes it', async () => {
    await using at = await drilledCluster();
    await using proxy = await startFaultProxy(at.sandbox);
    const words = ['drill', 'drain', 'sweep', '--yes', '--timeout', '1s', '--undo-timeout', '1s'];
    const program = startProgram(words, proxy.env);
    await at.held();
    await proxy.goAway();
    const { code, stderr } = await program.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nerror: the node could not be let go of: .*\nkubectl job drill restore node-\d\n/);
    expect(await at.drill('restore', '--yes')).toMatchObject({ code: 0 });
    expect(nodesOf(at.sandbox).every(({ cordoned, mark }) => !cordoned && mark === undefined)).toBe(true);
  });
});

describe('drill policy', { timeout: 60_000 }, () => {
  const manifest = JSON.stringify(SWEEP);
  const ROWS = [
    /^RULE +ACTION +FIRED BY +EXPECTED +OBSERVED\n/,
    /\n0 +FailJob +exit 42 in "main" +Job failed: PodFailurePolicy +Job failed: PodFailurePolicy +ok\n/,
    /\n1 +Ignore +eviction, exit 137 in "main" +not counted +not counted +ok\n/,
    /\nnone +exit 1 in "main" +Job failed: BackoffLimitExceeded +Job failed: BackoffLimitExceeded +ok\n/,
  ];

  test.concurrent('needs no cluster for a manifest', async () => {
    const { code, stdout, stderr } = await runCli(['drill', 'policy', '-f', '-'], {
      input: manifest,
      env: { HOME: '/nonexistent' },
    });
    expect([code, stderr]).toEqual([0, '']);
    for (const row of ROWS) expect(stdout).toMatch(row);
  });

  test.concurrent('only reads the Job of a cluster', async () => {
    await using at = await drilledCluster();
    const { code, stdout } = await at.drill('policy', 'sweep');
    for (const row of ROWS) expect(stdout).toMatch(row);
    expect([code, at.sandbox.store.list('jobs').objects.length]).toEqual([0, 1]);
  });

  test.concurrent('names rules that never fire, as data too', async () => {
    const [first, second] = SWEEP.spec.podFailurePolicy.rules;
    const spec = { ...SWEEP.spec, podFailurePolicy: { rules: [first, first, second] } };
    const input = JSON.stringify({ ...SWEEP, spec });
    const { code, stdout } = await runCli(['drill', 'policy', '-f', '-', '--rule=1', '-o', 'json'], { input });
    expect([code, JSON.parse(stdout)]).toEqual([
      3,
      expect.objectContaining({
        kind: 'JobPolicyDrill',
        pass: false,
        rehearsals: [{ rule: 1, action: 'FailJob', result: 'cannot-fire', message: 'it can never fire' }],
        findings: [
          { rule: 1, severity: 'never', kind: 'shadowed', text: 'rule 0 before it matches all that it asks for' },
        ],
      }),
    ]);
  });

  test.concurrent('rehearses in the cluster itself, and leaves nothing there', async () => {
    await using at = await drilledCluster();
    const { code, stdout } = await at.drill('policy', 'sweep', '--live', '--image', 'busybox', '--yes');
    for (const row of ROWS) expect(stdout).toMatch(row);
    expect(code).toBe(0);
    expect(at.sandbox.store.list('jobs').objects.map(({ metadata }) => metadata.name)).toEqual(['sweep']);
  });

  test.concurrent('says so where nobody tells whether one may', async () => {
    await using at = await drilledCluster();
    at.sandbox.faults.add({ kind: 'answer', code: 404, resource: 'selfsubjectaccessreviews' });
    const words = ['policy', 'sweep', '--live', '--rule=0', '--image=busybox', '--yes', '-o', 'json'];
    const { code, stdout, stderr } = await at.drill(...words);
    const said = 'whether you may do all this cannot be asked: the server could not find the requested resource';
    expect(stderr).toContain(`warning: ${said}\n`);
    expect(JSON.parse(stdout).warnings).toEqual([said]);
    expect(code).toBe(0);
  });

  test.concurrent('Ctrl-C deletes the copy', async () => {
    await using at = await drilledCluster();
    const program = startProgram(['drill', 'policy', 'sweep', '--live', '--yes', '--rule', '1'], at.env);
    const copies = () =>
      at.sandbox.store.list('jobs').objects.filter(({ metadata }) => metadata.name.startsWith('drill-'));
    while (copies().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    program.kill('SIGINT');
    expect((await program.ended).code).toBe(130);
    expect(copies()).toEqual([]);
  });

  test.concurrent.each([
    [
      'a Job without a policy',
      { ...SWEEP, spec: { ...SWEEP.spec, podFailurePolicy: undefined } },
      [],
      /has no podFailurePolicy/,
    ],
    ['a rule that is not there', SWEEP, ['--rule', '7'], /has no rule 7\nIts rules are 0 to 1\./],
  ])('%s is told', async (_, job, words, said) => {
    const { code, stderr } = await runCli(['drill', 'policy', '-f', '-', ...words], { input: JSON.stringify(job) });
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  });
});
