/** The containers of a pod (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `validateContainers` and what it calls). */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  required,
  requiredOneOf,
  when,
} from '../field-errors.ts';
import { dnsLabel } from '../metadata/names.ts';
import { validateSecurityContext } from '../pods/security.ts';
import { validateResourceRequirements } from '../resources.ts';
import { validateVolumeUse } from '../volumes/volume-mounts.ts';
import type { KnownVolumes } from '../volumes/volumes.ts';
import { validateEnv, validateEnvFrom } from './container-env.ts';
import { validateContainerPorts, validateHostPorts } from './container-ports.ts';
import { validateRestartRules } from './container-restarts.ts';
import { type PodEnding, validateLifecycle, validateProbe } from './probes.ts';

/** What containers are held against. */
export interface PodContext extends PodEnding {
  readonly volumes: KnownVolumes;
  /** Names of the pod's resource claims. */
  readonly claims: readonly string[];
  readonly restartPolicy: string;
  /** Whether the pod shares the host's users, which it does unless it says otherwise. */
  readonly hostUsers: boolean;
}

/** The main containers: at least one. */
export function validateContainers(containers: readonly Fields[], pod: PodContext, path: string): FieldErrors {
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  return [
    ...containers.flatMap((container, i) => {
      const at = `${path}[${i}]`;
      return [
        ...anyContainerErrors(container, pod, at),
        ...repeatedName(textAt(container, 'name'), names, at),
        ...validateLifecycle(container, pod, at),
        ...probeErrors(container, at),
        ...validateRestartRules(container, at),
      ];
    }),
    ...validateHostPorts(containers, path),
  ];
}

/** The init containers. `others` are the main ones, whose names are taken. */
export function validateInitContainers(
  containers: readonly Fields[],
  { pod, others }: { readonly pod: PodContext; readonly others: readonly Fields[] },
  path: string,
): FieldErrors {
  const names = new Set(others.map((container) => textAt(container, 'name')));
  return containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const isSidecar = container.restartPolicy === 'Always';
    return [
      ...anyContainerErrors(container, pod, at),
      ...initRestartErrors(container, at),
      ...repeatedName(textAt(container, 'name'), names, at),
      ...validateHostPorts([container], path),
      ...(isSidecar
        ? [...validateLifecycle(container, pod, at), ...probeErrors(container, at)]
        : onlyForSidecars(container, at)),
    ];
  });
}

function anyContainerErrors(container: Fields, pod: PodContext, path: string): FieldErrors {
  const name = textAt(container, 'name');
  const resources = container.resources;
  return [
    ...(name === '' ? [required(`${path}.name`)] : invalidEach(`${path}.name`, name, dnsLabel(name))),
    ...when(textAt(container, 'image') === '', required(`${path}.image`)),
    ...requiredOneOf(textAt(container, 'terminationMessagePolicy'), `${path}.terminationMessagePolicy`, [
      'File',
      'FallbackToLogsOnError',
    ]),
    ...validateContainerPorts(listAt(container, 'ports'), `${path}.ports`),
    ...validateEnv(listAt(container, 'env'), `${path}.env`),
    ...validateEnvFrom(listAt(container, 'envFrom'), `${path}.envFrom`),
    ...validateVolumeUse(container, pod.volumes, path),
    ...requiredOneOf(textAt(container, 'imagePullPolicy'), `${path}.imagePullPolicy`, [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
    ...validateResourceRequirements(
      typeof resources === 'object' && resources !== null ? { ...resources } : {},
      pod.claims,
      `${path}.resources`,
    ),
    ...resizeErrors(listAt(container, 'resizePolicy'), pod.restartPolicy, `${path}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, `${path}.securityContext`, pod.hostUsers),
  ];
}

function repeatedName(name: string, names: Set<string>, path: string): FieldErrors {
  const isTaken = names.has(name);
  names.add(name);
  return when(isTaken, duplicate(`${path}.name`, name));
}

function probeErrors(container: Fields, path: string): FieldErrors {
  return PROBES.flatMap((kind) => validateProbe(container, kind, path));
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function onlyForSidecars(container: Fields, path: string): FieldErrors {
  const detail = 'may not be set for init containers without restartPolicy=Always';
  return ['lifecycle', ...PROBES].flatMap((field) =>
    when(container[field] !== undefined, forbidden(`${path}.${field}`, detail)),
  );
}

function initRestartErrors(container: Fields, path: string): FieldErrors {
  const hasRules = listAt(container, 'restartPolicyRules').length > 0;
  if (container.restartPolicy !== 'Always') return validateRestartRules(container, path);
  const detail = 'restartPolicyRules are not allowed for init containers with restart policy Always';
  return when(hasRules, forbidden(`${path}.restartPolicyRules`, detail));
}

function resizeErrors(policies: readonly Fields[], podRestartPolicy: string, path: string): FieldErrors {
  const seen = new Set<string>();
  return policies.flatMap((policy, i) => {
    const resource = textAt(policy, 'resourceName');
    const restart = textAt(policy, 'restartPolicy');
    const isSeen = seen.has(resource);
    seen.add(resource);
    const never = podRestartPolicy === 'Never' && restart !== 'NotRequired';
    return [
      ...when(isSeen, duplicate(`${path}[${i}]`, resource)),
      ...requiredOneOf(resource, path, ['cpu', 'memory']),
      ...requiredOneOf(restart, path, ['NotRequired', 'RestartContainer']),
      ...when(never, invalid(path, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'")),
    ];
  });
}
