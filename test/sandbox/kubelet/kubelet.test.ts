/** What becomes of pods: their states in order, their events, and what is said of them. */
import { describe, expect, test } from 'vitest';
import { type Fields, fieldAt, listAt, numberAt, textAt } from '../../../src/sandbox/api/fields.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';
import { sequence } from './compact.ts';
import { type KubeletCluster, kubeletCluster, podOf } from './kubelet-cluster.ts';

const isRunning = (pod: StoredObject | undefined) => textAt(pod, 'status.phase') === 'Running';
const isGone = (pod: StoredObject | undefined) => pod === undefined;
const hasEnded = (pod: StoredObject | undefined) => /^(Succeeded|Failed)$/.test(textAt(pod, 'status.phase'));
const mainOf = (pod: unknown) => listAt(pod, 'status.containerStatuses')[0];
const tailOf = (cluster: KubeletCluster, name: string, from: string) => {
  const all = sequence(cluster.states({ resource: 'pods', namespace: 'default', name }));
  return all.slice(all.indexOf(from));
};
const RUNNING = 'Running True main=running';

describe('a pod that is deleted', () => {
  test('hears SIGTERM, is killed after its grace period, tells how it ended, and goes (recordings success-policy, deadline)', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('sleep 100'));
    await cluster.until(ref, isRunning);
    const askedMs = cluster.clock.now();
    cluster.writer.remove(ref);
    await cluster.until(ref, isGone);
    expect(tailOf(cluster, 'a', RUNNING)).toEqual([
      RUNNING,
      'Running True deleted main=running',
      'Failed False:PodFailed deleted main=Error(137)',
      'gone',
    ]);
    expect(Math.round((cluster.clock.now() - askedMs) / 1000)).toBe(31);
    expect(cluster.events(ref)).toEqual(['Pulled', 'Created', 'Started', 'Killing']);
    const last = cluster.states(ref).at(-2);
    expect(last?.metadata.deletionGracePeriodSeconds).toBe(0);
    expect(numberAt(last, 'status.observedGeneration')).toBe(2);
  });

  test('may finish its work in time, and has then succeeded (recording policy-ignore)', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('sleep 10; echo done'));
    await cluster.until(ref, isRunning);
    cluster.writer.patch(ref, {
      status: {
        conditions: [
          { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' },
          ...listAt(cluster.store.get('pods', 'default', 'a'), 'status.conditions'),
        ],
      },
    });
    cluster.writer.remove(ref);
    await cluster.until(ref, isGone);
    expect(tailOf(cluster, 'a', RUNNING).slice(1)).toEqual([
      'Running True disrupted main=running',
      'Running True deleted disrupted main=running',
      'Succeeded False:PodCompleted deleted disrupted main=Completed(0)',
      'gone',
    ]);
  });

  test('stays as long as somebody holds it', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('trap "exit 3" TERM; sleep 100 & wait'), { finalizers: ['example.com/hold'] });
    await cluster.until(ref, isRunning);
    cluster.writer.remove(ref);
    await cluster.seconds(60);
    expect(sequence(cluster.states(ref)).at(-1)).toBe('Failed False:PodFailed deleted main=Error(3)');
    cluster.writer.update(ref, ({ metadata: { finalizers: _, ...metadata }, ...pod }) => ({ ...pod, metadata }));
    expect(cluster.store.get('pods', 'default', 'a')).toBeUndefined();
  });

  test('at once is gone at once, whatever runs', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('sleep 100'));
    await cluster.until(ref, isRunning);
    cluster.writer.remove(ref, { gracePeriodSeconds: 0 });
    expect(cluster.store.get('pods', 'default', 'a')).toBeUndefined();
  });

  test('before it began was never seen to run', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('echo never'));
    cluster.writer.remove(ref);
    await cluster.until(ref, isGone);
    expect(sequence(cluster.states(ref)).slice(-2)).toEqual([
      'Failed False:PodFailed deleted main=ContainerStatusUnknown(137)',
      'gone',
    ]);
  });

  test('while its container was being started was started all the same, and then stopped (seen: deadline)', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('trap "exit 5" TERM; sleep 60 & wait'));
    await cluster.until(ref, (pod) => listAt(pod, 'status.containerStatuses').length > 0);
    cluster.writer.remove(ref);
    await cluster.until(ref, isGone);
    expect(sequence(cluster.states(ref)).slice(-2)).toEqual(['Failed False:PodFailed deleted main=Error(5)', 'gone']);
  });
});

