/** What pods mount (core/v1). Written as struct-notation.ts reads it. */
export const VOLUME_TYPES = `
Volume
  name string !
  hostPath ?HostPathVolumeSource
  emptyDir ?EmptyDirVolumeSource
  gcePersistentDisk=GCEPersistentDisk ?GCEPersistentDiskVolumeSource
  awsElasticBlockStore=AWSElasticBlockStore ?AWSElasticBlockStoreVolumeSource
  gitRepo ?GitRepoVolumeSource
  secret ?SecretVolumeSource
  nfs=NFS ?NFSVolumeSource
  iscsi=ISCSI ?ISCSIVolumeSource
  glusterfs ?GlusterfsVolumeSource
  persistentVolumeClaim ?PersistentVolumeClaimVolumeSource
  rbd=RBD ?RBDVolumeSource
  flexVolume ?FlexVolumeSource
  cinder ?CinderVolumeSource
  cephfs=CephFS ?CephFSVolumeSource
  flocker ?FlockerVolumeSource
  downwardAPI ?DownwardAPIVolumeSource
  fc=FC ?FCVolumeSource
  azureFile ?AzureFileVolumeSource
  configMap ?ConfigMapVolumeSource
  vsphereVolume ?VsphereVirtualDiskVolumeSource
  quobyte ?QuobyteVolumeSource
  azureDisk ?AzureDiskVolumeSource
  photonPersistentDisk ?PhotonPersistentDiskVolumeSource
  projected ?ProjectedVolumeSource
  portworxVolume ?PortworxVolumeSource
  scaleIO ?ScaleIOVolumeSource
  storageos=StorageOS ?StorageOSVolumeSource
  csi=CSI ?CSIVolumeSource
  ephemeral ?EphemeralVolumeSource
  image ?ImageVolumeSource

HostPathVolumeSource
  path string !
  type ?v1.HostPathType

EmptyDirVolumeSource
  medium v1.StorageMedium
  sizeLimit ?Quantity

SecretVolumeSource
  secretName string
  items []KeyToPath
  defaultMode ?int32
  optional ?bool

PersistentVolumeClaimVolumeSource
  claimName string !
  readOnly bool

DownwardAPIVolumeSource
  items []DownwardAPIVolumeFile
  defaultMode ?int32

ConfigMapVolumeSource
  name string
  items []KeyToPath
  defaultMode ?int32
  optional ?bool

ProjectedVolumeSource
  sources []VolumeProjection !
  defaultMode ?int32

EphemeralVolumeSource
  volumeClaimTemplate ?PersistentVolumeClaimTemplate

ImageVolumeSource
  reference string
  pullPolicy v1.PullPolicy

KeyToPath
  key string !
  path string !
  mode ?int32

DownwardAPIVolumeFile
  path string !
  fieldRef ?ObjectFieldSelector
  resourceFieldRef ?ResourceFieldSelector
  mode ?int32

VolumeProjection
  secret ?SecretProjection
  downwardAPI ?DownwardAPIProjection
  configMap ?ConfigMapProjection
  serviceAccountToken ?ServiceAccountTokenProjection
  clusterTrustBundle ?ClusterTrustBundleProjection
  podCertificate ?PodCertificateProjection

PersistentVolumeClaimTemplate
  metadata ObjectMeta
  spec PersistentVolumeClaimSpec !

ObjectFieldSelector atomic
  apiVersion=APIVersion string
  fieldPath string !

ResourceFieldSelector atomic
  containerName string
  resource string !
  divisor Quantity

SecretProjection
  name string
  items []KeyToPath
  optional ?bool

DownwardAPIProjection
  items []DownwardAPIVolumeFile

ConfigMapProjection
  name string
  items []KeyToPath
  optional ?bool

ServiceAccountTokenProjection
  audience string
  expirationSeconds ?int64
  path string !

ClusterTrustBundleProjection
  name ?string
  signerName ?string
  labelSelector ?LabelSelector
  optional ?bool
  path string !

PodCertificateProjection
  signerName string
  keyType string
  maxExpirationSeconds ?int32
  credentialBundlePath string
  keyPath string
  certificateChainPath string
  userAnnotations map[string]

PersistentVolumeClaimSpec
  accessModes []v1.PersistentVolumeAccessMode
  selector ?LabelSelector
  resources VolumeResourceRequirements
  volumeName string
  storageClassName ?string
  volumeMode ?v1.PersistentVolumeMode
  dataSource ?TypedLocalObjectReference
  dataSourceRef ?TypedObjectReference
  volumeAttributesClassName ?string

VolumeResourceRequirements
  limits map[Quantity]
  requests map[Quantity]

TypedLocalObjectReference atomic
  apiGroup=APIGroup ?string !
  kind string !
  name string !

TypedObjectReference
  apiGroup=APIGroup ?string !
  kind string !
  name string !
  namespace ?string
`;
