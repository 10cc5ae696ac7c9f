/** The rest of core/v1. Written as struct-notation.ts reads it. */
export const CORE_TYPES = `
Namespace
  kind string
  apiVersion string
  metadata ObjectMeta
  spec NamespaceSpec
  status NamespaceStatus

NamespaceSpec
  finalizers []v1.FinalizerName

NamespaceStatus
  phase v1.NamespacePhase
  conditions []NamespaceCondition merge=type map=type

NamespaceCondition
  type v1.NamespaceConditionType !
  status v1.ConditionStatus !
  lastTransitionTime Time
  reason string
  message string

ConfigMap
  kind string
  apiVersion string
  metadata ObjectMeta
  immutable ?bool
  data map[string]
  binaryData map[bytes]

Secret
  kind string
  apiVersion string
  metadata ObjectMeta
  immutable ?bool
  data map[bytes]
  stringData map[string]
  type v1.SecretType

ServiceAccount
  kind string
  apiVersion string
  metadata ObjectMeta
  secrets []ObjectReference merge=name map=name
  imagePullSecrets []LocalObjectReference
  automountServiceAccountToken ?bool

Event
  kind string
  apiVersion string
  metadata ObjectMeta !
  involvedObject ObjectReference !
  reason string
  message string
  source EventSource
  firstTimestamp Time
  lastTimestamp Time
  count int32
  type string
  eventTime MicroTime
  series ?EventSeries
  action string
  related ?ObjectReference
  reportingComponent string !
  reportingInstance string !

EventSource
  component string
  host string

EventSeries
  count int32
  lastObservedTime MicroTime

Binding
  kind string
  apiVersion string
  metadata ObjectMeta
  target ObjectReference !

ResourceQuota
  kind string
  apiVersion string
  metadata ObjectMeta
  spec ResourceQuotaSpec
  status ResourceQuotaStatus

ResourceQuotaSpec
  hard map[Quantity]
  scopes []v1.ResourceQuotaScope
  scopeSelector ?ScopeSelector

ResourceQuotaStatus
  hard map[Quantity]
  used map[Quantity]

ScopeSelector atomic
  matchExpressions []ScopedResourceSelectorRequirement

ScopedResourceSelectorRequirement
  scopeName v1.ResourceQuotaScope !
  operator v1.ScopeSelectorOperator !
  values []string
`;