describe('containers that end badly', () => {
  test('are started again under OnFailure, ever later', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('echo "run $(date +%s)"; exit 1', { restartPolicy: 'OnFailure' }));
    await cluster.until(ref, (pod) => numberAt(mainOf(pod), 'restartCount') === 4);
    const pod = cluster.store.get('pods', 'default', 'a');
    expect(textAt(pod, 'status.phase')).toBe('Running');
    expect(numberAt(mainOf(pod), 'lastState.terminated.exitCode')).toBe(1);
    const starts = new Set(
      cluster.states(ref).flatMap((state) => textAt(mainOf(state), 'state.running.startedAt') || []),
    );
    const seconds = [...starts].map((start) => Date.parse(start) / 1000);
    const gaps = seconds.slice(1).map((at, i) => at - (seconds[i] ?? 0));
    // The kubelet looks every 10 to 15 s whether the wait is over.
    const late = gaps.map((gap, i) => gap - ([0, 10, 20, 40][i] ?? 0));
    expect(late.filter((seconds) => seconds < 0 || seconds > 18)).toEqual([]);
    const waiting = cluster.states(ref).map((state) => textAt(mainOf(state), 'state.waiting.message'));
    expect(waiting).toContain(`back-off 20s restarting failed container=main pod=a_default(${pod?.metadata.uid})`);
    expect(cluster.events(ref).filter((event) => event.startsWith('BackOff'))).toHaveLength(1);
  });

  test('their last log can be asked for', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run(
      'a',
      podOf(
        'echo "$HOSTNAME $SECONDS"; test -e /shared/again && sleep 60; touch /shared/again; exit 1',
        {
          restartPolicy: 'OnFailure',
          volumes: [{ name: 'shared', emptyDir: {} }],
        },
        { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] },
      ),
    );
    await cluster.until(
      ref,
      (pod) =>
        numberAt(mainOf(pod), 'restartCount') === 1 &&
        isRunning(pod) &&
        fieldAt(mainOf(pod), 'state.running') !== undefined,
    );
    expect(await cluster.log(ref, 'main', true)).toBe('a 0\n');
    await expect(cluster.log(cluster.run('b', podOf('sleep 5')), 'main', true)).rejects.toThrow('not available');
  });

  test('fail the pod under Never, with their message', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('echo -n "disk full" > /dev/termination-log; exit 28'));
    const pod = await cluster.until(ref, hasEnded);
    expect(fieldAt(mainOf(pod), 'state.terminated')).toMatchObject({
      exitCode: 28,
      reason: 'Error',
      message: 'disk full',
    });
  });

  test('that their image does not have cannot start', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('true', {}, { image: 'busybox' }));
    const pod = await cluster.until(ref, hasEnded);
    expect(fieldAt(mainOf(pod), 'state.terminated')).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message: expect.stringContaining('exec: "bash": executable file not found in $PATH'),
    });
  });
});

describe('containers before others', () => {
  const withInit = (init: Fields, script = 'cat /data/found'): Fields => ({
    ...podOf(
      script,
      { volumes: [{ name: 'work', emptyDir: {} }] },
      { volumeMounts: [{ name: 'work', mountPath: '/data' }] },
    ),
    initContainers: [{ name: 'before', image: 'bash', volumeMounts: [{ name: 'work', mountPath: '/data' }], ...init }],
  });

  test('prepare what they share', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', withInit({ command: ['bash', '-c', 'sleep 3; echo it > /data/found'] }));
    await cluster.until(ref, hasEnded);
    expect(await cluster.log(ref)).toBe('it\n');
    expect(sequence(cluster.states(ref)).slice(1)).toEqual([
      'Pending False:ContainersNotReady before=PodInitializing main=PodInitializing',
      'Pending False:ContainersNotReady before=running unready main=PodInitializing',
      'Pending False:ContainersNotReady before=Completed(0) main=PodInitializing',
      'Running True before=Completed(0) main=running',
      'Running False:PodCompleted before=Completed(0) main=Completed(0)',
      'Succeeded False:PodCompleted before=Completed(0) main=Completed(0)',
    ]);
  });

  test('fail the pod when they fail, and nothing else runs', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', withInit({ command: ['bash', '-c', 'exit 9'] }));
    const pod = await cluster.until(ref, hasEnded);
    expect(sequence([pod])).toEqual(['Failed False:PodFailed before=Error(9) main=PodInitializing']);
    expect(await cluster.log(ref, 'before')).toBe('');
    await expect(cluster.log(ref)).rejects.toThrow('container "main" in pod "a" is waiting to start: PodInitializing');
  });

  test('may go on beside the others, and end after them', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run(
      'a',
      withInit(
        {
          restartPolicy: 'Always',
          command: ['bash', '-c', 'trap "exit 0" TERM; echo up > /data/found; sleep 1000 & wait'],
        },
        'sleep 5; cat /data/found',
      ),
    );
    const pod = await cluster.until(ref, hasEnded);
    expect(sequence([pod])).toEqual(['Succeeded False:PodCompleted before=Completed(0) main=Completed(0)']);
    expect(await cluster.log(ref)).toBe('up\n');
  });
});

