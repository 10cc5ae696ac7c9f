/** Pods, their templates and their containers (core/v1). Written as struct-notation.ts reads it. */
export const POD_TYPES = `
Pod
  kind string
  apiVersion string
  metadata ObjectMeta
  spec PodSpec
  status PodStatus

PodSpec
  volumes []Volume retainKeys merge=name map=name
  initContainers []Container merge=name map=name
  containers []Container ! merge=name map=name
  ephemeralContainers []EphemeralContainer merge=name map=name
  restartPolicy v1.RestartPolicy
  terminationGracePeriodSeconds ?int64
  activeDeadlineSeconds ?int64
  dnsPolicy=DNSPolicy v1.DNSPolicy
  nodeSelector map[string] atomic
  serviceAccountName string
  serviceAccount string
  automountServiceAccountToken ?bool
  nodeName string
  hostNetwork bool
  hostPID bool
  hostIPC bool
  shareProcessNamespace ?bool
  securityContext ?PodSecurityContext
  imagePullSecrets []LocalObjectReference merge=name map=name
  hostname string
  subdomain string
  affinity ?Affinity
  schedulerName string
  tolerations []Toleration
  hostAliases []HostAlias merge=ip map=ip
  priorityClassName string
  priority ?int32
  dnsConfig=DNSConfig ?PodDNSConfig
  readinessGates []PodReadinessGate
  runtimeClassName ?string
  enableServiceLinks ?bool
  preemptionPolicy ?v1.PreemptionPolicy
  overhead map[Quantity]
  topologySpreadConstraints []TopologySpreadConstraint merge=topologyKey map=topologyKey,whenUnsatisfiable
  setHostnameAsFQDN ?bool
  os=OS ?PodOS
  hostUsers ?bool
  schedulingGates []PodSchedulingGate merge=name map=name
  resourceClaims []PodResourceClaim retainKeys merge=name map=name
  resources ?ResourceRequirements
  hostnameOverride ?string
  schedulingGroup ?PodSchedulingGroup

Container
  name string !
  image string
  command []string
  args []string
  workingDir string
  ports []ContainerPort merge=containerPort map=containerPort,protocol
  envFrom []EnvFromSource
  env []EnvVar merge=name map=name
  resources ResourceRequirements
  resizePolicy []ContainerResizePolicy
  restartPolicy ?v1.ContainerRestartPolicy
  restartPolicyRules []ContainerRestartRule
  volumeMounts []VolumeMount merge=mountPath map=mountPath
  volumeDevices []VolumeDevice merge=devicePath map=devicePath
  livenessProbe ?Probe
  readinessProbe ?Probe
  startupProbe ?Probe
  lifecycle ?Lifecycle
  terminationMessagePath string
  terminationMessagePolicy v1.TerminationMessagePolicy
  imagePullPolicy v1.PullPolicy
  securityContext ?SecurityContext
  stdin bool
  stdinOnce bool
  tty=TTY bool

EphemeralContainer
  ...Container
  targetContainerName string

PodSecurityContext
  seLinuxOptions=SELinuxOptions ?SELinuxOptions
  windowsOptions ?WindowsSecurityContextOptions
  runAsUser ?int64
  runAsGroup ?int64
  runAsNonRoot ?bool
  supplementalGroups []int64
  supplementalGroupsPolicy ?v1.SupplementalGroupsPolicy
  fsGroup=FSGroup ?int64
  sysctls []Sysctl
  fsGroupChangePolicy=FSGroupChangePolicy ?v1.PodFSGroupChangePolicy
  seccompProfile ?SeccompProfile
  appArmorProfile ?AppArmorProfile
  seLinuxChangePolicy=SELinuxChangePolicy ?v1.PodSELinuxChangePolicy

HostAlias
  ip=IP string !
  hostnames []string

PodDNSConfig
  nameservers []string
  searches []string
  options []PodDNSConfigOption

PodReadinessGate
  conditionType v1.PodConditionType !

PodOS
  name v1.OSName !

PodSchedulingGate
  name string !

PodResourceClaim
  name string !
  resourceClaimName ?string
  resourceClaimTemplateName ?string

PodSchedulingGroup
  podGroupName ?string

Sysctl
  name string !
  value string !

PodDNSConfigOption
  name string
  value ?string

PodTemplateSpec
  metadata ObjectMeta
  spec PodSpec
`;
