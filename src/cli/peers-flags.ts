/** What the commands about peers have in common: one Job, and the cluster's domain. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CLUSTER_DOMAIN } from '../batch/peers/peer-names.ts';
import type { PeerPort } from '../batch/peers/presets.ts';
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

/** The name of the one Job that the argument's words name (`NAME`, `job/NAME`, `job NAME`). Throws `UserError` for none and for several. */
export function oneJob(words: string | readonly string[] | undefined): string {
  const [name, ...others] = namesOf([words ?? []].flat());
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

/** `--port NAME=NUMBER`, as often as wished. Throws `UserError` for what a Service would refuse (Kubernetes: IANA service names, 1 to 65535). */
export function peerPorts(texts: readonly string[] | undefined): readonly PeerPort[] {
  const ports = (texts ?? []).map(peerPort);
  const twice = ports.find(({ name, port }, i) =>
    ports.slice(0, i).some((one) => one.name === name || one.port === port),
  );
  if (twice) throw usageError(`--port ${twice.name}=${twice.port}: its name or its number is given twice`);
  return ports;
}

function peerPort(text: string): PeerPort {
  const [, name = '', number = ''] = /^([^=]*)=(\d+)$/.exec(text) ?? [];
  const port = Number(number);
  const isName = /^(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*$/.test(name) && name.length <= 15;
  if (isName && port >= 1 && port <= 65_535) return { name, port };
  throw usageError(
    `invalid argument "${text}" for "--port" flag: it must be NAME=NUMBER`,
    'Such as master=29500: up to 15 of a-z, 0-9 and -, and a number up to 65535.',
  );
}

/** `--env NAME`. Throws `UserError` for what is no name of a variable. */
export function variableName(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
  throw usageError(`invalid argument "${text}" for "--env" flag: it must be the name of a variable`, 'Such as PEERS.');
}
