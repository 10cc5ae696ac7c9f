/** Where containers mount volumes (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidateVolumeMounts`). */
import { type Fields, fieldAt, listAt, textAt } from '../../api/fields.ts';
import { type FieldErrors, forbidden, invalid, notFound, oneOf, required, when } from '../field-errors.ts';
import { backsteps, descendingPath } from './paths.ts';
import type { KnownVolumes } from './volumes.ts';

/** Mounts and block devices of a container. */
export function validateVolumeUse(container: Fields, volumes: KnownVolumes, path: string): FieldErrors {
  const mounts = listAt(container, 'volumeMounts');
  const devices = listAt(container, 'volumeDevices');
  const isPrivileged = fieldAt(container, 'securityContext.privileged') === true;
  const seen = new Set<string>();
  return [
    ...mounts.flatMap((mount, i) => {
      const mountPath = textAt(mount, 'mountPath');
      const isTaken = seen.has(mountPath);
      seen.add(mountPath);
      return mountErrors({ mount, volumes, devices, isTaken, isPrivileged }, { list: `${path}.volumeMounts`, i });
    }),
    ...deviceErrors(devices, { mounts, volumes }, `${path}.volumeDevices`),
  ];
}

interface MountCase {
  readonly mount: Fields;
  readonly volumes: KnownVolumes;
  readonly devices: readonly Fields[];
  readonly isTaken: boolean;
  readonly isPrivileged: boolean;
}

/** Some of the server's messages name the list, not the item. */
function mountErrors(found: MountCase, { list, i }: { readonly list: string; readonly i: number }): FieldErrors {
  const { mount, volumes, devices, isTaken } = found;
  const path = `${list}[${i}]`;
  const [name, mountPath] = [textAt(mount, 'name'), textAt(mount, 'mountPath')];
  const isDevice = devices.some((device) => textAt(device, 'name') === name);
  const isDevicePath = devices.some((device) => textAt(device, 'devicePath') === mountPath);
  const ofDevicePath = 'must not already exist as a path in volumeDevices';
  return [
    ...when(name === '', required(`${path}.name`)),
    ...when(!volumes.has(name), notFound(`${path}.name`, name)),
    ...when(mountPath === '', required(`${path}.mountPath`)),
    ...when(isTaken, invalid(`${path}.mountPath`, mountPath, 'must be unique')),
    ...when(isDevice, invalid(`${path}.name`, name, 'must not already exist in volumeDevices')),
    ...when(isDevicePath, invalid(`${path}.mountPath`, mountPath, ofDevicePath)),
    ...subPathErrors(mount, { list, path }),
    ...propagationErrors(found, `${list}.mountPropagation`),
    ...recursiveReadOnlyErrors(mount, `${list}.recursiveReadOnly`),
  ];
}

function subPathErrors(mount: Fields, { list, path }: { readonly list: string; readonly path: string }): FieldErrors {
  const [subPath, expression] = [textAt(mount, 'subPath'), textAt(mount, 'subPathExpr')];
  const both = 'subPathExpr and subPath are mutually exclusive';
  return [
    ...(subPath === '' ? [] : descendingPath(subPath, `${list}.subPath`)),
    ...when(subPath !== '' && expression !== '', invalid(`${path}.subPathExpr`, expression, both)),
    ...(expression === '' ? [] : descendingPath(expression, `${list}.subPathExpr`)),
  ];
}

function propagationErrors({ mount, isPrivileged }: MountCase, path: string): FieldErrors {
  const { mountPropagation: propagation } = mount;
  if (typeof propagation !== 'string') return [];
  const detail = 'Bidirectional mount propagation is available only to privileged containers';
  return [
    ...oneOf(propagation, path, ['Bidirectional', 'HostToContainer', 'None']),
    ...when(propagation === 'Bidirectional' && !isPrivileged, forbidden(path, detail)),
  ];
}

function recursiveReadOnlyErrors(mount: Fields, path: string): FieldErrors {
  const { recursiveReadOnly: mode } = mount;
  if (typeof mode !== 'string' || mode === 'Disabled') return [];
  const propagation = mount.mountPropagation;
  const isPropagated = propagation !== undefined && propagation !== 'None';
  if (mode !== 'Enabled' && mode !== 'IfPossible') return oneOf(mode, path, ['Disabled', 'Enabled', 'IfPossible']);
  return [
    ...when(mount.readOnly !== true, forbidden(path, 'may only be specified when readOnly is true')),
    ...when(isPropagated, forbidden(path, 'may only be specified when mountPropagation is None or not specified')),
  ];
}

interface DeviceContext {
  readonly mounts: readonly Fields[];
  readonly volumes: KnownVolumes;
}

function deviceErrors(devices: readonly Fields[], { mounts, volumes }: DeviceContext, list: string): FieldErrors {
  const names = new Set<string>();
  const paths = new Set<string>();
  return devices.flatMap((device, i) => {
    const at = `${list}[${i}]`;
    const [name, devicePath] = [textAt(device, 'name'), textAt(device, 'devicePath')];
    const kind = volumes.get(name);
    const isBlock = kind === 'persistentVolumeClaim' || kind === 'ephemeral';
    const climbs = backsteps(devicePath, at).length > 0;
    const errors = [
      ...when(name === '', required(`${at}.name`)),
      ...when(names.has(name), invalid(`${at}.name`, name, 'must be unique')),
      ...when(kind !== undefined && !isBlock, invalid(`${at}.name`, name, ONLY_CLAIMS)),
      ...when(kind === undefined, notFound(`${at}.name`, name)),
      ...when(devicePath === '', required(`${at}.devicePath`)),
      ...when(paths.has(devicePath), invalid(`${at}.devicePath`, devicePath, 'must be unique')),
      ...when(climbs, invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')")),
      ...mountedErrors(mounts, device, at),
    ];
    names.add(name);
    paths.add(devicePath);
    return errors;
  });
}

const ONLY_CLAIMS = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';

function mountedErrors(mounts: readonly Fields[], device: Fields, at: string): FieldErrors {
  const [name, devicePath] = [textAt(device, 'name'), textAt(device, 'devicePath')];
  const isMounted = mounts.some((mount) => textAt(mount, 'name') === name);
  const isMountPath = mounts.some((mount) => textAt(mount, 'mountPath') === devicePath);
  return [
    ...when(isMounted, invalid(`${at}.name`, name, 'must not already exist in volumeMounts')),
    ...when(isMountPath, invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts')),
  ];
}
