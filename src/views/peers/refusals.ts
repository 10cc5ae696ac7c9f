/** Why peers cannot be made of a Job, in words, and what to write or type instead. */
import type { HeadlessPlan } from '../../batch/peers/headless-plan.ts';
import type { PeerRefusal } from '../../batch/peers/peer-plan.ts';

/** What is wrong, and what helps. */
export interface RefusalText {
  readonly message: string;
  readonly remedy: string;
}

/** Why there is no plan for a Job. */
export function refusalText(refusal: PeerRefusal, job: string): RefusalText {
  switch (refusal.kind) {
    case 'no-name':
      return {
        message:
          'the Job has no metadata.name (generateName makes one up when it is created): its hostnames cannot be known before',
        remedy: 'Give the Job a name.',
      };
    case 'says-non-indexed':
      return {
        message: `the Job "${job}" says completionMode: NonIndexed: its pods would have no hostnames that others could know`,
        remedy:
          'Take that line out of the manifest, or write completionMode: Indexed, if each pod can do with an index of its own.',
      };
    case 'alone':
      return {
        message: `the Job "${job}" is for one pod: it has no peers`,
        remedy: 'Say how many there are: spec.completions and spec.parallelism.',
      };
    case 'long-name':
      return {
        message: `the hostname ${refusal.hostname} of the Job "${job}" is no DNS label: it may have 63 characters, of a-z, 0-9 and -`,
        remedy: 'Give the Job a shorter name, without dots.',
      };
    case 'no-service-name':
      return {
        message: `the name of the Job "${job}" cannot be that of a Service: 63 characters, of a-z, 0-9 and -, the first one a letter`,
        remedy: 'Name the Service with --service NAME.',
      };
    case 'bad-service-name':
      return {
        message: `"${refusal.service}" cannot be the name of a Service: 63 characters, of a-z, 0-9 and -, the first one a letter`,
        remedy: 'Choose another one with --service NAME.',
      };
    case 'no-containers':
      return { message: `the Job "${job}" has no containers`, remedy: 'Write spec.template.spec.containers.' };
    case 'long-variable':
      return {
        message: `the names of all peers of "${job}" have ${refusal.bytes} bytes: a variable (${refusal.name}) takes 131072, with its name`,
        remedy: "Let pods make the names from JOB_COMPLETION_INDEX, or mount a file: 'kubectl job peers JOB -o name'.",
      };
    case 'long-hostfile':
      return {
        message: `the hostfiles of "${job}" have ${refusal.bytes} bytes: a ConfigMap takes 1 MiB`,
        remedy: "Make it where it is needed: 'kubectl job peers JOB -o hostfile'.",
      };
  }
}

/** Why a Service that is there will not do. `where`: `in the manifest`, `in the namespace x`. */
export function headlessRefusalText(
  plan: Exclude<HeadlessPlan, { readonly kind: 'mend' }>,
  service: string,
  where: string,
): RefusalText {
  const another = 'Choose another name with --service NAME';
  switch (plan.kind) {
    case 'owned':
      return { message: `the Service "${service}" ${where} belongs to ${plan.owner}`, remedy: `${another}.` };
    case 'not-headless':
      return {
        message: `the Service "${service}" ${where} is not headless (${plan.clusterIP}), and that cannot be changed`,
        remedy: `${another}, or delete it.`,
      };
    case 'selects-others': {
      const wanted = Object.entries(plan.missing).map(([key, value]) => `${key}=${value}`);
      return {
        message: `the Service "${service}" ${where} is for other pods: it selects ${wanted.join(', ')}`,
        remedy: `${another}, or change its selector.`,
      };
    }
  }
}