describe('what a container finds', () => {
  test('its environment', async () => {
    using cluster = kubeletCluster();
    cluster.writer.create('configmaps', {
      metadata: { name: 'cfg', namespace: 'default' },
      data: { MODE: 'fast', KEY: 'v' },
    });
    cluster.writer.create('secrets', {
      metadata: { name: 'sec', namespace: 'default' },
      data: { token: Buffer.from('hush').toString('base64') },
    });
    const env = [
      { name: 'PLAIN', value: 'x' },
      { name: 'JOINED', value: '$(PLAIN)-$(NONE)-$$(PLAIN)' },
      { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'sec', key: 'token' } } },
      { name: 'MEM', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
    ];
    const script =
      'echo $PLAIN $JOINED $LABEL $NODE $IP $TOKEN $MEM $cfg_MODE $KUBERNETES_SERVICE_HOST $HOSTNAME $(hostname) $PWD; grep a-0 /etc/hosts | wc -l';
    const ref = cluster.run(
      'a',
      podOf(
        script,
        { hostname: 'a-0' },
        {
          env,
          envFrom: [{ prefix: 'cfg_', configMapRef: { name: 'cfg' } }],
          workingDir: '/data/in',
          resources: { limits: { memory: '48Mi' } },
        },
      ),
      { labels: { app: 'film' } },
    );
    await cluster.until(ref, hasEnded);
    expect(await cluster.log(ref)).toBe(
      'x x-$(NONE)-$(PLAIN) film node-1 10.244.1.2 hush 48 fast 10.96.0.1 a-0 a-0 /data/in\n1\n',
    );
  });

  test('its volumes', async () => {
    using cluster = kubeletCluster();
    cluster.writer.create('configmaps', { metadata: { name: 'cfg', namespace: 'default' }, data: { a: '1', b: '2' } });
    const volumes = [
      { name: 'cfg', configMap: { name: 'cfg', items: [{ key: 'b', path: 'deep/b.txt' }] } },
      { name: 'down', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
      { name: 'host', hostPath: { path: '/srv/keep' } },
    ];
    const volumeMounts = [
      { name: 'cfg', mountPath: '/cfg', readOnly: true },
      { name: 'down', mountPath: '/down' },
      { name: 'host', mountPath: '/host', subPath: 'in' },
    ];
    const script =
      'cat /cfg/deep/b.txt /down/labels; echo; ls /cfg; echo x > /cfg/new; echo kept >> /host/f; cat /host/f';
    for (const name of ['a', 'b'])
      await cluster.until(
        cluster.run(name, podOf(script, { volumes }, { volumeMounts }), { labels: { app: 'film' } }),
        hasEnded,
      );
    expect(await cluster.log({ resource: 'pods', namespace: 'default', name: 'b' })).toBe(
      '2app="film"\ndeep\nbash: line 1: /cfg/new: Read-only file system\nkept\nkept\n',
    );
  });

  test('nothing, while what configures it is not there', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run(
      'a',
      podOf(
        'echo $MODE',
        {},
        { env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'mode' } } }] },
      ),
    );
    await cluster.until(ref, (pod) => textAt(mainOf(pod), 'state.waiting.reason') === 'CreateContainerConfigError');
    expect(cluster.events(ref)).toContain('Failed');
    cluster.writer.create('configmaps', { metadata: { name: 'cfg', namespace: 'default' }, data: { mode: 'late' } });
    await cluster.until(ref, hasEnded);
    expect(await cluster.log(ref)).toBe('late\n');
  });

  test('nor while a volume is not', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('true', { volumes: [{ name: 'cfg', configMap: { name: 'cfg' } }] }));
    await cluster.seconds(30);
    expect(sequence(cluster.states(ref)).at(-1)).toBe('Pending False:ContainersNotReady main=ContainerCreating');
    expect(cluster.events(ref)).toEqual([expect.stringMatching(/^FailedMount ×\d/)]);
  });
});

