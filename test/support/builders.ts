/** Builders of what tests talk about: `aJob('sweep').indexed(5).completed('0,1').build()`. Nothing they leave unsaid is odd. */
export { anEvent } from './build-event.ts';
export { aCondition, aContainer, aJob, aPolicyRule, type JobBuilder } from './build-job.ts';
export { aPod, type PodBuilder } from './build-pod.ts';
export { at, atMs } from './build-time.ts';
