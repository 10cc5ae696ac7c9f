/** Volumes of storage systems (core/v1). Written as struct-notation.ts reads it. */
export const VOLUME_DRIVER_TYPES = `
GCEPersistentDiskVolumeSource
  pdName=PDName string !
  fsType=FSType string
  partition int32
  readOnly bool

AWSElasticBlockStoreVolumeSource
  volumeID string !
  fsType=FSType string
  partition int32
  readOnly bool

GitRepoVolumeSource
  repository string !
  revision string
  directory string

NFSVolumeSource
  server string !
  path string !
  readOnly bool

ISCSIVolumeSource
  targetPortal string !
  iqn=IQN string !
  lun int32 !
  iscsiInterface=ISCSIInterface string default=default
  fsType=FSType string
  readOnly bool
  portals []string
  chapAuthDiscovery=DiscoveryCHAPAuth bool
  chapAuthSession=SessionCHAPAuth bool
  secretRef ?LocalObjectReference
  initiatorName ?string

GlusterfsVolumeSource
  endpoints=EndpointsName string !
  path string !
  readOnly bool

RBDVolumeSource
  monitors=CephMonitors []string !
  image=RBDImage string !
  fsType=FSType string
  pool=RBDPool string default=rbd
  user=RadosUser string default=admin
  keyring string default=/etc/ceph/keyring
  secretRef ?LocalObjectReference
  readOnly bool

FlexVolumeSource
  driver string !
  fsType=FSType string
  secretRef ?LocalObjectReference
  readOnly bool
  options map[string]

CinderVolumeSource
  volumeID string !
  fsType=FSType string
  readOnly bool
  secretRef ?LocalObjectReference

CephFSVolumeSource
  monitors []string !
  path string
  user string
  secretFile string
  secretRef ?LocalObjectReference
  readOnly bool

FlockerVolumeSource
  datasetName string
  datasetUUID string

FCVolumeSource
  targetWWNs []string
  lun ?int32
  fsType=FSType string
  readOnly bool
  wwids=WWIDs []string

AzureFileVolumeSource
  secretName string !
  shareName string !
  readOnly bool

VsphereVirtualDiskVolumeSource
  volumePath string !
  fsType=FSType string
  storagePolicyName string
  storagePolicyID string

QuobyteVolumeSource
  registry string !
  volume string !
  readOnly bool
  user string
  group string
  tenant string

AzureDiskVolumeSource
  diskName string !
  diskURI=DataDiskURI string !
  cachingMode ?v1.AzureDataDiskCachingMode default=ReadWrite
  fsType=FSType ?string default=ext4
  readOnly ?bool
  kind ?v1.AzureDataDiskKind default=Shared

PhotonPersistentDiskVolumeSource
  pdID string !
  fsType=FSType string

PortworxVolumeSource
  volumeID string !
  fsType=FSType string
  readOnly bool

ScaleIOVolumeSource
  gateway string !
  system string !
  secretRef ?LocalObjectReference !
  sslEnabled=SSLEnabled bool
  protectionDomain string
  storagePool string
  storageMode string default=ThinProvisioned
  volumeName string
  fsType=FSType string default=xfs
  readOnly bool

StorageOSVolumeSource
  volumeName string
  volumeNamespace string
  fsType=FSType string
  readOnly bool
  secretRef ?LocalObjectReference

CSIVolumeSource
  driver string !
  readOnly ?bool
  fsType=FSType ?string
  volumeAttributes map[string]
  nodePublishSecretRef ?LocalObjectReference

LocalObjectReference atomic
  name string
`;
