/** Who set which field: the manager of a request, noted in `metadata.managedFields`. */
import { apiVersionOf } from '../../api/resources.ts';
import type { ResourceRequest } from '../../api/verb.ts';
import { rulesFor } from '../all-rules.ts';
import type { WritingContext } from '../kind-rules.ts';
import { updatedManagers } from '../managed-fields/update.ts';
import { timestamp } from '../metadata.ts';
import type { WriteOptions } from '../registry.ts';
import type { WriteQuery } from './write-query.ts';

/** Notes what a request changes as set by its manager. */
export function tracking(
  { resource }: ResourceRequest,
  {
    query,
    context,
    subresource,
  }: { readonly query: WriteQuery; readonly context: WritingContext; readonly subresource: string },
): NonNullable<WriteOptions['track']> {
  const manager = {
    name: query.manager || 'unknown',
    apiVersion: apiVersionOf(resource),
    subresource,
    struct: rulesFor(resource.plural).struct,
  };
  return (object, live) => updatedManagers(object, live, { ...manager, time: timestamp(context.clock) });
}
