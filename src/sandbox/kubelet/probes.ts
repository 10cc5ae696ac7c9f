/**
 * Probes (Kubernetes 1.36, pkg/kubelet/prober). A command really runs in the container. Nothing listens in a container here, so a probe over HTTP,
 * TCP or gRPC succeeds where the container declares the port that it asks, and fails where it does not.
 */
import { type Fields, fieldAt, listAt, numberAt, textAt, textsAt } from '../api/fields.ts';
import { StartFault } from '../containers/container.ts';
import { NULL_STREAM, sink } from '../containers/processes/streams.ts';
import { SAID } from './pod-events.ts';
import type { ContainerRecord } from './records.ts';
import type { Run } from './run.ts';
import type { PodLife } from './services.ts';

/** Probes that go on. */
export interface Probing {
  /** Whether the container is killed because of a probe. */
  hasFailed(): boolean;
  stop(): void;
}

/** Begins to probe a run; without probes it has started and is ready at once. */
export function startProbes(life: PodLife, record: ContainerRecord, run: Run): Probing {
  let isStopped = false;
  let hasFailed = false;
  const isOver = () => isStopped;
  const fail = (kind: string) => {
    hasFailed = true;
    kill(life, { record, run }, kind);
  };
  const startup = probeOf(record, 'startupProbe');
  const readiness = probeOf(record, 'readinessProbe');
  record.isStarted = startup === undefined;
  record.isReady = record.role !== 'init' && startup === undefined && readiness === undefined;
  const begin = () => {
    if (readiness) void watchReadiness(life, { record, run, probe: readiness, isOver });
    else if (!record.isReady && record.role !== 'init') record.isReady = true;
    const liveness = probeOf(record, 'livenessProbe');
    if (liveness) void watchLiveness(life, { record, run, probe: liveness, isOver }, fail);
  };
  if (startup) void waitForStartup(life, { record, run, probe: startup, isOver }, { begin, fail });
  else begin();
  return {
    hasFailed: () => hasFailed,
    stop() {
      isStopped = true;
    },
  };
}

function probeOf({ spec }: ContainerRecord, name: string): Fields | undefined {
  const probe = fieldAt(spec, name);
  return typeof probe === 'object' && probe !== null ? { ...probe } : undefined;
}

interface Watched {
  readonly record: ContainerRecord;
  readonly run: Run;
  readonly probe: Fields;
  readonly isOver: () => boolean;
}

const secondsOf = (probe: Fields, field: string, fallback: number) => 1000 * (numberAt(probe, field) ?? fallback);

interface Startup {
  begin(): void;
  fail(kind: string): void;
}

async function waitForStartup(life: PodLife, watched: Watched, { begin, fail }: Startup): Promise<void> {
  const { record, isOver } = watched;
  const isUp = await watchUntil(life, watched);
  if (isOver()) return;
  if (!isUp) return fail('Startup');
  record.isStarted = true;
  begin();
  life.report();
}

/** Probes until it has succeeded, or has failed too often. */
async function watchUntil(life: PodLife, { record, run, probe, isOver }: Watched): Promise<boolean> {
  await firstProbe(life, probe);
  for (let failures = 0; !isOver(); ) {
    const result = await ask(life, { record, run, probe, isOver });
    if (isOver()) return false;
    if (result === undefined) return true;
    failures += 1;
    life.say(SAID.unhealthy('Startup', result), record);
    if (failures >= (numberAt(probe, 'failureThreshold') ?? 3)) return false;
    await life.pause(secondsOf(probe, 'periodSeconds', 10));
  }
  return false;
}

async function watchLiveness(life: PodLife, watched: Watched, fail: (kind: string) => void): Promise<void> {
  const { record, probe, isOver } = watched;
  await firstProbe(life, probe);
  for (let failures = 0; !isOver() && !life.isEnding; ) {
    const result = await ask(life, watched);
    if (isOver()) return;
    failures = result === undefined ? 0 : failures + 1;
    if (result !== undefined) life.say(SAID.unhealthy('Liveness', result), record);
    if (failures >= (numberAt(probe, 'failureThreshold') ?? 3)) return fail('Liveness');
    await life.pause(secondsOf(probe, 'periodSeconds', 10));
  }
}