describe('a pod', () => {
  test('may have a deadline of its own', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('trap "exit 0" TERM; sleep 100 & wait', { activeDeadlineSeconds: 5 }));
    const pod = await cluster.until(ref, hasEnded);
    expect(pod?.status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
  });

  test('on a node that is lost goes on, and is told of when it is back', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('echo working; sleep 60; exit 4'));
    await cluster.until(ref, isRunning);
    cluster.nodeHealth.lose('node-1');
    await cluster.seconds(300);
    expect(sequence(cluster.states(ref)).at(-1)).toBe(RUNNING);
    cluster.nodeHealth.restore('node-1');
    expect(sequence([cluster.store.get('pods', 'default', 'a')])).toEqual(['Failed False:PodFailed main=Error(4)']);
  });

  test('is ready when its probe says so', async () => {
    using cluster = kubeletCluster();
    const readinessProbe = {
      exec: { command: ['test', '-e', '/tmp/ready'] },
      periodSeconds: 2,
      failureThreshold: 3,
      successThreshold: 1,
      timeoutSeconds: 1,
    };
    const ref = cluster.run('a', podOf('sleep 10; touch /tmp/ready; sleep 20', {}, { readinessProbe }));
    await cluster.until(ref, hasEnded);
    expect(sequence(cluster.states(ref))).toContain('Running False:ContainersNotReady main=running unready');
    expect(sequence(cluster.states(ref))).toContain(RUNNING);
  });

  test('is started again when it is not alive', async () => {
    using cluster = kubeletCluster();
    const livenessProbe = {
      exec: { command: ['false'] },
      initialDelaySeconds: 3,
      periodSeconds: 1,
      failureThreshold: 2,
      successThreshold: 1,
      timeoutSeconds: 1,
    };
    const ref = cluster.run(
      'a',
      podOf('trap "exit 1" TERM; sleep 1000 & wait', { restartPolicy: 'Always' }, { livenessProbe }),
    );
    await cluster.until(ref, (pod) => numberAt(mainOf(pod), 'restartCount') === 2);
    expect(cluster.events(ref)).toEqual(['Pulled ×3', 'Created ×3', 'Started ×3', 'Unhealthy ×4', 'Killing ×2']);
    // The kubelet ends and starts it in one go: nobody sees it ended.
    expect(sequence(cluster.states(ref)).filter((state) => /Error|CrashLoopBackOff/.test(state))).toEqual([]);
    const killing = cluster.store.list('events').objects.find(({ reason }) => reason === 'Killing');
    expect(killing?.message).toBe('Container main failed liveness probe, will be restarted');
  });

  test('is not started again under Never, and its event says so', async () => {
    using cluster = kubeletCluster();
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 };
    const ref = cluster.run('a', podOf('trap "exit 3" TERM; sleep 1000 & wait', {}, { livenessProbe }));
    expect(sequence([await cluster.until(ref, hasEnded)])).toEqual(['Failed False:PodFailed main=Error(3)']);
    const killing = cluster.store.list('events').objects.find(({ reason }) => reason === 'Killing');
    expect(killing?.message).toBe('Container main failed liveness probe');
  });

  test('is probed in its own rhythm, whenever its container has started', async () => {
    using cluster = kubeletCluster();
    const livenessProbe = { exec: { command: ['true'] }, initialDelaySeconds: 1, periodSeconds: 30 };
    const script = 'echo $(($(date +%s) - START)); sleep 1000';
    const startupProbe = {
      exec: { command: ['sh', '-c', 'date +%s >> /tmp/probed; test $(wc -l < /tmp/probed) = 3'] },
    };
    const probed = { ...startupProbe, periodSeconds: 7, failureThreshold: 9 };
    const ref = cluster.run('a', podOf(script, {}, { livenessProbe, startupProbe: probed }));
    await cluster.until(ref, (pod) => fieldAt(mainOf(pod), 'started') === true);
    const begun = Date.parse(textAt(cluster.store.get('pods', 'default', 'a'), 'status.startTime'));
    expect(Math.round((cluster.clock.now() - begun) / 1000)).toBe(21);
  });

  test('whose image has no name that can be read is asked about again and again', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('true', {}, { image: 'Busy' }));
    await cluster.seconds(20);
    expect(sequence(cluster.states(ref)).at(-1)).toBe('Pending False:ContainersNotReady main=InvalidImageName');
    expect(cluster.events(ref)).toEqual(['InspectFailed ×3', 'Failed ×3']);
  });

  test('of which one image is not there runs its other containers', async () => {
    using cluster = kubeletCluster();
    const pod = podOf('echo here', {}, {});
    const containers = [{ name: 'other', image: 'no-such-image' }, ...listAt({ pod }, 'pod.containers')];
    const ref = cluster.run('a', { ...pod, containers });
    await cluster.seconds(10);
    expect(await cluster.log(ref)).toBe('here\n');
  });

  test('that is deleted while a container waits for its restart ends as that one did', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('exit 3', { restartPolicy: 'OnFailure' }));
    await cluster.until(ref, (pod) => textAt(mainOf(pod), 'state.waiting.reason') === 'CrashLoopBackOff');
    cluster.writer.remove(ref);
    await cluster.seconds(60);
    expect(sequence(cluster.states(ref)).slice(-2)).toEqual(['Failed False:PodFailed deleted main=Error(3)', 'gone']);
    expect(cluster.events(ref)).not.toContain('Killing');
  });

  test('whose image is not there waits for it, as recorded (image-pull)', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('true', {}, { image: 'docker.io/library/no-such-image:1' }));
    await cluster.seconds(45);
    expect(sequence(cluster.states(ref)).slice(1, 5)).toEqual(
      ['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff', 'ErrImagePull'].map(
        (reason) => `Pending False:ContainersNotReady main=${reason}`,
      ),
    );
    expect(cluster.events(ref).map((event) => event.replace(/ .*/, ''))).toEqual([
      'Pulling',
      'Failed',
      'Failed',
      'BackOff',
      'Failed',
    ]);
  });

  test('whose hooks and directories are not as they should be harms nobody else', async () => {
    using cluster = kubeletCluster();
    const lifecycle = {
      postStart: { exec: { command: ['no-such-hook'] } },
      preStop: { exec: { command: ['no-such-hook'] } },
    };
    const hooked = cluster.run('hooked', podOf('sleep 5', {}, { lifecycle }));
    const misplaced = cluster.run('misplaced', podOf('true', {}, { workingDir: '/etc/passwd/in' }));
    const full = cluster.run('full', podOf('exec > /tmp/full 2>&1; yes; echo never'));
    expect(sequence([await cluster.until(hooked, hasEnded)])).toEqual(['Failed False:PodFailed main=Error(137)']);
    expect(cluster.events(hooked)).toContain('FailedPostStartHook');
    expect(sequence([await cluster.until(misplaced, hasEnded)])).toEqual([
      'Failed False:PodFailed main=StartError(128)',
    ]);
    expect(textAt(await cluster.until(full, hasEnded), 'status.phase')).toBe('Failed');
  });

  test('takes commands while it runs', async () => {
    using cluster = kubeletCluster();
    const ref = cluster.run('a', podOf('echo hello > /tmp/said; sleep 30'));
    const pod = await cluster.until(ref, isRunning);
    const said: string[] = [];
    const streams = {
      stdout: (bytes: Uint8Array) => void said.push(Buffer.from(bytes).toString()),
      stderr: (bytes: Uint8Array) => void said.push(`! ${Buffer.from(bytes)}`),
      tty: false,
    };
    const exec = (command: readonly string[], stdin?: AsyncIterable<Uint8Array>) =>
      cluster.kubelet.exec(
        { pod: pod as StoredObject, container: 'main', command, ...(stdin ? { stdin } : {}), ...streams },
        new AbortController().signal,
      );
    async function* typed() {
      yield Buffer.from('one\n');
      yield Buffer.from('two\n');
    }
    expect(await exec(['cat', '/tmp/said'])).toBe(0);
    expect(await exec(['sh', '-c', 'while read l; do echo "<$l>"; done; ls /nope; exit 7'], typed())).toBe(7);
    expect(said.join('')).toBe('hello\n<one>\n<two>\n! ls: /nope: No such file or directory\n');
    await cluster.until(ref, hasEnded);
    await expect(exec(['true'])).rejects.toThrow('container not found ("main")');
  });
});
