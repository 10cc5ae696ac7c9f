/** What can be done to a cluster that is written to, beside reading it. */
import type { Verb } from '../api/verb.ts';
import { ACCESS_REVIEW_VERBS } from './http/access-reviews.ts';
import { bindingVerbs } from './http/binding.ts';
import { createVerb } from './http/create.ts';
import { deleteCollectionVerb, deleteVerb } from './http/delete.ts';
import { evictionVerb } from './http/eviction.ts';
import { patchVerb } from './http/patch.ts';
import { ephemeralContainersVerbs, finalizeVerb, statusVerbs } from './http/subresources.ts';
import { updateVerb, WHOLE } from './http/update.ts';
import type { WritingContext } from './kind-rules.ts';

/** The verbs that write, over a store. */
export function writingVerbs(context: WritingContext): readonly Verb[] {
  return [
    createVerb(context),
    updateVerb(context, WHOLE),
    patchVerb(context, WHOLE),
    deleteVerb(context),
    deleteCollectionVerb(context),
    ...statusVerbs(context),
    ...ephemeralContainersVerbs(context),
    finalizeVerb(context),
    ...bindingVerbs(context),
    evictionVerb(context),
    ...ACCESS_REVIEW_VERBS,
  ];
}
