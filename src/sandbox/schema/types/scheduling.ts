/** Where pods may run (core/v1). Written as struct-notation.ts reads it. */
export const SCHEDULING_TYPES = `
Affinity
  1 nodeAffinity ?NodeAffinity
  2 podAffinity ?PodAffinity
  3 podAntiAffinity ?PodAntiAffinity

NodeAffinity
  1 requiredDuringSchedulingIgnoredDuringExecution ?NodeSelector
  2 preferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm

PodAffinity
  1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm

PodAntiAffinity
  1 requiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm
  2 preferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm

NodeSelector atomic
  1 nodeSelectorTerms []NodeSelectorTerm !

PreferredSchedulingTerm
  1 weight int32 !
  2 preference NodeSelectorTerm !

PodAffinityTerm
  1 labelSelector ?LabelSelector
  2 namespaces []string
  3 topologyKey string !
  4 namespaceSelector ?LabelSelector
  5 matchLabelKeys []string
  6 mismatchLabelKeys []string

WeightedPodAffinityTerm
  1 weight int32 !
  2 podAffinityTerm PodAffinityTerm !

NodeSelectorTerm atomic
  1 matchExpressions []NodeSelectorRequirement
  2 matchFields []NodeSelectorRequirement

NodeSelectorRequirement
  1 key string !
  2 operator v1.NodeSelectorOperator !
  3 values []string

Toleration
  1 key string
  2 operator v1.TolerationOperator
  3 value string
  4 effect v1.TaintEffect
  5 tolerationSeconds ?int64

TopologySpreadConstraint
  1 maxSkew int32 !
  2 topologyKey string !
  3 whenUnsatisfiable v1.UnsatisfiableConstraintAction !
  4 labelSelector ?LabelSelector
  5 minDomains ?int32
  6 nodeAffinityPolicy ?v1.NodeInclusionPolicy
  7 nodeTaintsPolicy ?v1.NodeInclusionPolicy
  8 matchLabelKeys []string
`;
