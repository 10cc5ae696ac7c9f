import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../src/batch/objects.ts';
import { misfireText } from '../../../src/batch/policy/misfire.ts';
import { aPod } from '../../support/builders.ts';

describe('a container that was to exit with 42', () => {
  const check = (name: string, pod: Pod, expected: string | undefined) =>
    test(name, () => expect(misfireText({ kind: 'exit', container: 'main', code: 42 }, pod)).toBe(expected));
  const image = 'the image must have sh and sleep (--image)';

  check('did', aPod('p').failed(42).build(), undefined);
  check('has not ended', aPod('p').running().build(), undefined);
  check('ended otherwise', aPod('p').failed(1).build(), `its pod ended with exit code 1 in container "main"; ${image}`);
  check(
    'could not start',
    aPod('p').failed(128, 0, { reason: 'StartError', message: 'exec: "sh": not found' }).build(),
    `its pod ended with StartError (exit code 128) in container "main": exec: "sh": not found; ${image}`,
  );
  check(
    'did, after another one had failed',
    aPod('p').failed(42, 9).terminated('side', { exitCode: 3, finishedAt: '2026-11-21T12:00:01Z' }).build(),
    `its pod ended with exit code 3 in container "side"; ${image}`,
  );
});
