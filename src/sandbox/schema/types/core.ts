/** The rest of core/v1. Written as struct-notation.ts reads it. */
export const CORE_TYPES = `
Namespace
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec NamespaceSpec
  3 status NamespaceStatus

NamespaceSpec
  1 finalizers []v1.FinalizerName

NamespaceStatus
  1 phase v1.NamespacePhase
  2 conditions []NamespaceCondition merge=type map=type

NamespaceCondition
  1 type v1.NamespaceConditionType !
  2 status v1.ConditionStatus !
  4 lastTransitionTime Time
  5 reason string
  6 message string

ConfigMap
  kind string
  apiVersion string
  1 metadata ObjectMeta
  4 immutable ?bool
  2 data map[string]
  3 binaryData map[bytes]

Secret
  kind string
  apiVersion string
  1 metadata ObjectMeta
  5 immutable ?bool
  2 data map[bytes]
  4 stringData map[string]
  3 type v1.SecretType

ServiceAccount
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 secrets []ObjectReference merge=name map=name
  3 imagePullSecrets []LocalObjectReference
  4 automountServiceAccountToken ?bool

Event
  kind string
  apiVersion string
  1 metadata ObjectMeta !
  2 involvedObject ObjectReference !
  3 reason string
  4 message string
  5 source EventSource
  6 firstTimestamp Time
  7 lastTimestamp Time
  8 count int32
  9 type string
  10 eventTime MicroTime
  11 series ?EventSeries
  12 action string
  13 related ?ObjectReference
  14 reportingComponent string !
  15 reportingInstance string !

EventSource
  1 component string
  2 host string

EventSeries
  1 count int32
  2 lastObservedTime MicroTime

Binding
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 target ObjectReference !

ResourceQuota
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec ResourceQuotaSpec
  3 status ResourceQuotaStatus

ResourceQuotaSpec
  1 hard map[Quantity]
  2 scopes []v1.ResourceQuotaScope
  3 scopeSelector ?ScopeSelector

ResourceQuotaStatus
  1 hard map[Quantity]
  2 used map[Quantity]

ScopeSelector atomic
  1 matchExpressions []ScopedResourceSelectorRequirement

ScopedResourceSelectorRequirement
  1 scopeName v1.ResourceQuotaScope !
  2 operator v1.ScopeSelectorOperator !
  3 values []string
`;
