/** The spec of a pod or of a pod template (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidatePodSpec`). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { validateHostNetworkPorts } from '../containers/container-ports.ts';
import { type PodContext, validateContainers, validateInitContainers } from '../containers/containers.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  oneOf,
  required,
  requiredOneOf,
  when,
} from '../field-errors.ts';
import { validateLabelKey, validateLabels } from '../metadata/labels.ts';
import { dnsLabel, dnsSubdomain, inRange } from '../metadata/names.ts';
import { validateResourceRequirements } from '../resources.ts';
import { validateVolumes } from '../volumes/volumes.ts';
import { validateHostAliases, validateHostnameOverride, validatePodDns } from './pod-dns.ts';
import { validateAffinity, validateTolerations, validateTopologySpread } from './scheduling.ts';
import { validatePodSecurityContext } from './security.ts';

/** Whether the spec is a pod's own or a template's. */
export interface PodSpecKind {
  readonly isPod: boolean;
}

/** The spec of a pod. */
export function validatePodSpec(spec: Fields, { isPod }: PodSpecKind, path: string): FieldErrors {
  const volumes = validateVolumes(listAt(spec, 'volumes'), `${path}.volumes`);
  const containers = listAt(spec, 'containers');
  const pod: PodContext = {
    volumes: volumes.known,
    claims: listAt(spec, 'resourceClaims').map((claim) => textAt(claim, 'name')),
    gracePeriod: numberAt(spec, 'terminationGracePeriodSeconds'),
    os: isObject(spec.os) ? textAt(spec.os, 'name') : undefined,
    restartPolicy: textAt(spec, 'restartPolicy'),
    hostUsers: spec.hostUsers !== false,
  };
  const initContainers = listAt(spec, 'initContainers');
  return [
    ...when(pod.gracePeriod === undefined, required(`${path}.terminationGracePeriodSeconds`)),
    ...volumes.errors,
    ...validateContainers(containers, pod, `${path}.containers`),
    ...validateInitContainers(initContainers, { pod, others: containers }, `${path}.initContainers`),
    ...podResourcesErrors(spec.resources, pod.claims, `${path}.resources`),
    ...(spec.hostNetwork === true ? validateHostNetworkPorts(containers, isPod, `${path}.containers`) : []),
    ...requiredOneOf(pod.restartPolicy, `${path}.restartPolicy`, ['Always', 'OnFailure', 'Never']),
    ...requiredOneOf(textAt(spec, 'dnsPolicy'), `${path}.dnsPolicy`, DNS_POLICIES),
    ...validateLabels(mapAt(spec, 'nodeSelector'), `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${path}.securityContext`),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validatePodDns(spec, path),
    ...gateErrors(spec, path),
    ...validateTopologySpread(listAt(spec, 'topologySpreadConstraints'), `${path}.topologySpreadConstraints`),
    ...hostUsersErrors(spec, path),
    ...validateHostnameOverride(spec, path),
    ...nameErrors(spec, path),
    ...deadlineErrors(numberAt(spec, 'activeDeadlineSeconds'), `${path}.activeDeadlineSeconds`),
    ...labelErrors(spec, path),
    ...validateTolerations(listAt(spec, 'tolerations'), `${path}.tolerations`),
    ...validateHostAliases(listAt(spec, 'hostAliases'), `${path}.hostAliases`),
    ...lateErrors(spec, path),
    ...fileKeyVolumeErrors(spec, path),
  ];
}

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function podResourcesErrors(resources: unknown, claims: readonly string[], path: string): FieldErrors {
  if (!isObject(resources)) return [];
  const detail = 'claims may not be set for Resources at pod-level';
  return [
    ...when(resources.claims !== undefined, forbidden(`${path}.claims`, detail)),
    ...validateResourceRequirements(resources, claims, path),
  ];
}

