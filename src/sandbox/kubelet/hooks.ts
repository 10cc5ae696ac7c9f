/** What a container asks to be done when it has started, and before it ends (Kubernetes 1.36, pkg/kubelet/lifecycle/handlers.go). */
import { fieldAt, numberAt, textsAt } from '../api/fields.ts';
import { type Container, StartFault } from '../containers/container.ts';
import { NULL_STREAM } from '../containers/processes/streams.ts';
import { SAID } from './pod-events.ts';
import type { ContainerRecord } from './records.ts';
import type { Run } from './run.ts';
import type { PodLife } from './services.ts';

/** Which hook of which run. */
export interface Hook {
  readonly run: Run;
  readonly hook: 'postStart' | 'preStop';
}

/** Runs a hook, if the container has it: a command in it, or a pause. One over HTTP does nothing: nothing listens in a container. */
export async function runHook(life: PodLife, record: ContainerRecord, { run, hook }: Hook): Promise<void> {
  const handler = fieldAt(record.spec, `lifecycle.${hook}`);
  if (handler === undefined) return;
  const seconds = numberAt(handler, 'sleep.seconds');
  if (seconds !== undefined) return await life.pause(seconds * 1000);
  const command = textsAt(handler, 'exec.command');
  if (command.length === 0 || !run.container) return;
  const why = await failureOf(run.container, command);
  if (why === undefined) return;
  life.say(hook === 'postStart' ? SAID.postStartFailed(why) : SAID.preStopFailed(why), record);
  if (hook === 'postStart') run.kill();
}

/** Why a command failed in a container; undefined where it did not. */
async function failureOf(container: Container, command: readonly string[]): Promise<string | undefined> {
  const words = JSON.stringify(command.join(' '));
  try {
    const code = await container.exec(command, { stdin: NULL_STREAM, stdout: NULL_STREAM, stderr: NULL_STREAM });
    return code === 0 ? undefined : `command ${words} exited with ${code}: `;
  } catch (error) {
    if (error instanceof StartFault) return `command ${words}: ${error.message}`;
    throw error;
  }
}
