/** What `peers create` shall do, from its flags: everything that can be wrong with them is said before a cluster is asked anything. */
import * as Flags from '@oclif/core/flags';
import type { Fields } from '../batch/field-at.ts';
import { type PeerPlan, type PeerWishes, planPeers } from '../batch/peers/peer-plan.ts';
import { PRESETS, type Preset } from '../batch/peers/presets.ts';
import { type RefusalText, refusalText } from '../views/peers/refusals.ts';
import { oneJob, peerPorts, variableName } from './peers-flags.ts';
import { type UserError, usageError } from './user-error.ts';

/** The flag of presets. */
export const presetFlag = {
  preset: Flags.string({
    options: [...PRESETS],
    helpValue: 'WORLD',
    summary: `What a world expects: ${PRESETS.join(', ')}.`,
  }),
};

/** What oclif makes of the flags. */
export interface CreateFlags {
  readonly filename?: readonly string[] | undefined;
  readonly service?: string | undefined;
  readonly port?: readonly string[] | undefined;
  readonly preset?: string | undefined;
  readonly env?: string | undefined;
  readonly slots?: number | undefined;
  readonly apply?: boolean | undefined;
  readonly 'dry-run'?: string | undefined;
  readonly recreate?: string | undefined;
}

/** What is asked for: print a manifest, apply it, or mend what a Job that lives needs. */
export interface CreateRequest {
  readonly kind: 'print' | 'apply' | 'live';
  /** Undefined for `live`. */
  readonly file: string | undefined;
  /** Undefined for a file's only Job. */
  readonly job: string | undefined;
  readonly wishes: PeerWishes;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly recreate: 'wait' | 'suspend' | undefined;
}

/** Reads words and flags. Throws `UserError` for those that do not go together. */
export function createRequest(words: string | readonly string[] | undefined, flags: CreateFlags): CreateRequest {
  const [file, ...files] = flags.filename ?? [];
  if (files.length > 0)
    throw usageError('one manifest at a time', 'Several documents may stand in it, one of them a Job.');
  const job = file !== undefined && words === undefined ? undefined : oneJob(words);
  const dryRun = dryRunOf(flags['dry-run']);
  const recreate = recreateOf(flags.recreate);
  if (file !== undefined && recreate) throw usageError('--recreate is for a Job that is there, not for a manifest');
  if (recreate && dryRun !== 'none')
    throw usageError('--recreate cannot be tried with --dry-run: it waits for what does not happen');
  const applies = flags.apply === true || dryRun !== 'none';
  const kind = file === undefined ? 'live' : applies ? 'apply' : 'print';
  const wishes = {
    service: flags.service,
    ports: peerPorts(flags.port),
    preset: presetOf(flags.preset),
    env: variableName(flags.env),
    slots: flags.slots,
  };
  return { kind, file, job, wishes, dryRun, recreate };
}

/** The plan for a Job. Throws `UserError` where there is none. */
export function peerPlan(
  job: Fields,
  name: string,
  { wishes, namespace }: { readonly wishes: PeerWishes; readonly namespace: string },
): PeerPlan {
  const plan = planPeers(job, wishes, namespace);
  if ('refused' in plan) throw refusal(refusalText(plan.refused, name));
  return plan;
}

/** A refusal as a usage error: nothing has been changed. */
export function refusal({ message, remedy }: RefusalText): UserError {
  return usageError(message, remedy);
}

/** `--apply` would leave these out. */
export function onlyPeerObjects(others: readonly string[]): void {
  if (others.length === 0) return;
  throw usageError(
    `the manifest has other objects too: ${others.join(', ')}; --apply creates the Job and its Service alone`,
    'Print it and apply all: kubectl job peers create -f FILE | kubectl apply -f -',
  );
}

function presetOf(text: string | undefined): Preset | undefined {
  return PRESETS.find((preset) => preset === text);
}

function recreateOf(text: string | undefined): CreateRequest['recreate'] {
  return text === 'wait' || text === 'suspend' ? text : undefined;
}

function dryRunOf(text: string | undefined): CreateRequest['dryRun'] {
  return text === 'client' || text === 'server' ? text : 'none';
}
