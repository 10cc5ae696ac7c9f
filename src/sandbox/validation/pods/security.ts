/** Security contexts of pods and containers (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { type Fields, fieldAt, listAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import { goStruct } from '../../schema/go-value.ts';
import {
  duplicate,
  type FieldErrors,
  invalid,
  invalidEach,
  notSupported,
  oneOf,
  required,
  when,
} from '../field-errors.ts';
import { userId } from '../metadata/names.ts';
import { descendingPath } from '../volumes/paths.ts';

/** The security context of a container, where it has one. */
export function validateSecurityContext(context: unknown, path: string, hostUsers: boolean): FieldErrors {
  if (!isObject(context)) return [];
  const procMount = textAt(context, 'procMount');
  const unmasked = '`hostUsers` must be false to use `Unmasked`';
  return [
    ...idErrors(context, ['runAsUser', 'runAsGroup'], path),
    ...(procMount === '' ? [] : oneOf(procMount, `${path}.procMount`, ['Default', 'Unmasked'])),
    ...when(hostUsers && procMount === 'Unmasked', invalid(`${path}.procMount`, procMount, unmasked)),
    ...seccompErrors(context.seccompProfile, `${path}.seccompProfile`),
    ...escalationErrors(context, path),
    ...appArmorErrors(context.appArmorProfile, `${path}.appArmorProfile`),
  ];
}

/** The security context of a pod, where it has one. `pod` is the pod's spec. */
export function validatePodSecurityContext(pod: Fields, path: string): FieldErrors {
  const { securityContext: context } = pod;
  if (!isObject(context)) return [];
  const shares = pod.shareProcessNamespace === true && pod.hostPID === true;
  const both = 'ShareProcessNamespace and HostPID cannot both be enabled';
  const groups = fieldAt(context, 'supplementalGroups');
  return [
    ...idErrors(context, ['fsGroup', 'runAsUser', 'runAsGroup'], path),
    ...(Array.isArray(groups) ? groups : []).flatMap((group: unknown, i) =>
      invalidEach(`${path}.supplementalGroups[${i}]`, group, userId(Number(group))),
    ),
    ...when(shares, invalid(`${path}.shareProcessNamespace`, true, both)),
    ...sysctlErrors(listAt(context, 'sysctls'), `${path}.sysctls`),
    ...choiceErrors(context, path),
    ...seccompErrors(context.seccompProfile, `${path}.seccompProfile`),
    ...appArmorErrors(context.appArmorProfile, `${path}.appArmorProfile`),
  ];
}

function idErrors(context: Fields, fields: readonly string[], path: string): FieldErrors {
  return fields.flatMap((field) => {
    const id = numberAt(context, field);
    return id === undefined ? [] : invalidEach(`${path}.${field}`, id, userId(id));
  });
}

function choiceErrors(context: Fields, path: string): FieldErrors {
  const choices: Readonly<Record<string, readonly string[]>> = {
    fsGroupChangePolicy: ['Always', 'OnRootMismatch'],
    supplementalGroupsPolicy: ['Merge', 'Strict'],
    seLinuxChangePolicy: ['MountOption', 'Recursive'],
  };
  return Object.entries(choices).flatMap(([field, supported]) => {
    const value = context[field];
    return typeof value === 'string' ? oneOf(value, `${path}.${field}`, supported) : [];
  });
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function seccompErrors(profile: unknown, path: string): FieldErrors {
  if (!isObject(profile)) return [];
  const type = textAt(profile, 'type');
  const { localhostProfile: local } = profile;
  return [
    ...(type === '' ? [required(`${path}.type`, 'type is required when seccompProfile is set')] : []),
    ...(type === '' ? [] : oneOf(type, `${path}.type`, PROFILE_TYPES)),
    ...(type === 'Localhost'
      ? localSeccompErrors(local, `${path}.localhostProfile`)
      : when(
          local !== undefined,
          invalid(
            `${path}.localhostProfile`,
            goStruct(profile, 'SeccompProfile'),
            'can only be set when seccomp type is Localhost',
          ),
        )),
  ];
}

function localSeccompErrors(local: unknown, path: string): FieldErrors {
  if (typeof local === 'string') return descendingPath(local, path);
  return [required(path, 'must be set when seccomp type is Localhost')];
}

function appArmorErrors(profile: unknown, path: string): FieldErrors {
  if (!isObject(profile)) return [];
  const type = textAt(profile, 'type');
  const local = profile.localhostProfile;
  const at = `${path}.localhostProfile`;
  if (type === '') return [required(`${path}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILE_TYPES.includes(type)) return [notSupported(`${path}.type`, type, PROFILE_TYPES)];
  if (type !== 'Localhost') {
    return when(local !== undefined, invalid(at, local, 'can only be set when AppArmor type is Localhost'));
  }
  if (typeof local !== 'string' || local === '') return [required(at, 'must be set when AppArmor type is Localhost')];
  return when(local !== local.trim(), invalid(at, local, 'must not be padded with whitespace'));
}

function escalationErrors(context: Fields, path: string): FieldErrors {
  if (context.allowPrivilegeEscalation !== false) return [];
  const shown = goStruct(context, 'SecurityContext');
  const privileged = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
  const admin = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
  return [
    ...when(context.privileged === true, invalid(path, shown, privileged)),
    ...when(textsAt(context, 'capabilities.add').includes('CAP_SYS_ADMIN'), invalid(path, shown, admin)),
  ];
}

const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';

function sysctlErrors(sysctls: readonly Fields[], path: string): FieldErrors {
  const seen = new Set<string>();
  return sysctls.flatMap((sysctl, i) => {
    const name = textAt(sysctl, 'name');
    const at = `${path}[${i}].name`;
    if (name === '') return [required(at)];
    const isValid = name.length <= 253 && new RegExp(`^${SYSCTL}$`).test(name);
    const isSeen = seen.has(name);
    seen.add(name);
    return [
      ...when(!isValid, invalid(at, name, `must have at most 253 characters and match regex ^${SYSCTL}$`)),
      ...when(isValid && isSeen, duplicate(at, name)),
    ];
  });
}
