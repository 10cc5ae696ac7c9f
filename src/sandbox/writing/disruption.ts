/** What disruption budgets allow at this moment (Kubernetes 1.36, pkg/controller/disruption/disruption.go). */
import { type Fields, fieldAt, isConditionTrue, listAt, mapAt, numberAt, textAt } from '../api/fields.ts';
import type { Store, StoredObject } from '../store.ts';
import { selectsLabels } from '../validation/metadata/labels.ts';
import type { WritingContext } from './kind-rules.ts';

/** What a budget counts. */
export interface BudgetStatus {
  readonly matchingPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly disruptionsAllowed: number;
  /** Pods that were evicted and have not been seen to go: name and time. */
  readonly disruptedPods: Readonly<Record<string, string>>;
  /** Why it cannot be counted how many pods there should be. */
  readonly failure: string | undefined;
}

/** The budgets that are about a pod. */
export function budgetsOf(store: Store, pod: StoredObject): readonly StoredObject[] {
  const { namespace = '' } = pod.metadata;
  return store.list('poddisruptionbudgets', { namespace }).objects.filter((budget) => isAbout(budget, pod));
}

/** What a budget should say, counted now. */
export function statusOfBudget({ store, clock }: WritingContext, budget: StoredObject): BudgetStatus {
  const { namespace = '' } = budget.metadata;
  const pods = store.list('pods', { namespace }).objects.filter((pod) => isAbout(budget, pod));
  const expected = expectedOf(budget, pods);
  const disruptedPods = stillDisrupted(budget, pods, clock.now());
  const matchingPods = pods.length;
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disruptedPods)).length;
  if ('failure' in expected) {
    const counted = {
      matchingPods,
      currentHealthy,
      desiredHealthy: numberAt(budget, 'status.desiredHealthy') ?? 0,
      expectedPods: 0,
    };
    return { ...counted, disruptionsAllowed: 0, disruptedPods, failure: expected.failure };
  }
  const { expectedPods, desiredHealthy } = expected;
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const counted = { matchingPods, currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed };
  return { ...counted, disruptedPods, failure: undefined };
}

/** How long an evicted pod may take to be seen going. */
const SEEN_MS = 120_000;

/** An empty selector is about all pods, none at all about none. */
function isAbout(budget: StoredObject, pod: StoredObject): boolean {
  return selectsLabels(fieldAt(budget, 'spec.selector'), pod.metadata.labels ?? {});
}

function isHealthy(pod: StoredObject, disrupted: Readonly<Record<string, string>>): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || disrupted[pod.metadata.name] !== undefined) return false;
  return isConditionTrue(pod, 'Ready');
}

function stillDisrupted(
  budget: StoredObject,
  pods: readonly StoredObject[],
  now: number,
): Readonly<Record<string, string>> {
  const going = Object.entries(mapAt(budget, 'status.disruptedPods')).filter(([name, time]) => {
    const pod = pods.find(({ metadata }) => metadata.name === name);
    return pod?.metadata.deletionTimestamp === undefined && pod !== undefined && Date.parse(time) + SEEN_MS > now;
  });
  return Object.fromEntries(going);
}

type Expected = { readonly expectedPods: number; readonly desiredHealthy: number } | { readonly failure: string };

/** `minAvailable` as a number needs only the pods; a share, and `maxUnavailable`, need to know how many there should be. */
function expectedOf(budget: StoredObject, pods: readonly StoredObject[]): Expected {
  const minAvailable = fieldAt(budget, 'spec.minAvailable');
  const maxUnavailable = fieldAt(budget, 'spec.maxUnavailable');
  if (typeof minAvailable === 'number') return { expectedPods: pods.length, desiredHealthy: minAvailable };
  if (minAvailable === undefined && maxUnavailable === undefined)
    return { expectedPods: pods.length, desiredHealthy: 0 };
  const failure = scaleFailure(pods);
  if (failure !== undefined) return { failure };
  const expectedPods = 0;
  const share = (value: unknown) => Math.ceil((expectedPods * Number.parseInt(String(value), 10)) / 100);
  if (typeof minAvailable === 'string') return { expectedPods, desiredHealthy: share(minAvailable) };
  const gone = typeof maxUnavailable === 'string' ? share(maxUnavailable) : Number(maxUnavailable);
  return { expectedPods, desiredHealthy: Math.max(0, expectedPods - gone) };
}

const SCALELESS: Readonly<Record<string, string>> = { Job: 'jobs.batch', CronJob: 'cronjobs.batch', Node: 'nodes' };

/** Jobs have no scale: a budget with a share, or with `maxUnavailable`, can never be met for their pods. */
function scaleFailure(pods: readonly StoredObject[]): string | undefined {
  for (const pod of pods) {
    const controller = listAt(pod, 'metadata.ownerReferences').find((owner) => owner.controller === true);
    if (controller) return failureFor(controller, pod);
  }
  return undefined;
}

function failureFor(controller: Fields, pod: StoredObject): string {
  const resource = SCALELESS[textAt(controller, 'kind')];
  if (resource === undefined) return `found no controllers for pod ${JSON.stringify(pod.metadata.name)}`;
  return `${resource} does not implement the scale subresource`;
}
