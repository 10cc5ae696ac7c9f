import { describe, expect, test } from 'vitest';
import { jobEnd } from '../../src/batch/job-end.ts';
import type { Job } from '../../src/batch/objects.ts';
import { aJob } from '../support/builders.ts';

describe('the end of a Job', () => {
  const check = (name: string, job: Job, now: object | undefined, early = now) =>
    test(name, () => {
      expect(jobEnd(job)).toEqual(now);
      expect(jobEnd(job, true)).toEqual(early);
    });

  const why = { reason: 'R', message: 'M' };
  check('none while it runs', aJob('x').started(1).build(), undefined);
  check('Complete', aJob('x').condition('Complete', why).build(), { outcome: 'complete', ...why });
  check('Failed', aJob('x').condition('Failed', why).build(), { outcome: 'failed', ...why });
  check('FailureTarget is none yet', aJob('x').condition('FailureTarget', why).build(), undefined, {
    outcome: 'failed',
    ...why,
  });
  check('SuccessCriteriaMet is none yet', aJob('x').condition('SuccessCriteriaMet', why).build(), undefined, {
    outcome: 'complete',
    ...why,
  });
  check('a condition that is False is none', aJob('x').condition('Failed', { status: 'False' }).build(), undefined);
});
