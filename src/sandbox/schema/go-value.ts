/**
 * An object as the server prints it in a message about its internal version: Go's field names and order, and every field, set or not.
 * Metadata and selectors are printed as in JSON, because their internal version has JSON names
 * (Kubernetes 1.36, pkg/apis/core/types.go, pkg/apis/batch/types.go).
 */
import { isObject, type JsonObject } from './decode.ts';
import type { Field, FieldType } from './field-types.ts';
import { structNamed } from './schema.ts';

/** A value of a type as the server's messages show it. */
export function goValue(value: unknown, type: FieldType): unknown {
  switch (type.kind) {
    case 'pointer':
      return value === undefined || value === null ? null : goValue(value, type.to);
    case 'list':
      return Array.isArray(value) ? value.map((item) => goValue(item, type.of)) : null;
    case 'map':
      return isObject(value) ? sortedMap(value, type.of) : null;
    case 'struct':
      return goStruct(isObject(value) ? value : {}, type.name);
    case 'string':
      return value ?? '';
    case 'bool':
      return value ?? false;
    case 'int':
      return value ?? 0;
    case 'special':
      return value ?? (type.name === 'Quantity' ? '0' : type.name === 'IntOrString' ? 0 : null);
  }
}

/** A struct of this name as the server's messages show it. */
export function goStruct(value: JsonObject, name: string): JsonObject {
  if (JSON_NAMED.has(name)) return value;
  if (name === 'PodTemplateSpec' || name === 'PersistentVolumeClaimTemplate') return templateStruct(value, name);
  if (name === 'PodSpec') return podSpecStruct(value);
  const { fields, byName } = structNamed(name);
  const order = GO_ORDER[name]?.map((field) => byName.get(field)).filter((field) => field !== undefined) ?? fields;
  return Object.fromEntries(order.map((field) => entry(value, field)));
}

/** Types that have JSON names inside the server too. */
const JSON_NAMED: ReadonlySet<string> = new Set([
  'ObjectMeta',
  'OwnerReference',
  'LabelSelector',
  'LabelSelectorRequirement',
  'Condition',
]);

/** Structs whose internal fields are in another order. */
const GO_ORDER: Readonly<Record<string, readonly string[]>> = {
  PodSpec: words(`volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds
    activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName automountServiceAccountToken nodeName securityContext
    imagePullSecrets hostname subdomain setHostnameAsFQDN affinity schedulerName tolerations hostAliases priorityClassName priority
    preemptionPolicy dnsConfig readinessGates runtimeClassName overhead enableServiceLinks topologySpreadConstraints os
    schedulingGates resourceClaims resources hostnameOverride schedulingGroup`),
  PodSecurityContext: words(`seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups
    supplementalGroupsPolicy fsGroup fsGroupChangePolicy sysctls seccompProfile appArmorProfile seLinuxChangePolicy`),
  Volume: words(`name hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs
    persistentVolumeClaim rbd quobyte flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume azureDisk
    photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image`),
};

/** What the internal version keeps in the security context of a pod. */
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

/** Embedded metadata stands among the fields of its struct. */
function templateStruct(value: JsonObject, name: string): JsonObject {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const spec = structNamed(name).byName.get('spec');
  return { ...metadata, ...(spec ? Object.fromEntries([entry(value, spec)]) : {}) };
}

function podSpecStruct(value: JsonObject): JsonObject {
  const { byName } = structNamed('PodSpec');
  const host = HOST_FIELDS.map((name) => byName.get(name)).filter((field) => field !== undefined);
  const isHostSet = host.some(({ name }) => value[name] !== undefined);
  const order = (GO_ORDER.PodSpec ?? []).map((name) => byName.get(name)).filter((field) => field !== undefined);
  const printed = Object.fromEntries(order.map((field) => entry(value, field)));
  const context = isObject(value.securityContext) || isHostSet ? value.securityContext : undefined;
  if (context === undefined) return printed;
  const own = goStruct(isObject(context) ? context : {}, 'PodSecurityContext');
  return { ...printed, SecurityContext: { ...Object.fromEntries(host.map((field) => entry(value, field))), ...own } };
}

function entry(value: JsonObject, field: Field): readonly [string, unknown] {
  return [field.goName, goValue(value[field.name], field.type)];
}

function sortedMap(value: JsonObject, of: FieldType): JsonObject {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, goValue(item, of)]));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
