/**
 * What a server sent → the shapes of `batch/objects.ts`. Total: whatever JSON comes in, an object comes out; what is of the
 * wrong type is left out, and for a Job named in `junk`.
 */
export { normaliseCronJob } from './normalise/cron-job.ts';
export { normaliseEvent } from './normalise/event.ts';
export { normaliseJob } from './normalise/job.ts';
export { normalisePod } from './normalise/pod.ts';
