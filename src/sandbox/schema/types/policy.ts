/** Disruption budgets and evictions (policy/v1), and what one may do (authorization.k8s.io/v1). Written as struct-notation.ts reads it. */
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

SelfSubjectAccessReview
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec SelfSubjectAccessReviewSpec !
  3 status SubjectAccessReviewStatus

SelfSubjectAccessReviewSpec
  1 resourceAttributes ?ResourceAttributes
  2 nonResourceAttributes ?NonResourceAttributes

SubjectAccessReviewStatus
  1 allowed bool !
  4 denied bool
  2 reason string
  3 evaluationError string

ResourceAttributes
  1 namespace string
  2 verb string
  3 group string
  4 version string
  5 resource string
  6 subresource string
  7 name string
  8 fieldSelector ?FieldSelectorAttributes
  9 labelSelector ?LabelSelectorAttributes

NonResourceAttributes
  1 path string
  2 verb string

FieldSelectorAttributes
  1 rawSelector string
  2 requirements []FieldSelectorRequirement

LabelSelectorAttributes
  1 rawSelector string
  2 requirements []LabelSelectorRequirement

FieldSelectorRequirement
  1 key string !
  2 operator v1.FieldSelectorOperator !
  3 values []string
`;
