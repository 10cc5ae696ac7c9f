/** What `peers check` takes from its flags, and when there is nothing to check. */

import { parseIndexSelection } from '../batch/index-selection.ts';
import type { Intervals } from '../batch/indexes.ts';
import { UserError, usageError } from './user-error.ts';

/** The indexes that a flag chooses; undefined when it was not given. Throws `UserError`. */
export function chosenIndexes(text: string | undefined, flag: string): Intervals | undefined {
  if (text === undefined) return undefined;
  const selection = parseIndexSelection(text);
  if (!selection.ok) throw usageError(`${flag}: ${selection.why}`);
  return selection.intervals;
}

/** Whether there was anything to check, from what a check came to. */
export interface Checked {
  readonly peers: {
    readonly peerJob: {
      readonly name: string;
      readonly namespace: string;
      readonly indexed: boolean;
      readonly subdomain: string | undefined;
    };
  };
  readonly targets: readonly unknown[];
  readonly rows: readonly { readonly kind: string }[];
}

/** The result, if it says anything. Throws `UserError` for a Job whose pods have no names, and where no pod runs. */
export function checkable<T extends Checked>(result: T | undefined): T {
  if (!result) throw new Error('a check ended without a result');
  const { name, namespace, indexed, subdomain } = result.peers.peerJob;
  if (!indexed || subdomain === undefined) {
    const lacks = indexed ? 'its template names no Service (subdomain)' : 'it is not Indexed';
    throw new UserError(`the pods of the Job "${name}" have no names to look for: ${lacks}`, {
      remedy: `See what it lacks, and how it gets it: kubectl job peers ${name} -n ${namespace}`,
    });
  }
  if (result.targets.length === 0) throw usageError(`--to chooses no index of the Job "${name}"`);
  if (result.rows.length === 0) throw usageError(`--from chooses no index of the Job "${name}"`);
  if (result.rows.every(({ kind }) => kind === 'not-running')) {
    throw new UserError(`no pod of the Job "${name}" runs that could be asked`, {
      remedy: `See where they are: kubectl job describe ${name} -n ${namespace}`,
    });
  }
  return result;
}
