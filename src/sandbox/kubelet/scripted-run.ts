/** A run as a scenario tells it: so long, with these lines, to this end. */
import type { ContainerLog } from '../containers/container-log.ts';
import type { PodOverride } from '../scenario/pod-override.ts';
import type { Run, RunEnd } from './run.ts';
import type { PodLife } from './services.ts';

const DEFAULT_MS = 2000;
const KILLED = 137;

/** Begins it. A first process that says nothing about SIGTERM does not hear it. */
export function scriptedRun(life: PodLife, override: PodOverride, log: ContainerLog): Run {
  const { runMs = DEFAULT_MS, output = [], exitCode = 0, isOutOfMemory = false, onTerm = 'ignore' } = override;
  let finish: (end: RunEnd) => void = () => {};
  const cancels: (() => void)[] = [];
  const ended = new Promise<RunEnd>((resolve) => {
    finish = resolve;
  });
  const end = (code: number, isKilledForMemory = false) => {
    for (const cancel of cancels) cancel();
    log.end();
    finish({ code, isOutOfMemory: isKilledForMemory, message: '' });
  };
  for (const [i, line] of output.entries()) {
    cancels.push(life.after((runMs * i) / Math.max(1, output.length), () => log.write(Buffer.from(`${line}\n`))));
  }
  cancels.push(life.after(runMs, () => (isOutOfMemory ? end(KILLED, true) : end(exitCode))));
  return {
    container: undefined,
    ended,
    term() {
      if (onTerm !== 'ignore') cancels.push(life.after(onTerm.afterMs, () => end(onTerm.exitCode)));
    },
    kill: () => end(KILLED),
  };
}
