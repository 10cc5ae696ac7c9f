/** Metadata, selectors and what else every group uses (apimachinery, meta/v1). Written as struct-notation.ts reads it. */
export const META_TYPES = `
ObjectMeta
  1 name string
  2 generateName string
  3 namespace string
  4 selfLink string
  5 uid types.UID
  6 resourceVersion string
  7 generation int64
  8 creationTimestamp Time omitzero
  9 deletionTimestamp ?Time
  10 deletionGracePeriodSeconds ?int64
  11 labels map[string]
  12 annotations map[string]
  13 ownerReferences []OwnerReference merge=uid map=uid
  14 finalizers []string merge set
  17 managedFields []ManagedFieldsEntry

OwnerReference atomic
  5 apiVersion string !
  1 kind string !
  3 name string !
  4 uid types.UID !
  6 controller ?bool
  7 blockOwnerDeletion ?bool

ManagedFieldsEntry
  1 manager string
  2 operation v1.ManagedFieldsOperationType
  3 apiVersion string
  4 time ?Time
  6 fieldsType string
  7 fieldsV1 ?FieldsV1
  8 subresource string

ListMeta
  1 selfLink string
  2 resourceVersion string
  3 continue string
  4 remainingItemCount ?int64

Status
  kind string
  apiVersion string
  1 metadata ListMeta
  2 status string
  3 message string
  4 reason v1.StatusReason
  5 details ?StatusDetails
  6 code int32

StatusDetails
  1 name string
  2 group string
  3 kind string
  6 uid types.UID
  4 causes []StatusCause
  5 retryAfterSeconds int32

StatusCause
  1 reason v1.CauseType
  2 message string
  3 field string

LabelSelector atomic
  1 matchLabels map[string]
  2 matchExpressions []LabelSelectorRequirement

LabelSelectorRequirement
  1 key string !
  2 operator v1.LabelSelectorOperator !
  3 values []string

Condition
  1 type string !
  2 status v1.ConditionStatus !
  3 observedGeneration int64
  4 lastTransitionTime Time !
  5 reason string !
  6 message string !

DeleteOptions
  kind string
  apiVersion string
  1 gracePeriodSeconds ?int64
  2 preconditions ?Preconditions
  3 orphanDependents ?bool
  4 propagationPolicy ?v1.DeletionPropagation
  5 dryRun []string
  6 ignoreStoreReadErrorWithClusterBreakingPotential ?bool

Preconditions
  1 uid ?types.UID
  2 resourceVersion ?string

ObjectReference atomic
  1 kind string
  2 namespace string
  3 name string
  4 uid types.UID
  5 apiVersion string
  6 resourceVersion string
  7 fieldPath string
`;