/** Probes come in the pod's own rhythm, which began with it; the first is the first after the container's initial delay. */
async function firstProbe(life: PodLife, probe: Fields): Promise<void> {
  const { clock } = life.services;
  const periodMs = secondsOf(probe, 'periodSeconds', 10);
  const earliestMs = clock.now() + secondsOf(probe, 'initialDelaySeconds', 0);
  const beats = Math.ceil((earliestMs - life.record.startMs) / periodMs);
  await life.pause(life.record.startMs + beats * periodMs - clock.now());
}

/** Ends a run that a probe has found to be ill. */
function kill(life: PodLife, { record, run }: Pick<Watched, 'record' | 'run'>, kind: string): void {
  const isRestarted = (textAt(record.spec, 'restartPolicy') || life.restartPolicy) !== 'Never';
  life.say(SAID.killingUnhealthy(record.name, kind.toLowerCase(), isRestarted), record);
  run.term();
  const grace =
    numberAt(record.spec, `${kind.toLowerCase()}Probe.terminationGracePeriodSeconds`) ??
    numberAt(life.pod, 'spec.terminationGracePeriodSeconds') ??
    30;
  life.after(grace * 1000, () => run.kill());
}

async function watchReadiness(life: PodLife, { record, run, probe, isOver }: Watched): Promise<void> {
  await life.pause(secondsOf(probe, 'initialDelaySeconds', 0));
  let successes = 0;
  let failures = 0;
  while (!isOver()) {
    const result = await ask(life, { record, run, probe, isOver });
    if (isOver()) return;
    successes = result === undefined ? successes + 1 : 0;
    failures = result === undefined ? 0 : failures + 1;
    if (result !== undefined) life.say(SAID.unhealthy('Readiness', result), record);
    const isReady = record.isReady
      ? failures < (numberAt(probe, 'failureThreshold') ?? 3)
      : successes >= (numberAt(probe, 'successThreshold') ?? 1);
    if (isReady !== record.isReady) {
      record.isReady = isReady;
      life.report();
    }
    await life.pause(secondsOf(probe, 'periodSeconds', 10));
  }
}

/** Asks once: undefined where all is well, else why not. */
async function ask(life: PodLife, { record, run, probe }: Watched): Promise<string | undefined> {
  const command = textsAt(probe, 'exec.command');
  if (command.length > 0)
    return run.container
      ? await askCommand(life, run.container, { command, timeoutMs: secondsOf(probe, 'timeoutSeconds', 1) })
      : undefined;
  const port = fieldAt(probe, 'httpGet.port') ?? fieldAt(probe, 'tcpSocket.port') ?? fieldAt(probe, 'grpc.port');
  const isDeclared = listAt(record.spec, 'ports').some(
    (one) => one.containerPort === port || textAt(one, 'name') === port,
  );
  if (isDeclared) return undefined;
  const where = `${life.address}:${String(port)}`;
  return fieldAt(probe, 'httpGet') === undefined
    ? `dial tcp ${where}: connect: connection refused`
    : `Get "http://${where}${textAt(probe, 'httpGet.path') || '/'}": dial tcp ${where}: connect: connection refused`;
}

async function askCommand(
  life: PodLife,
  container: NonNullable<Run['container']>,
  { command, timeoutMs }: { readonly command: readonly string[]; readonly timeoutMs: number },
): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  const output = sink((bytes) => void pieces.push(bytes));
  const tooLong = new AbortController();
  const cancel = life.after(timeoutMs, () => tooLong.abort());
  try {
    const code = await container.exec(command, { stdin: NULL_STREAM, stdout: output, stderr: output }, tooLong.signal);
    if (tooLong.signal.aborted)
      return `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeoutMs / 1000}s`;
    return code === 0 ? undefined : Buffer.concat(pieces).toString();
  } catch (error) {
    if (error instanceof StartFault) return error.message;
    throw error;
  } finally {
    cancel();
  }
}
