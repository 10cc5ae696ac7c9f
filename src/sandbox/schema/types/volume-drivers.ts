/** Volumes of storage systems (core/v1). Written as struct-notation.ts reads it. */
export const VOLUME_DRIVER_TYPES = `
GCEPersistentDiskVolumeSource
  1 pdName=PDName string !
  2 fsType=FSType string
  3 partition int32
  4 readOnly bool

AWSElasticBlockStoreVolumeSource
  1 volumeID string !
  2 fsType=FSType string
  3 partition int32
  4 readOnly bool

GitRepoVolumeSource
  1 repository string !
  2 revision string
  3 directory string

NFSVolumeSource
  1 server string !
  2 path string !
  3 readOnly bool

ISCSIVolumeSource
  1 targetPortal string !
  2 iqn=IQN string !
  3 lun int32 !
  4 iscsiInterface=ISCSIInterface string default=default
  5 fsType=FSType string
  6 readOnly bool
  7 portals []string
  8 chapAuthDiscovery=DiscoveryCHAPAuth bool
  11 chapAuthSession=SessionCHAPAuth bool
  10 secretRef ?LocalObjectReference
  12 initiatorName ?string

GlusterfsVolumeSource
  1 endpoints=EndpointsName string !
  2 path string !
  3 readOnly bool

RBDVolumeSource
  1 monitors=CephMonitors []string !
  2 image=RBDImage string !
  3 fsType=FSType string
  4 pool=RBDPool string default=rbd
  5 user=RadosUser string default=admin
  6 keyring string default=/etc/ceph/keyring
  7 secretRef ?LocalObjectReference
  8 readOnly bool

FlexVolumeSource
  1 driver string !
  2 fsType=FSType string
  3 secretRef ?LocalObjectReference
  4 readOnly bool
  5 options map[string]

CinderVolumeSource
  1 volumeID string !
  2 fsType=FSType string
  3 readOnly bool
  4 secretRef ?LocalObjectReference

CephFSVolumeSource
  1 monitors []string !
  2 path string
  3 user string
  4 secretFile string
  5 secretRef ?LocalObjectReference
  6 readOnly bool

FlockerVolumeSource
  1 datasetName string
  2 datasetUUID string

FCVolumeSource
  1 targetWWNs []string
  2 lun ?int32
  3 fsType=FSType string
  4 readOnly bool
  5 wwids=WWIDs []string

AzureFileVolumeSource
  1 secretName string !
  2 shareName string !
  3 readOnly bool

VsphereVirtualDiskVolumeSource
  1 volumePath string !
  2 fsType=FSType string
  3 storagePolicyName string
  4 storagePolicyID string

QuobyteVolumeSource
  1 registry string !
  2 volume string !
  3 readOnly bool
  4 user string
  5 group string
  6 tenant string

AzureDiskVolumeSource
  1 diskName string !
  2 diskURI=DataDiskURI string !
  3 cachingMode ?v1.AzureDataDiskCachingMode default=ReadWrite
  4 fsType=FSType ?string default=ext4
  5 readOnly ?bool
  6 kind ?v1.AzureDataDiskKind default=Shared

PhotonPersistentDiskVolumeSource
  1 pdID string !
  2 fsType=FSType string

PortworxVolumeSource
  1 volumeID string !
  2 fsType=FSType string
  3 readOnly bool

ScaleIOVolumeSource
  1 gateway string !
  2 system string !
  3 secretRef ?LocalObjectReference !
  4 sslEnabled=SSLEnabled bool
  5 protectionDomain string
  6 storagePool string
  7 storageMode string default=ThinProvisioned
  8 volumeName string
  9 fsType=FSType string default=xfs
  10 readOnly bool

StorageOSVolumeSource
  1 volumeName string
  2 volumeNamespace string
  3 fsType=FSType string
  4 readOnly bool
  5 secretRef ?LocalObjectReference

CSIVolumeSource
  1 driver string !
  2 readOnly ?bool
  3 fsType=FSType ?string
  4 volumeAttributes map[string]
  5 nodePublishSecretRef ?LocalObjectReference

LocalObjectReference atomic
  1 name string
`;
