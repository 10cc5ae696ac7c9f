/** What can be done with a cluster that is only looked at. */

import { getStatusVerb, getVerb } from './get.ts';
import { listVerb } from './list.ts';
import { podLogVerb } from './pod-log.ts';
import type { Verb } from './verb.ts';
import { watchVerb } from './watch.ts';

/** The verbs that read. */
export const READING_VERBS: readonly Verb[] = [getVerb, getStatusVerb, listVerb, watchVerb, podLogVerb];
