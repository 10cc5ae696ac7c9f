/** Runs one container by itself, on a clock that leaps. */

import type { Clock } from '../../../src/sandbox/clock.ts';
import { Container, type ContainerStart } from '../../../src/sandbox/containers/container.ts';
import { ContainerLog } from '../../../src/sandbox/containers/container-log.ts';
import { toolRunner } from '../../../src/sandbox/containers/tool-runner.ts';
import { leapingClock } from '../../../src/sandbox/leaping-clock.ts';
import { seededRandom } from '../../../src/sandbox/random.ts';

/** What a container came to. */
export interface Ran {
  readonly code: number;
  readonly output: string;
  /** Each line, after the seconds since the beginning. */
  readonly timed: readonly string[];
  readonly isOutOfMemory: boolean;
  readonly seconds: number;
}

/** Where the test begins: 2026-01-01. */
export const BEGIN_MS = Date.UTC(2026, 0, 1);

/** How to run it; `during` is called with the container and its clock. */
export interface Running extends Partial<ContainerStart> {
  readonly during?: (container: Container, clock: Clock) => void;
}

/** Runs a command to its end. */
export async function ranCommand(command: readonly string[], { during, ...more }: Running = {}): Promise<Ran> {
  const clock = leapingClock(BEGIN_MS);
  const log = new ContainerLog(() => clock.now());
  const container = new Container(
    { clock, random: seededRandom(1), tools: toolRunner(clock) },
    {
      image: 'registry.example/app:1',
      command,
      args: [],
      env: {},
      cwd: '/',
      mounts: [],
      hostname: 'pod-0',
      hosts: '127.0.0.1\tlocalhost\n',
      resolver: 'nameserver 10.96.0.10\n',
      network: {
        address: '10.244.1.2',
        resolve: () => ({ is: 'not found' }),
        isUp: () => false,
        connect: () => 'unreachable',
      },
      memoryLimit: 64 * 1024 * 1024,
      user: { uid: 0, gid: 0 },
      isReadOnly: false,
      foreign: { ms: 2000, code: 0 },
      log,
      ...more,
    },
  );
  during?.(container, clock);
  const { code, isOutOfMemory } = await container.ended;
  const lines = [...log.lines()];
  return {
    code,
    isOutOfMemory,
    output: Buffer.concat(lines.map(({ text }) => text)).toString(),
    timed: lines.map(
      ({ text, timeMs }) => `${Math.floor((timeMs - BEGIN_MS) / 1000)} ${Buffer.from(text).toString().trimEnd()}`,
    ),
    seconds: (clock.now() - BEGIN_MS) / 1000,
  };
}

/** Runs a script of bash. */
export function ranScript(script: string, running: Running = {}): Promise<Ran> {
  return ranCommand(['bash', '-c', script], running);
}
