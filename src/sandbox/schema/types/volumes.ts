/** What pods mount (core/v1). Written as struct-notation.ts reads it. */
export const VOLUME_TYPES = `
Volume
  1 name string !
  2.1 hostPath ?HostPathVolumeSource
  2.2 emptyDir ?EmptyDirVolumeSource
  2.3 gcePersistentDisk=GCEPersistentDisk ?GCEPersistentDiskVolumeSource
  2.4 awsElasticBlockStore=AWSElasticBlockStore ?AWSElasticBlockStoreVolumeSource
  2.5 gitRepo ?GitRepoVolumeSource
  2.6 secret ?SecretVolumeSource
  2.7 nfs=NFS ?NFSVolumeSource
  2.8 iscsi=ISCSI ?ISCSIVolumeSource
  2.9 glusterfs ?GlusterfsVolumeSource
  2.10 persistentVolumeClaim ?PersistentVolumeClaimVolumeSource
  2.11 rbd=RBD ?RBDVolumeSource
  2.12 flexVolume ?FlexVolumeSource
  2.13 cinder ?CinderVolumeSource
  2.14 cephfs=CephFS ?CephFSVolumeSource
  2.15 flocker ?FlockerVolumeSource
  2.16 downwardAPI ?DownwardAPIVolumeSource
  2.17 fc=FC ?FCVolumeSource
  2.18 azureFile ?AzureFileVolumeSource
  2.19 configMap ?ConfigMapVolumeSource
  2.20 vsphereVolume ?VsphereVirtualDiskVolumeSource
  2.21 quobyte ?QuobyteVolumeSource
  2.22 azureDisk ?AzureDiskVolumeSource
  2.23 photonPersistentDisk ?PhotonPersistentDiskVolumeSource
  2.26 projected ?ProjectedVolumeSource
  2.24 portworxVolume ?PortworxVolumeSource
  2.25 scaleIO ?ScaleIOVolumeSource
  2.27 storageos=StorageOS ?StorageOSVolumeSource
  2.28 csi=CSI ?CSIVolumeSource
  2.29 ephemeral ?EphemeralVolumeSource
  2.30 image ?ImageVolumeSource

HostPathVolumeSource
  1 path string !
  2 type ?v1.HostPathType

EmptyDirVolumeSource
  1 medium v1.StorageMedium
  2 sizeLimit ?Quantity

SecretVolumeSource
  1 secretName string
  2 items []KeyToPath
  3 defaultMode ?int32
  4 optional ?bool

PersistentVolumeClaimVolumeSource
  1 claimName string !
  2 readOnly bool

DownwardAPIVolumeSource
  1 items []DownwardAPIVolumeFile
  2 defaultMode ?int32

ConfigMapVolumeSource
  1.1 name string
  2 items []KeyToPath
  3 defaultMode ?int32
  4 optional ?bool

ProjectedVolumeSource
  1 sources []VolumeProjection !
  2 defaultMode ?int32

EphemeralVolumeSource
  1 volumeClaimTemplate ?PersistentVolumeClaimTemplate

ImageVolumeSource
  1 reference string
  2 pullPolicy v1.PullPolicy

KeyToPath
  1 key string !
  2 path string !
  3 mode ?int32

DownwardAPIVolumeFile
  1 path string !
  2 fieldRef ?ObjectFieldSelector
  3 resourceFieldRef ?ResourceFieldSelector
  4 mode ?int32

VolumeProjection
  1 secret ?SecretProjection
  2 downwardAPI ?DownwardAPIProjection
  3 configMap ?ConfigMapProjection
  4 serviceAccountToken ?ServiceAccountTokenProjection
  5 clusterTrustBundle ?ClusterTrustBundleProjection
  6 podCertificate ?PodCertificateProjection

PersistentVolumeClaimTemplate
  1 metadata ObjectMeta
  2 spec PersistentVolumeClaimSpec !

ObjectFieldSelector atomic
  1 apiVersion=APIVersion string
  2 fieldPath string !

ResourceFieldSelector atomic
  1 containerName string
  2 resource string !
  3 divisor Quantity

SecretProjection
  1.1 name string
  2 items []KeyToPath
  4 optional ?bool

DownwardAPIProjection
  1 items []DownwardAPIVolumeFile

ConfigMapProjection
  1.1 name string
  2 items []KeyToPath
  4 optional ?bool

ServiceAccountTokenProjection
  1 audience string
  2 expirationSeconds ?int64
  3 path string !

ClusterTrustBundleProjection
  1 name ?string
  2 signerName ?string
  3 labelSelector ?LabelSelector
  5 optional ?bool
  4 path string !

PodCertificateProjection
  1 signerName string
  2 keyType string
  3 maxExpirationSeconds ?int32
  4 credentialBundlePath string
  5 keyPath string
  6 certificateChainPath string
  7 userAnnotations map[string]

PersistentVolumeClaimSpec
  1 accessModes []v1.PersistentVolumeAccessMode
  4 selector ?LabelSelector
  2 resources VolumeResourceRequirements
  3 volumeName string
  5 storageClassName ?string
  6 volumeMode ?v1.PersistentVolumeMode
  7 dataSource ?TypedLocalObjectReference
  8 dataSourceRef ?TypedObjectReference
  9 volumeAttributesClassName ?string

VolumeResourceRequirements
  1 limits map[Quantity]
  2 requests map[Quantity]

TypedLocalObjectReference atomic
  1 apiGroup=APIGroup ?string !
  2 kind string !
  3 name string !

TypedObjectReference
  1 apiGroup=APIGroup ?string !
  2 kind string !
  3 name string !
  4 namespace ?string
`;
