/** What containers are made of (core/v1). Written as struct-notation.ts reads it. */
export const CONTAINER_PART_TYPES = `
ContainerPort
  name string
  hostPort int32
  containerPort int32 !
  protocol v1.Protocol default=TCP
  hostIP string

EnvFromSource
  prefix string
  configMapRef ?ConfigMapEnvSource
  secretRef ?SecretEnvSource

ConfigMapEnvSource
  name string
  optional ?bool

SecretEnvSource
  name string
  optional ?bool

EnvVar
  name string !
  value string
  valueFrom ?EnvVarSource

EnvVarSource
  fieldRef ?ObjectFieldSelector
  resourceFieldRef ?ResourceFieldSelector
  configMapKeyRef ?ConfigMapKeySelector
  secretKeyRef ?SecretKeySelector
  fileKeyRef ?FileKeySelector

ConfigMapKeySelector atomic
  name string
  key string !
  optional ?bool

SecretKeySelector atomic
  name string
  key string !
  optional ?bool

FileKeySelector atomic
  volumeName string !
  path string !
  key string !
  optional ?bool

ResourceRequirements
  limits map[Quantity]
  requests map[Quantity]
  claims []ResourceClaim map=name

ResourceClaim
  name string !
  request string

ContainerResizePolicy
  resourceName v1.ResourceName !
  restartPolicy v1.ResourceResizeRestartPolicy !

ContainerRestartRule
  action v1.ContainerRestartRuleAction
  exitCodes ?ContainerRestartRuleOnExitCodes

ContainerRestartRuleOnExitCodes
  operator v1.ContainerRestartRuleOnExitCodesOperator
  values []int32 set

VolumeMount
  name string !
  readOnly bool
  recursiveReadOnly ?v1.RecursiveReadOnlyMode
  mountPath string !
  subPath string
  mountPropagation ?v1.MountPropagationMode
  subPathExpr string

VolumeDevice
  name string !
  devicePath string !

Probe
  exec ?ExecAction
  httpGet=HTTPGet ?HTTPGetAction
  tcpSocket=TCPSocket ?TCPSocketAction
  grpc=GRPC ?GRPCAction
  initialDelaySeconds int32
  timeoutSeconds int32
  periodSeconds int32
  successThreshold int32
  failureThreshold int32
  terminationGracePeriodSeconds ?int64

ExecAction
  command []string

HTTPGetAction
  path string
  port IntOrString !
  host string
  scheme v1.URIScheme
  httpHeaders=HTTPHeaders []HTTPHeader

TCPSocketAction
  port IntOrString !
  host string

GRPCAction
  port int32 !
  service ?string !

HTTPHeader
  name string !
  value string !

Lifecycle
  postStart ?LifecycleHandler
  preStop ?LifecycleHandler
  stopSignal ?v1.Signal

LifecycleHandler
  exec ?ExecAction
  httpGet=HTTPGet ?HTTPGetAction
  tcpSocket=TCPSocket ?TCPSocketAction
  sleep ?SleepAction

SleepAction
  seconds int64 !

SecurityContext
  capabilities ?Capabilities
  privileged ?bool
  seLinuxOptions=SELinuxOptions ?SELinuxOptions
  windowsOptions ?WindowsSecurityContextOptions
  runAsUser ?int64
  runAsGroup ?int64
  runAsNonRoot ?bool
  readOnlyRootFilesystem ?bool
  allowPrivilegeEscalation ?bool
  procMount ?v1.ProcMountType
  seccompProfile ?SeccompProfile
  appArmorProfile ?AppArmorProfile

Capabilities
  add []v1.Capability
  drop []v1.Capability

SELinuxOptions
  user string
  role string
  type string
  level string

WindowsSecurityContextOptions
  gmsaCredentialSpecName=GMSACredentialSpecName ?string
  gmsaCredentialSpec=GMSACredentialSpec ?string
  runAsUserName ?string
  hostProcess ?bool

SeccompProfile
  type v1.SeccompProfileType !
  localhostProfile ?string

AppArmorProfile
  type v1.AppArmorProfileType !
  localhostProfile ?string
`;
