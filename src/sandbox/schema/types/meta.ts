/** Metadata, selectors and what else every group uses (apimachinery, meta/v1). Written as struct-notation.ts reads it. */
export const META_TYPES = `
ObjectMeta
  name string
  generateName string
  namespace string
  selfLink string
  uid types.UID
  resourceVersion string
  generation int64
  creationTimestamp Time omitzero
  deletionTimestamp ?Time
  deletionGracePeriodSeconds ?int64
  labels map[string]
  annotations map[string]
  ownerReferences []OwnerReference merge=uid map=uid
  finalizers []string merge set
  managedFields []ManagedFieldsEntry

OwnerReference atomic
  apiVersion string !
  kind string !
  name string !
  uid types.UID !
  controller ?bool
  blockOwnerDeletion ?bool

ManagedFieldsEntry
  manager string
  operation v1.ManagedFieldsOperationType
  apiVersion string
  time ?Time
  fieldsType string
  fieldsV1 ?FieldsV1
  subresource string

LabelSelector atomic
  matchLabels map[string]
  matchExpressions []LabelSelectorRequirement

LabelSelectorRequirement
  key string !
  operator v1.LabelSelectorOperator !
  values []string

Condition
  type string !
  status v1.ConditionStatus !
  observedGeneration int64
  lastTransitionTime Time !
  reason string !
  message string !

DeleteOptions
  kind string
  apiVersion string
  gracePeriodSeconds ?int64
  preconditions ?Preconditions
  orphanDependents ?bool
  propagationPolicy ?v1.DeletionPropagation
  dryRun []string
  ignoreStoreReadErrorWithClusterBreakingPotential ?bool

Preconditions
  uid ?types.UID
  resourceVersion ?string

ObjectReference atomic
  kind string
  namespace string
  name string
  uid types.UID
  apiVersion string
  resourceVersion string
  fieldPath string
`;
