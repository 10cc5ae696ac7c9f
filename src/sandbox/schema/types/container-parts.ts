/** What containers are made of (core/v1). Written as struct-notation.ts reads it. */
export const CONTAINER_PART_TYPES = `
ContainerPort
  1 name string
  2 hostPort int32
  3 containerPort int32 !
  4 protocol v1.Protocol default=TCP
  5 hostIP string

EnvFromSource
  1 prefix string
  2 configMapRef ?ConfigMapEnvSource
  3 secretRef ?SecretEnvSource

ConfigMapEnvSource
  1.1 name string
  2 optional ?bool

SecretEnvSource
  1.1 name string
  2 optional ?bool

EnvVar
  1 name string !
  2 value string
  3 valueFrom ?EnvVarSource

EnvVarSource
  1 fieldRef ?ObjectFieldSelector
  2 resourceFieldRef ?ResourceFieldSelector
  3 configMapKeyRef ?ConfigMapKeySelector
  4 secretKeyRef ?SecretKeySelector
  5 fileKeyRef ?FileKeySelector

ConfigMapKeySelector atomic
  1.1 name string
  2 key string !
  3 optional ?bool

SecretKeySelector atomic
  1.1 name string
  2 key string !
  3 optional ?bool

FileKeySelector atomic
  1 volumeName string !
  2 path string !
  3 key string !
  4 optional ?bool

ResourceRequirements
  1 limits map[Quantity]
  2 requests map[Quantity]
  3 claims []ResourceClaim map=name

ResourceClaim
  1 name string !
  2 request string

ContainerResizePolicy
  1 resourceName v1.ResourceName !
  2 restartPolicy v1.ResourceResizeRestartPolicy !

ContainerRestartRule
  1 action v1.ContainerRestartRuleAction
  2 exitCodes ?ContainerRestartRuleOnExitCodes

ContainerRestartRuleOnExitCodes
  1 operator v1.ContainerRestartRuleOnExitCodesOperator
  2 values []int32 set

VolumeMount
  1 name string !
  2 readOnly bool
  7 recursiveReadOnly ?v1.RecursiveReadOnlyMode
  3 mountPath string !
  4 subPath string
  5 mountPropagation ?v1.MountPropagationMode
  6 subPathExpr string

VolumeDevice
  1 name string !
  2 devicePath string !

Probe
  1.1 exec ?ExecAction
  1.2 httpGet=HTTPGet ?HTTPGetAction
  1.3 tcpSocket=TCPSocket ?TCPSocketAction
  1.4 grpc=GRPC ?GRPCAction
  2 initialDelaySeconds int32
  3 timeoutSeconds int32
  4 periodSeconds int32
  5 successThreshold int32
  6 failureThreshold int32
  7 terminationGracePeriodSeconds ?int64

ExecAction
  1 command []string

HTTPGetAction
  1 path string
  2 port IntOrString !
  3 host string
  4 scheme v1.URIScheme
  5 httpHeaders=HTTPHeaders []HTTPHeader

TCPSocketAction
  1 port IntOrString !
  2 host string

GRPCAction
  1 port int32 !
  2 service ?string !

HTTPHeader
  1 name string !
  2 value string !

Lifecycle
  1 postStart ?LifecycleHandler
  2 preStop ?LifecycleHandler
  3 stopSignal ?v1.Signal

LifecycleHandler
  1 exec ?ExecAction
  2 httpGet=HTTPGet ?HTTPGetAction
  3 tcpSocket=TCPSocket ?TCPSocketAction
  4 sleep ?SleepAction

SleepAction
  1 seconds int64 !

SecurityContext
  1 capabilities ?Capabilities
  2 privileged ?bool
  3 seLinuxOptions=SELinuxOptions ?SELinuxOptions
  10 windowsOptions ?WindowsSecurityContextOptions
  4 runAsUser ?int64
  8 runAsGroup ?int64
  5 runAsNonRoot ?bool
  6 readOnlyRootFilesystem ?bool
  7 allowPrivilegeEscalation ?bool
  9 procMount ?v1.ProcMountType
  11 seccompProfile ?SeccompProfile
  12 appArmorProfile ?AppArmorProfile

Capabilities
  1 add []v1.Capability
  2 drop []v1.Capability

SELinuxOptions
  1 user string
  2 role string
  3 type string
  4 level string

WindowsSecurityContextOptions
  1 gmsaCredentialSpecName=GMSACredentialSpecName ?string
  2 gmsaCredentialSpec=GMSACredentialSpec ?string
  3 runAsUserName ?string
  4 hostProcess ?bool

SeccompProfile
  1 type v1.SeccompProfileType !
  2 localhostProfile ?string

AppArmorProfile
  1 type v1.AppArmorProfileType !
  2 localhostProfile ?string
`;
