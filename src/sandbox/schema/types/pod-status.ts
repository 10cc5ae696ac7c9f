/** What becomes of pods (core/v1). Written as struct-notation.ts reads it. */
export const POD_STATUS_TYPES = `
PodStatus
  observedGeneration int64
  phase v1.PodPhase
  conditions []PodCondition merge=type map=type
  message string
  reason string
  nominatedNodeName string
  hostIP string
  hostIPs []HostIP merge=ip
  podIP string
  podIPs []PodIP merge=ip map=ip
  startTime ?Time
  initContainerStatuses []ContainerStatus
  containerStatuses []ContainerStatus
  qosClass v1.PodQOSClass
  ephemeralContainerStatuses []ContainerStatus
  resize v1.PodResizeStatus
  resourceClaimStatuses []PodResourceClaimStatus retainKeys merge=name map=name
  extendedResourceClaimStatus ?PodExtendedResourceClaimStatus
  allocatedResources map[Quantity]
  resources ?ResourceRequirements
  nodeAllocatableResourceClaimStatuses []NodeAllocatableResourceClaimStatus

PodCondition
  type v1.PodConditionType !
  observedGeneration int64
  status v1.ConditionStatus !
  lastProbeTime Time
  lastTransitionTime Time
  reason string
  message string

HostIP
  ip string !

PodIP
  ip string !

ContainerStatus
  name string !
  state ContainerState
  lastState ContainerState
  ready bool !
  restartCount int32 !
  image string !
  imageID string !
  containerID string
  started ?bool
  allocatedResources map[Quantity]
  resources ?ResourceRequirements
  volumeMounts []VolumeMountStatus merge=mountPath map=mountPath
  user ?ContainerUser
  allocatedResourcesStatus []ResourceStatus merge=name map=name
  stopSignal ?v1.Signal

PodResourceClaimStatus
  name string !
  resourceClaimName ?string

PodExtendedResourceClaimStatus
  requestMappings []ContainerExtendedResourceRequest !
  resourceClaimName string !

NodeAllocatableResourceClaimStatus
  resourceClaimName string !
  containers []string set
  resources map[Quantity] !

ContainerState
  waiting ?ContainerStateWaiting
  running ?ContainerStateRunning
  terminated ?ContainerStateTerminated

VolumeMountStatus
  name string !
  mountPath string !
  readOnly bool
  recursiveReadOnly ?v1.RecursiveReadOnlyMode
  volumeStatus ?VolumeStatus

ContainerUser
  linux ?LinuxContainerUser

ResourceStatus
  name v1.ResourceName !
  resources []ResourceHealth map=resourceID

ContainerExtendedResourceRequest
  containerName string !
  resourceName string !
  requestName string !

ContainerStateWaiting
  reason string
  message string

ContainerStateRunning
  startedAt Time

ContainerStateTerminated
  exitCode int32 !
  signal int32
  reason string
  message string
  startedAt Time
  finishedAt Time
  containerID string

VolumeStatus
  image ?ImageVolumeStatus

LinuxContainerUser
  uid int64 !
  gid int64 !
  supplementalGroups []int64

ResourceHealth
  resourceID v1.ResourceID !
  health v1.ResourceHealthStatus
  message ?string

ImageVolumeStatus
  imageRef string
`;
