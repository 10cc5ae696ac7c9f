/**
 * Who one is (authentication.k8s.io/v1) and what one may do (authorization.k8s.io/v1).
 * Written as struct-notation.ts reads it.
 */
export const ACCESS_TYPES = `
SelfSubjectReview
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 status SelfSubjectReviewStatus

SelfSubjectReviewStatus
  1 userInfo UserInfo

UserInfo
  1 username string
  2 uid=UID string
  3 groups []string
  4 extra map[[]string]

SelfSubjectRulesReview
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec SelfSubjectRulesReviewSpec !
  3 status SubjectRulesReviewStatus

SelfSubjectRulesReviewSpec
  1 namespace string

SubjectRulesReviewStatus
  1 resourceRules []ResourceRule !
  2 nonResourceRules []NonResourceRule !
  3 incomplete bool !
  4 evaluationError string

ResourceRule
  1 verbs []string !
  2 apiGroups=APIGroups []string
  3 resources []string
  4 resourceNames []string

NonResourceRule
  1 verbs []string !
  2 nonResourceURLs []string

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
