/** The flags of drills: values for requests, who holds a drill, and what is said of one that cannot be. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import * as Flags from '@oclif/core/flags';
import { type DisruptionVerdict, VERDICTS } from '../batch/disruption/verdict.ts';
import type { DrillMark } from '../batch/drain/node-mark.ts';
import { yesFlag } from './consent.ts';
import { parseTimeout } from './timeout.ts';
import { UserError, usageError } from './user-error.ts';

/** The flags of `drill drain` that say what is disrupted. */
export const drainFlags = {
  index: Flags.integer({ summary: 'Disrupt the pod of this completion index.', helpValue: 'I', min: 0 }),
  pod: Flags.string({ summary: 'Disrupt this pod.', helpValue: 'NAME' }),
  node: Flags.string({ summary: 'Disrupt a pod on this node.', helpValue: 'NAME' }),
  'evict-only': Flags.boolean({
    summary: 'Evict the pod, and leave its node alone: needs no rights on nodes.',
    exclusive: ['whole-node'],
  }),
  'whole-node': Flags.boolean({ summary: "Evict everybody's pods from the node, as kubectl drain does." }),
  'ignore-daemonsets': Flags.boolean({ summary: 'Ignore DaemonSet-managed pods.', dependsOn: ['whole-node'] }),
  'delete-emptydir-data': Flags.boolean({
    summary: 'Go on though pods use emptyDir: their data is lost.',
    dependsOn: ['whole-node'],
  }),
  force: Flags.boolean({
    summary: 'Go on though pods have no controller: nothing replaces them.',
    dependsOn: ['whole-node'],
  }),
  'pod-selector': Flags.string({
    summary: 'Of the whole node, only pods with these labels.',
    helpValue: 'SELECTOR',
    dependsOn: ['whole-node'],
  }),
  'chunk-size': Flags.integer({
    summary: 'Of the whole node, list so many pods at a time; 0: all at once.',
    helpValue: 'N',
    min: 0,
    dependsOn: ['whole-node'],
  }),
  'skip-wait-for-delete-timeout': Flags.integer({
    summary: 'Do not wait for pods whose deletionTimestamp is more than so many seconds ago; 0: for all.',
    helpValue: 'SECONDS',
    min: 0,
    dependsOn: ['whole-node'],
  }),
  'grace-period': Flags.integer({
    summary: 'Seconds that evicted pods have to end; negative: their own.',
    helpValue: 'SECONDS',
    default: -1,
  }),
  'disable-eviction': Flags.boolean({
    summary: 'Delete instead of evicting: no disruption budget is asked, and no DisruptionTarget condition is set.',
  }),
};

/** The flags of `drill drain` that say how it goes on. */
export const drillFlags = {
  ...yesFlag,
  expect: Flags.string({
    summary: `Exit with 0 only for these verdicts, separated by commas: ${VERDICTS.join(', ')}.`,
    helpValue: 'VERDICT,...',
  }),
  repeat: Flags.integer({
    summary: 'Drill so often, each time with a pod that runs then.',
    helpValue: 'N',
    min: 1,
    default: 1,
  }),
  'until-complete': Flags.boolean({ summary: 'Go on watching until the Job has ended.' }),
  timeout: Flags.string({
    summary: "How long an eviction is asked for and its outcome waited for (default: the pod's grace period and 5m).",
    helpValue: 'DURATION',
  }),
  'undo-timeout': Flags.string({
    summary: 'How long undoing is tried when the cluster does not answer.',
    helpValue: 'DURATION',
    default: '1m',
  }),
};

/** The verdicts in `--expect`. Throws `UserError` for a word that is none. */
export function expectedVerdicts(text: string | undefined): readonly DisruptionVerdict['kind'][] {
  if (text === undefined) return [];
  return text.split(',').map((word) => {
    const verdict = VERDICTS.find((known) => known === word.trim());
    if (verdict) return verdict;
    throw usageError(`invalid argument "${word}" for "--expect" flag`, `It is one of: ${VERDICTS.join(', ')}.`);
  });
}

/** A length of time of more than nothing. Throws `UserError`. */
export function positiveTimeout(text: string, flag: string): number {
  const ms = parseTimeout(text, flag);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw usageError(`invalid argument "${text}" for "${flag}" flag: it must be more than 0 and less than 24 days`);
}

/** This process, as the marks on nodes name it. */
export function thisProcess(): {
  readonly host: string;
  readonly pid: number;
  readonly newId: () => string;
  readonly isAlive: (mark: DrillMark) => boolean | undefined;
} {
  const host = hostname();
  const isAlive = (mark: DrillMark) => (mark.host === host && mark.pid > 0 ? runs(mark.pid) : undefined);
  return { host, pid: process.pid, newId: () => randomBytes(6).toString('hex'), isAlive };
}

/** A refusal as what the user can mend: nothing has been changed. */
export function refusalError({ reason, remedy }: { readonly reason: string; readonly remedy: string }): UserError {
  return new UserError(reason, { exit: 'usage', remedy });
}

/** The longest that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
