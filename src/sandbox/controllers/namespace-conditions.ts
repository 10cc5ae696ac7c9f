/** What a namespace that is going says of what is left in it (Kubernetes 1.36, pkg/controller/namespace/deletion/status_condition_utils.go). */
import { fieldAt, listAt, textsAt } from '../api/fields.ts';
import type { ResourceName, StoredObject } from '../store.ts';
import { resourceNamed } from '../writing/resources.ts';
import { type Condition, withCondition } from './conditions.ts';

/** What is left in a namespace. */
export type Remaining = readonly { readonly resource: ResourceName; readonly object: StoredObject }[];

/** The namespace with what it should say. */
export function withEndingConditions(namespace: StoredObject, remaining: Remaining, nowMs: number): StoredObject {
  let conditions = listAt(namespace, 'status.conditions');
  for (const condition of [...NEVER_FAILING, contentRemaining(remaining), finalizersRemaining(remaining)]) {
    conditions = withCondition(conditions, condition, nowMs);
  }
  return { ...namespace, status: { phase: fieldAt(namespace, 'status.phase'), conditions } };
}

const NEVER_FAILING: readonly Condition[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    status: 'False',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    status: 'False',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    status: 'False',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
];

function contentRemaining(remaining: Remaining): Condition {
  const type = 'NamespaceContentRemaining';
  if (remaining.length === 0) {
    return { type, status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' };
  }
  const counts = counted(remaining.map(({ resource }) => `${resource}.${resourceNamed(resource).group}`));
  const parts = counts.map(([name, count]) => `${name} has ${count} resource instances`);
  const message = `Some resources are remaining: ${parts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeResourcesRemain', message };
}

function finalizersRemaining(remaining: Remaining): Condition {
  const type = 'NamespaceFinalizersRemaining';
  const counts = counted(remaining.flatMap(({ object }) => textsAt(object, 'metadata.finalizers')));
  if (counts.length === 0) {
    const message = 'All content-preserving finalizers finished';
    return { type, status: 'False', reason: 'ContentHasNoFinalizers', message };
  }
  const parts = counts.map(([name, count]) => `${name} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${parts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
}

/** How often each comes, by name. */
function counted(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