function gateErrors(spec: Fields, path: string): FieldErrors {
  const seen = new Set<string>();
  return [
    ...listAt(spec, 'readinessGates').flatMap((gate, i) =>
      validateLabelKey(textAt(gate, 'conditionType'), `${path}.readinessGates[${i}].conditionType`),
    ),
    ...listAt(spec, 'schedulingGates').flatMap((gate, i) => {
      const name = textAt(gate, 'name');
      const isSeen = seen.has(name);
      seen.add(name);
      const at = `${path}.schedulingGates[${i}]`;
      return [...validateLabelKey(name, at), ...when(isSeen, duplicate(at, name))];
    }),
  ];
}

function hostUsersErrors(spec: Fields, path: string): FieldErrors {
  if (spec.hostUsers !== false) return [];
  const detail = 'when `hostUsers` is false';
  return [
    ...when(spec.hostNetwork === true, forbidden(`${path}.hostNetwork`, detail)),
    ...when(spec.hostPID === true, forbidden(`${path}.HostPID`, detail)),
    ...when(spec.hostIPC === true, forbidden(`${path}.HostIPC`, detail)),
  ];
}

function nameErrors(spec: Fields, path: string): FieldErrors {
  return ['serviceAccountName', 'nodeName'].flatMap((field) => subdomainErrors(spec, field, path));
}

/** A name of another object, where it is set. */
function subdomainErrors(spec: Fields, field: string, path: string): FieldErrors {
  const name = textAt(spec, field);
  return name === '' ? [] : invalidEach(`${path}.${field}`, name, dnsSubdomain(name));
}

function labelErrors(spec: Fields, path: string): FieldErrors {
  return ['hostname', 'subdomain'].flatMap((field) => {
    const name = textAt(spec, field);
    return name === '' ? [] : invalidEach(`${path}.${field}`, name, dnsLabel(name));
  });
}

function deadlineErrors(seconds: number | undefined, path: string): FieldErrors {
  return seconds === undefined ? [] : invalidEach(path, seconds, inRange(seconds, 1, 2 ** 31 - 1));
}

function lateErrors(spec: Fields, path: string): FieldErrors {
  const { runtimeClassName, preemptionPolicy } = spec;
  const os = fieldAt(spec, 'os');
  return [
    ...subdomainErrors(spec, 'priorityClassName', path),
    ...(typeof runtimeClassName === 'string'
      ? invalidEach(`${path}.runtimeClassName`, runtimeClassName, dnsSubdomain(runtimeClassName))
      : []),
    ...(typeof preemptionPolicy === 'string'
      ? requiredOneOf(preemptionPolicy, `${path}.preemptionPolicy`, ['PreemptLowerPriority', 'Never'])
      : []),
    ...(isObject(spec.overhead) ? validateResourceRequirements({ limits: spec.overhead }, [], `${path}.overhead`) : []),
    ...(os === undefined ? [] : osErrors(textAt(os, 'name'), `${path}.os`)),
  ];
}

function osErrors(name: string, path: string): FieldErrors {
  return name === '' ? [required(`${path}.name`)] : oneOf(name, path, ['linux', 'windows']);
}

/** Variables that are read from a file need that file's volume. */
function fileKeyVolumeErrors(spec: Fields, path: string): FieldErrors {
  const volumes = new Map(listAt(spec, 'volumes').map((volume) => [textAt(volume, 'name'), volume]));
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    listAt(spec, list).flatMap((container, i) =>
      listAt(container, 'env').flatMap((variable, j) => {
        const ref = fieldAt(variable, 'valueFrom.fileKeyRef');
        if (ref === undefined) return [];
        const name = textAt(ref, 'volumeName');
        const at = `${path}.${list}[${i}].env[${j}].valueFrom.fileKeyRef.volumeName`;
        const volume = volumes.get(name);
        if (!volume) return [notFound(at, name)];
        return when(volume.emptyDir === undefined, invalid(at, name, 'referenced volume must be of type emptyDir'));
      }),
    ),
  );
}
