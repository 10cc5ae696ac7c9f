import { describe, expect, test } from 'vitest';
import { firstFailure, lastRestart } from '../../src/batch/container-failure.ts';
import type { Terminated } from '../../src/batch/objects.ts';
import { aPod, at, type PodBuilder } from '../support/builders.ts';

describe('how a container ended, in words', () => {
  const check = (exitCode: number, fields: Partial<Terminated>, kind: string, text: string) =>
    test(`${text} is of kind ${kind}`, () =>
      expect(firstFailure(aPod('p').failed(exitCode, 1, fields).build())).toMatchObject({
        kind,
        text,
        container: 'main',
      }));

  check(42, {}, 'exit-code', 'exit code 42 in container "main"');
  check(255, {}, 'exit-code', 'exit code 255 in container "main"');
  check(127, {}, 'exit-code', 'exit code 127 in container "main"');
  check(-1073741510, {}, 'exit-code', 'exit code -1073741510 in container "main"');
  check(137, {}, 'signal', 'exit code 137 (SIGKILL) in container "main"');
  check(143, {}, 'signal', 'exit code 143 (SIGTERM) in container "main"');
  check(139, {}, 'signal', 'exit code 139 (SIGSEGV) in container "main"');
  check(2, { signal: 15 }, 'signal', 'exit code 2 (SIGTERM) in container "main"');
  check(137, { reason: 'OOMKilled' }, 'oom-killed', 'OOMKilled in container "main"');
  check(128, { reason: 'StartError' }, 'start-error', 'StartError (exit code 128) in container "main"');
  check(127, { reason: 'ContainerCannotRun' }, 'start-error', 'ContainerCannotRun (exit code 127) in container "main"');
  check(
    137,
    { reason: 'ContainerStatusUnknown' },
    'unknown',
    'ContainerStatusUnknown (exit code 137) in container "main"',
  );
});

describe('which container is blamed', () => {
  const check = (name: string, pod: PodBuilder, expected: string | undefined) =>
    test(name, () => expect(firstFailure(pod.build())?.text).toBe(expected));

  check('none, if all ended well', aPod('p').succeeded(), undefined);
  check('none, if none has ended', aPod('p').running(), undefined);
  check(
    'the one that failed first',
    aPod('p')
      .failed(137, 9)
      .terminated('side', { exitCode: 3, finishedAt: at(4) }),
    'exit code 3 in container "side"',
  );
  check(
    'not one that ended well before it',
    aPod('p')
      .failed(5, 9)
      .terminated('side', { exitCode: 0, finishedAt: at(4) }),
    'exit code 5 in container "main"',
  );
  check(
    'the one out of memory, of two in the same second',
    aPod('p')
      .failed(1, 9)
      .terminated('side', { exitCode: 137, reason: 'OOMKilled', finishedAt: at(9) }),
    'OOMKilled in container "side"',
  );
  check(
    'an init container that kept the pod from starting',
    aPod('p').with({ phase: 'Failed' }).container('main', {}).initContainer('setup', ended(7)),
    'exit code 7 in init container "setup"',
  );
  check(
    'no sidecar that was stopped at the end',
    aPod('p').failed(42, 9).initContainer('side', ended(143)),
    'exit code 42 in container "main"',
  );
});

describe('why a pod that goes on was restarted (restartPolicy OnFailure)', () => {
  const check = (name: string, pod: PodBuilder, expected: string | undefined) =>
    test(name, () => expect(lastRestart(pod.build())?.text).toBe(expected));

  const before = { ...ended(1).state, exitCode: 9 };
  check(
    'as its last run ended',
    aPod('p').running().container('main', { restartCount: 2, lastTerminated: before }),
    'exit code 9 in container "main"',
  );
  check(
    'as this run ended, before it is restarted',
    aPod('p')
      .running()
      .container('main', { ...ended(4), lastTerminated: before }),
    'exit code 4 in container "main"',
  );
  check('it was not', aPod('p').running(), undefined);
  check(
    'as an init container ended that still fails',
    aPod('p').initContainer('setup', { restartCount: 1, lastTerminated: before }),
    'exit code 9 in init container "setup"',
  );
  check(
    'not by an init container that got through',
    aPod('p')
      .running()
      .initContainer('setup', { ...ended(0), lastTerminated: before }),
    undefined,
  );
});

function ended(exitCode: number) {
  const rest = { signal: undefined, reason: 'Error', message: '', startedAt: undefined, finishedAt: at(5) };
  return { state: { kind: 'terminated', exitCode, ...rest } } as const;
}
