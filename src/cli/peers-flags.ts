/** What the commands about peers have in common: one Job, and the cluster's domain. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CLUSTER_DOMAIN } from '../batch/peers/peer-names.ts';
import { namesOf } from './target.ts';
import { usageError } from './user-error.ts';

/** The argument: one Job. Completion offers the names of Jobs for it. */
export const oneJobArgs = {
  name: Object.assign(Args.string({ description: 'A Job: NAME or job/NAME.', multiple: true, ignoreStdin: true }), {
    kinds: ['jobs'] as const,
  }),
};

/** The cluster's domain, which no API tells. */
export const clusterDomainFlag = {
  'cluster-domain': Flags.string({
    summary: "What the cluster's names end in.",
    helpValue: 'DOMAIN',
    default: CLUSTER_DOMAIN,
  }),
};

/** The name of the one Job that the words name (`NAME`, `job/NAME`, `job NAME`). Throws `UserError` for none and for several. */
export function oneJob(words: readonly string[]): string {
  const [name, ...others] = namesOf(words);
  if (name === undefined) {
    throw usageError('You must specify which Job', "A NAME or job/NAME; 'kubectl job list' shows what there is.");
  }
  const [other] = others;
  if (other !== undefined)
    throw usageError(`one Job at a time: found ${[name, ...others].join(', ')}`, hintFor(name, other));
  return name;
}

/** `peers check JOB` with flags between its words is read as `peers`. */
function hintFor(first: string, second: string): string | undefined {
  if (first !== 'create' && first !== 'check') return undefined;
  return `Flags go behind the words: 'kubectl job peers ${first} ${second} …'; a Job called ${first} is job/${first}.`;
}
