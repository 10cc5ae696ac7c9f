/** The plan of a drill as data: what `--dry-run -o json|yaml` writes, and a part of every result. */
import type { Job } from '../../batch/objects.ts';
import type { DrainPlan } from '../../operations/drill/drain/request.ts';

/** The version of all that drills write. */
export const API_VERSION = 'kubectl-job/v1';

/** Of the Job. */
export interface MetadataObject {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** A plan, for `--dry-run`. */
export interface JobDrillPlan extends PlanObject {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'JobDrillPlan';
  readonly metadata: MetadataObject;
}

/** A plan within another object. */
export interface PlanObject {
  readonly scope: DrainPlan['scope'];
  readonly node: string;
  readonly pod: string;
  readonly index?: number;
  readonly pods: readonly string[];
  readonly others: readonly { readonly namespace: string; readonly name: string; readonly controller?: string }[];
  readonly bystanders?: number;
  readonly cordonedBefore: boolean;
  /** Other drills on the node, by id. */
  readonly alsoHeldBy: readonly string[];
  readonly budgets: DrainPlan['budgets'];
  readonly warnings: readonly string[];
  readonly leftovers: readonly { readonly node: string; readonly drills: readonly string[] }[];
}

/** A plan as an object. */
export function planObject(plan: DrainPlan): JobDrillPlan {
  return { apiVersion: API_VERSION, kind: 'JobDrillPlan', metadata: metadataOf(plan.job), ...planFields(plan) };
}

/** Which Job. */
export function metadataOf({ metadata: { name, namespace, uid } }: Job): MetadataObject {
  return { name, namespace, uid };
}

/** What a plan says, within any object. */
export function planFields(plan: DrainPlan): PlanObject {
  const { index, bystanders } = plan;
  return {
    scope: plan.scope,
    node: plan.node,
    pod: plan.chosen.metadata.name,
    ...(index === undefined ? {} : { index }),
    pods: plan.victims.map(({ metadata }) => metadata.name),
    others: plan.others.map(({ namespace, name, controller }) => ({
      namespace,
      name,
      ...(controller ? { controller: `${controller.kind}/${controller.name}` } : {}),
    })),
    ...(bystanders === undefined ? {} : { bystanders }),
    cordonedBefore: plan.isCordoned,
    alsoHeldBy: plan.alsoHeldBy.map(({ id }) => id),
    budgets: plan.budgets,
    warnings: plan.warnings.map(({ text, pods }) => (pods.length === 0 ? text : `${text}: ${pods.join(', ')}`)),
    leftovers: plan.leftovers.map(({ node, marks }) => ({ node, drills: marks.map(({ id }) => id) })),
  };
}
