/** What becomes of pods (core/v1). Written as struct-notation.ts reads it. */
export const POD_STATUS_TYPES = `
PodStatus
  17 observedGeneration int64
  1 phase v1.PodPhase
  2 conditions []PodCondition merge=type map=type
  3 message string
  4 reason string
  11 nominatedNodeName string
  5 hostIP string
  16 hostIPs []HostIP merge=ip
  6 podIP string
  12 podIPs []PodIP merge=ip map=ip
  7 startTime ?Time
  10 initContainerStatuses []ContainerStatus
  8 containerStatuses []ContainerStatus
  9 qosClass v1.PodQOSClass
  13 ephemeralContainerStatuses []ContainerStatus
  14 resize v1.PodResizeStatus
  15 resourceClaimStatuses []PodResourceClaimStatus retainKeys merge=name map=name
  18 extendedResourceClaimStatus ?PodExtendedResourceClaimStatus
  19 allocatedResources map[Quantity]
  20 resources ?ResourceRequirements
  21 nodeAllocatableResourceClaimStatuses []NodeAllocatableResourceClaimStatus

PodCondition
  1 type v1.PodConditionType !
  7 observedGeneration int64
  2 status v1.ConditionStatus !
  3 lastProbeTime Time
  4 lastTransitionTime Time
  5 reason string
  6 message string

HostIP
  1 ip string !

PodIP
  1 ip string !

ContainerStatus
  1 name string !
  2 state ContainerState
  3 lastState ContainerState
  4 ready bool !
  5 restartCount int32 !
  6 image string !
  7 imageID string !
  8 containerID string
  9 started ?bool
  10 allocatedResources map[Quantity]
  11 resources ?ResourceRequirements
  12 volumeMounts []VolumeMountStatus merge=mountPath map=mountPath
  13 user ?ContainerUser
  14 allocatedResourcesStatus []ResourceStatus merge=name map=name
  15 stopSignal ?v1.Signal

PodResourceClaimStatus
  1 name string !
  2 resourceClaimName ?string

PodExtendedResourceClaimStatus
  1 requestMappings []ContainerExtendedResourceRequest !
  2 resourceClaimName string !

NodeAllocatableResourceClaimStatus
  1 resourceClaimName string !
  2 containers []string set
  3 resources map[Quantity] !

ContainerState
  1 waiting ?ContainerStateWaiting
  2 running ?ContainerStateRunning
  3 terminated ?ContainerStateTerminated

VolumeMountStatus
  1 name string !
  2 mountPath string !
  3 readOnly bool
  4 recursiveReadOnly ?v1.RecursiveReadOnlyMode
  5 volumeStatus ?VolumeStatus

ContainerUser
  1 linux ?LinuxContainerUser

ResourceStatus
  1 name v1.ResourceName !
  2 resources []ResourceHealth map=resourceID

ContainerExtendedResourceRequest
  1 containerName string !
  2 resourceName string !
  3 requestName string !

ContainerStateWaiting
  1 reason string
  2 message string

ContainerStateRunning
  1 startedAt Time

ContainerStateTerminated
  1 exitCode int32 !
  2 signal int32
  3 reason string
  4 message string
  5 startedAt Time
  6 finishedAt Time
  7 containerID string

VolumeStatus
  1 image ?ImageVolumeStatus

LinuxContainerUser
  1 uid int64 !
  2 gid int64 !
  3 supplementalGroups []int64

ResourceHealth
  1 resourceID v1.ResourceID !
  2 health v1.ResourceHealthStatus
  6 message ?string

ImageVolumeStatus
  1 imageRef string
`;
