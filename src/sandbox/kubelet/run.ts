/** One run of a container on the runtime, or what the scenario has run in its place. */
import { fieldAt, mapAt, numberAt, textAt } from '../api/fields.ts';
import { Container, StartFault } from '../containers/container.ts';
import type { ContainerLog } from '../containers/container-log.ts';
import { FileError } from '../containers/files/file-error.ts';
import { replacesRun } from '../scenario/pod-override.ts';
import { nanosOf } from '../validation/resources.ts';
import { environmentOf, wordsOf } from './environment.ts';
import { hostsFile, podNetwork, resolverFile } from './pod-network.ts';
import type { ContainerRecord } from './records.ts';
import { scriptedRun } from './scripted-run.ts';
import type { PodLife } from './services.ts';
import { mountsOf } from './volumes.ts';

/** How a run ended. */
export interface RunEnd {
  readonly code: number;
  readonly isOutOfMemory: boolean;
  /** Its termination message. */
  readonly message: string;
}

/** Something that runs. */
export interface Run {
  readonly ended: Promise<RunEnd>;
  /** SIGTERM, or what the image would rather have. */
  term(): void;
  /** SIGKILL. */
  kill(): void;
  /** The container, where a real one runs. */
  readonly container: Container | undefined;
}

/** A container that the runtime cannot start: its words. */
export class StartRefused extends Error {
  constructor(why: string) {
    super(
      `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}`,
    );
  }
}

/** Starts a run. Throws a `ConfigFault` or a `StartRefused`. */
export function startRun(life: PodLife, record: ContainerRecord, containerID: string): Run {
  const log = life.services.logs.begin(containerID);
  const { override } = life;
  if (override && replacesRun(override) && record.role === 'main') return scriptedRun(life, override, log);
  const container = startContainer(life, record, log);
  const onTerm = record.role === 'main' ? override?.onTerm : undefined;
  let forced: number | undefined;
  const end = (code: number) => {
    forced = code;
    container.kill();
  };
  return {
    container,
    ended: container.ended.then(({ code, isOutOfMemory }) => ({
      code: forced ?? code,
      isOutOfMemory,
      message: messageOf(record, { container, log, code }),
    })),
    term() {
      if (onTerm === 'ignore') return;
      if (onTerm) life.after(onTerm.afterMs, () => end(onTerm.exitCode));
      else container.signal(textAt(record.spec, 'lifecycle.stopSignal').replace(/^SIG/, '') || 'TERM');
    },
    kill: () => container.kill(),
  };
}

const DEFAULT_MEMORY = 64 * 1024 * 1024;
/** What a shell takes by itself. */
const OWN_MEMORY = 2 * 1024 * 1024;

function startContainer(life: PodLife, record: ContainerRecord, log: ContainerLog): Container {
  const { services, pod, random } = life;
  const { spec } = record;
  const env = environmentOf(life.source(), spec);
  const hostname = hostnameOf(life);
  const on = {
    store: services.store,
    pod,
    address: life.address,
    hostname,
    podAt: (address: string) => services.podAt(address),
    dns: services.dns,
  };
  try {
    return new Container(
      { clock: services.clock, random, tools: services.tools },
      {
        image: textAt(spec, 'image'),
        command: wordsOf(spec, 'command', env),
        args: wordsOf(spec, 'args', env),
        env,
        cwd: textAt(spec, 'workingDir') || '/',
        mounts: mountsOf(spec, life.volumes, { env, nowMs: services.clock.now() }),
        hostname,
        hosts: hostsFile(on),
        resolver: resolverFile(pod),
        network: podNetwork(on),
        memoryLimit: memoryOf(record),
        user: userOf(life, record),
        isReadOnly: fieldAt(spec, 'securityContext.readOnlyRootFilesystem') === true,
        foreign: life.override?.unknownProgram ?? services.foreign,
        log,
      },
    );
  } catch (error) {
    if (error instanceof StartFault || error instanceof FileError) throw new StartRefused(error.message);
    throw error;
  }
}

function hostnameOf({ pod }: PodLife): string {
  const override = textAt(pod, 'spec.hostnameOverride');
  return (override || textAt(pod, 'spec.hostname') || pod.metadata.name).slice(0, 63);
}

function memoryOf({ spec }: ContainerRecord): number {
  const limit = mapAt(spec, 'resources.limits').memory;
  if (limit === undefined) return DEFAULT_MEMORY;
  return Math.min(DEFAULT_MEMORY, Number(nanosOf(limit) / 1_000_000_000n) - OWN_MEMORY);
}

function userOf({ pod }: PodLife, { spec }: ContainerRecord): { readonly uid: number; readonly gid: number } {
  const own = (field: string) =>
    numberAt(spec, `securityContext.${field}`) ?? numberAt(pod, `spec.securityContext.${field}`) ?? 0;
  return { uid: own('runAsUser'), gid: own('runAsGroup') };
}

/** What the container left in its termination log; where it failed and left nothing, the end of its log if the spec says so. */
function messageOf(
  { spec }: ContainerRecord,
  { container, log, code }: { readonly container: Container; readonly log: ContainerLog; readonly code: number },
): string {
  const own = container.terminationMessage(textAt(spec, 'terminationMessagePath') || '/dev/termination-log');
  const fallsBack = textAt(spec, 'terminationMessagePolicy') === 'FallbackToLogsOnError' && code !== 0;
  return own === '' && fallsBack ? log.tail(80, 2048) : own;
}
