/** Disruption budgets and evictions (policy/v1). Written as struct-notation.ts reads it. */
export const POLICY_TYPES = `
PodDisruptionBudget
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec PodDisruptionBudgetSpec
  3 status PodDisruptionBudgetStatus

PodDisruptionBudgetSpec
  1 minAvailable ?IntOrString
  2 selector ?LabelSelector
  3 maxUnavailable ?IntOrString
  4 unhealthyPodEvictionPolicy ?v1.UnhealthyPodEvictionPolicyType

PodDisruptionBudgetStatus
  1 observedGeneration int64
  2 disruptedPods map[Time]
  3 disruptionsAllowed int32 !
  4 currentHealthy int32 !
  5 desiredHealthy int32 !
  6 expectedPods int32 !
  7 conditions []Condition merge=type map=type

Eviction
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 deleteOptions ?DeleteOptions
`;
