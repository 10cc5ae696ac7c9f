/** Pods, their templates and their containers (core/v1). Written as struct-notation.ts reads it. */
export const POD_TYPES = `
Pod
  kind string
  apiVersion string
  1 metadata ObjectMeta
  2 spec PodSpec
  3 status PodStatus

PodSpec
  1 volumes []Volume retainKeys merge=name map=name
  20 initContainers []Container merge=name map=name
  2 containers []Container ! merge=name map=name
  34 ephemeralContainers []EphemeralContainer merge=name map=name
  3 restartPolicy v1.RestartPolicy
  4 terminationGracePeriodSeconds ?int64
  5 activeDeadlineSeconds ?int64
  6 dnsPolicy=DNSPolicy v1.DNSPolicy
  7 nodeSelector map[string] atomic
  8 serviceAccountName string
  9 serviceAccount string
  21 automountServiceAccountToken ?bool
  10 nodeName string
  11 hostNetwork bool
  12 hostPID bool
  13 hostIPC bool
  27 shareProcessNamespace ?bool
  14 securityContext ?PodSecurityContext
  15 imagePullSecrets []LocalObjectReference merge=name map=name
  16 hostname string
  17 subdomain string
  18 affinity ?Affinity
  19 schedulerName string
  22 tolerations []Toleration
  23 hostAliases []HostAlias merge=ip map=ip
  24 priorityClassName string
  25 priority ?int32
  26 dnsConfig=DNSConfig ?PodDNSConfig
  28 readinessGates []PodReadinessGate
  29 runtimeClassName ?string
  30 enableServiceLinks ?bool
  31 preemptionPolicy ?v1.PreemptionPolicy
  32 overhead map[Quantity]
  33 topologySpreadConstraints []TopologySpreadConstraint merge=topologyKey map=topologyKey,whenUnsatisfiable
  35 setHostnameAsFQDN ?bool
  36 os=OS ?PodOS
  37 hostUsers ?bool
  38 schedulingGates []PodSchedulingGate merge=name map=name
  39 resourceClaims []PodResourceClaim retainKeys merge=name map=name
  40 resources ?ResourceRequirements
  41 hostnameOverride ?string
  43 schedulingGroup ?PodSchedulingGroup

Container
  1 name string !
  2 image string
  3 command []string
  4 args []string
  5 workingDir string
  6 ports []ContainerPort merge=containerPort map=containerPort,protocol
  19 envFrom []EnvFromSource
  7 env []EnvVar merge=name map=name
  8 resources ResourceRequirements
  23 resizePolicy []ContainerResizePolicy
  24 restartPolicy ?v1.ContainerRestartPolicy
  25 restartPolicyRules []ContainerRestartRule
  9 volumeMounts []VolumeMount merge=mountPath map=mountPath
  21 volumeDevices []VolumeDevice merge=devicePath map=devicePath
  10 livenessProbe ?Probe
  11 readinessProbe ?Probe
  22 startupProbe ?Probe
  12 lifecycle ?Lifecycle
  13 terminationMessagePath string
  20 terminationMessagePolicy v1.TerminationMessagePolicy
  14 imagePullPolicy v1.PullPolicy
  15 securityContext ?SecurityContext
  16 stdin bool
  17 stdinOnce bool
  18 tty=TTY bool

EphemeralContainer
  1 ...Container
  2 targetContainerName string

PodSecurityContext
  1 seLinuxOptions=SELinuxOptions ?SELinuxOptions
  8 windowsOptions ?WindowsSecurityContextOptions
  2 runAsUser ?int64
  6 runAsGroup ?int64
  3 runAsNonRoot ?bool
  4 supplementalGroups []int64
  12 supplementalGroupsPolicy ?v1.SupplementalGroupsPolicy
  5 fsGroup=FSGroup ?int64
  7 sysctls []Sysctl
  9 fsGroupChangePolicy=FSGroupChangePolicy ?v1.PodFSGroupChangePolicy
  10 seccompProfile ?SeccompProfile
  11 appArmorProfile ?AppArmorProfile
  13 seLinuxChangePolicy=SELinuxChangePolicy ?v1.PodSELinuxChangePolicy

HostAlias
  1 ip=IP string !
  2 hostnames []string

PodDNSConfig
  1 nameservers []string
  2 searches []string
  3 options []PodDNSConfigOption

PodReadinessGate
  1 conditionType v1.PodConditionType !

PodOS
  1 name v1.OSName !

PodSchedulingGate
  1 name string !

PodResourceClaim
  1 name string !
  3 resourceClaimName ?string
  4 resourceClaimTemplateName ?string

PodSchedulingGroup
  1 podGroupName ?string

Sysctl
  1 name string !
  2 value string !

PodDNSConfigOption
  1 name string
  2 value ?string

PodTemplateSpec
  1 metadata ObjectMeta
  2 spec PodSpec
`;
