/** What a watch of a target asks the cluster for. */
import { fieldIs } from '../../batch/field-selector.ts';
import type { Pod } from '../../batch/objects.ts';
import type { Scope } from '../../cluster/port.ts';
import { type DescribeTarget, scopeOf } from '../describe.ts';

/** The Jobs: one watch a name, or one for a selector. */
export function jobScopes(target: DescribeTarget): readonly Scope[] {
  if (target.kind === 'selector') return [scopeOf(target)];
  return target.jobs.map(({ namespace, name }) => ({ namespace, fieldSelector: fieldIs('metadata.name', name) }));
}

/** The events about Jobs; those about pods are asked for once one is stuck (`podEventScope`). */
export function eventScopes(target: DescribeTarget): readonly Scope[] {
  const ofJobs = 'involvedObject.kind=Job';
  if (target.kind === 'selector') return [{ namespace: target.namespace, fieldSelector: ofJobs }];
  return target.jobs.map(({ namespace, name }) => ({
    namespace,
    fieldSelector: `${ofJobs},${fieldIs('involvedObject.name', name)}`,
  }));
}

/** The pods of the Jobs that a selector finds, by the label that the controller sets in every version; Jobs by name have a watch each. */
export function podScope(target: DescribeTarget & { readonly kind: 'selector' }): Scope {
  return {
    namespace: target.namespace,
    labelSelector: 'controller-uid',
    fieldSelector: 'status.phase!=Succeeded',
  };
}

/** The events about one pod. */
export function podEventScope({ metadata: { namespace, uid } }: Pod): Scope {
  return { namespace, fieldSelector: `involvedObject.uid=${uid}` };
}
