/** Nodes (core/v1). Written as struct-notation.ts reads it. */
export const NODE_TYPES = `
Node
  kind string
  apiVersion string
  metadata ObjectMeta
  spec NodeSpec
  status NodeStatus

NodeSpec
  podCIDR string
  podCIDRs []string merge set
  providerID string
  unschedulable bool
  taints []Taint
  configSource ?NodeConfigSource
  externalID string

NodeStatus
  capacity map[Quantity]
  allocatable map[Quantity]
  phase v1.NodePhase
  conditions []NodeCondition merge=type map=type
  addresses []NodeAddress merge=type map=type
  daemonEndpoints NodeDaemonEndpoints
  nodeInfo NodeSystemInfo
  images []ContainerImage
  volumesInUse []v1.UniqueVolumeName
  volumesAttached []AttachedVolume
  config ?NodeConfigStatus
  runtimeHandlers []NodeRuntimeHandler
  features ?NodeFeatures
  declaredFeatures []string

Taint
  key string !
  value string
  effect v1.TaintEffect !
  timeAdded ?Time

NodeConfigSource
  configMap ?ConfigMapNodeConfigSource

NodeCondition
  type v1.NodeConditionType !
  status v1.ConditionStatus !
  lastHeartbeatTime Time
  lastTransitionTime Time
  reason string
  message string

NodeAddress
  type v1.NodeAddressType !
  address string !

NodeDaemonEndpoints
  kubeletEndpoint DaemonEndpoint

NodeSystemInfo
  machineID string !
  systemUUID string !
  bootID string !
  kernelVersion string !
  osImage string !
  containerRuntimeVersion string !
  kubeletVersion string !
  kubeProxyVersion string !
  operatingSystem string !
  architecture string !
  swap ?NodeSwapStatus

ContainerImage
  names []string !
  sizeBytes int64

AttachedVolume
  name v1.UniqueVolumeName !
  devicePath string !

NodeConfigStatus
  assigned ?NodeConfigSource
  active ?NodeConfigSource
  lastKnownGood ?NodeConfigSource
  error string

NodeRuntimeHandler
  name string !
  features ?NodeRuntimeHandlerFeatures

NodeFeatures
  supplementalGroupsPolicy ?bool

ConfigMapNodeConfigSource
  namespace string !
  name string !
  uid types.UID
  resourceVersion string
  kubeletConfigKey string !

DaemonEndpoint
  Port int32 !

NodeSwapStatus
  capacity ?int64

NodeRuntimeHandlerFeatures
  recursiveReadOnlyMounts ?bool
  userNamespaces ?bool
`;
