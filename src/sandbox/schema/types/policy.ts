/** Disruption budgets and evictions (policy/v1), and what one may do (authorization.k8s.io/v1). Written as struct-notation.ts reads it. */
export const POLICY_TYPES = `
PodDisruptionBudget
  kind string
  apiVersion string
  metadata ObjectMeta
  spec PodDisruptionBudgetSpec
  status PodDisruptionBudgetStatus

PodDisruptionBudgetSpec
  minAvailable ?IntOrString
  selector ?LabelSelector
  maxUnavailable ?IntOrString
  unhealthyPodEvictionPolicy ?v1.UnhealthyPodEvictionPolicyType

PodDisruptionBudgetStatus
  observedGeneration int64
  disruptedPods map[Time]
  disruptionsAllowed int32 !
  currentHealthy int32 !
  desiredHealthy int32 !
  expectedPods int32 !
  conditions []Condition merge=type map=type

Eviction
  kind string
  apiVersion string
  metadata ObjectMeta
  deleteOptions ?DeleteOptions

SelfSubjectAccessReview
  kind string
  apiVersion string
  metadata ObjectMeta
  spec SelfSubjectAccessReviewSpec !
  status SubjectAccessReviewStatus

SelfSubjectAccessReviewSpec
  resourceAttributes ?ResourceAttributes
  nonResourceAttributes ?NonResourceAttributes

SubjectAccessReviewStatus
  allowed bool !
  denied bool
  reason string
  evaluationError string

ResourceAttributes
  namespace string
  verb string
  group string
  version string
  resource string
  subresource string
  name string
  fieldSelector ?FieldSelectorAttributes
  labelSelector ?LabelSelectorAttributes

NonResourceAttributes
  path string
  verb string

FieldSelectorAttributes
  rawSelector string
  requirements []FieldSelectorRequirement

LabelSelectorAttributes
  rawSelector string
  requirements []LabelSelectorRequirement

FieldSelectorRequirement
  key string !
  operator v1.FieldSelectorOperator !
  values []string
`;
