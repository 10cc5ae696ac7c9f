/** Where pods may run (core/v1). Written as struct-notation.ts reads it. */
export const SCHEDULING_TYPES = `
Affinity
  nodeAffinity ?NodeAffinity
  podAffinity ?PodAffinity
  podAntiAffinity ?PodAntiAffinity

NodeAffinity
  requiredDuringSchedulingIgnoredDuringExecution ?NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm

PodAffinity
  requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm

PodAntiAffinity
  requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm

NodeSelector atomic
  nodeSelectorTerms []NodeSelectorTerm !

PreferredSchedulingTerm
  weight int32 !
  preference NodeSelectorTerm !

PodAffinityTerm
  labelSelector ?LabelSelector
  namespaces []string
  topologyKey string !
  namespaceSelector ?LabelSelector
  matchLabelKeys []string
  mismatchLabelKeys []string

WeightedPodAffinityTerm
  weight int32 !
  podAffinityTerm PodAffinityTerm !

NodeSelectorTerm atomic
  matchExpressions []NodeSelectorRequirement
  matchFields []NodeSelectorRequirement

NodeSelectorRequirement
  key string !
  operator v1.NodeSelectorOperator !
  values []string

Toleration
  key string
  operator v1.TolerationOperator
  value string
  effect v1.TaintEffect
  tolerationSeconds ?int64

TopologySpreadConstraint
  maxSkew int32 !
  topologyKey string !
  whenUnsatisfiable v1.UnsatisfiableConstraintAction !
  labelSelector ?LabelSelector
  minDomains ?int32
  nodeAffinityPolicy ?v1.NodeInclusionPolicy
  nodeTaintsPolicy ?v1.NodeInclusionPolicy
  matchLabelKeys []string
`;
