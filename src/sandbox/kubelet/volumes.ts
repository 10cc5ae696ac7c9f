/** The volumes of a pod, and where its containers see them (Kubernetes 1.36, pkg/volume). */
import { type Fields, fieldAt, listAt, textAt } from '../api/fields.ts';
import type { Mount } from '../containers/files/file-tree.ts';
import { type DirectoryNode, directory, file, type Inode } from '../containers/files/inodes.ts';
import { resolvePath } from '../containers/files/paths.ts';
import { ConfigFault, dataOf, expanded, fieldValue, type PodSource, resourceValue } from './environment.ts';

/** Directories that belong to a node, by their paths on it. */
export type HostPaths = Map<string, DirectoryNode>;

/** What volumes are made with. */
export interface VolumeSource extends PodSource {
  readonly nowMs: number;
  readonly hostPaths: HostPaths;
}

/** A volume that cannot be had (yet). */
export class VolumeFault extends ConfigFault {
  readonly volume: string;

  constructor(volume: string, message: string) {
    super(message);
    this.volume = volume;
  }
}

/** A pod's volumes by name. Throws a `VolumeFault`. */
export function volumesOf(source: VolumeSource): ReadonlyMap<string, DirectoryNode> {
  return new Map(
    listAt(source.pod, 'spec.volumes').map((volume) => {
      const name = textAt(volume, 'name');
      try {
        return [name, volumeOf(source, volume)];
      } catch (error) {
        if (error instanceof ConfigFault) throw new VolumeFault(name, error.message);
        throw error;
      }
    }),
  );
}

function volumeOf(source: VolumeSource, volume: Fields): DirectoryNode {
  const { nowMs, hostPaths } = source;
  const root = directory(nowMs, 0o777);
  const hostPath = textAt(volume, 'hostPath.path');
  if (hostPath !== '') {
    const known = hostPaths.get(hostPath) ?? root;
    hostPaths.set(hostPath, known);
    return known;
  }
  for (const [path, content] of filesOf(source, volume)) put(root, path, file(content, nowMs));
  return root;
}

type Files = readonly (readonly [path: string, content: string | Buffer])[];

/** The files that a volume begins with; an empty one has none, nor has one of a kind that is only a place here (claims, NFS, …). */
function filesOf(source: VolumeSource, volume: Fields): Files {
  const map = fieldAt(volume, 'configMap');
  if (map !== undefined) return keysOf(source, { resource: 'configmaps', name: textAt(map, 'name'), from: map });
  const secret = fieldAt(volume, 'secret');
  if (secret !== undefined)
    return keysOf(source, { resource: 'secrets', name: textAt(secret, 'secretName'), from: secret });
  const downward = fieldAt(volume, 'downwardAPI');
  if (downward !== undefined) return downwardFiles(source, downward);
  return listAt(volume, 'projected.sources').flatMap((projected) => projectedFiles(source, projected));
}

function projectedFiles(source: VolumeSource, projected: Fields): Files {
  const map = fieldAt(projected, 'configMap');
  if (map !== undefined) return keysOf(source, { resource: 'configmaps', name: textAt(map, 'name'), from: map });
  const secret = fieldAt(projected, 'secret');
  if (secret !== undefined) return keysOf(source, { resource: 'secrets', name: textAt(secret, 'name'), from: secret });
  const downward = fieldAt(projected, 'downwardAPI');
  if (downward !== undefined) return downwardFiles(source, downward);
  const token = textAt(projected, 'serviceAccountToken.path');
  return token === '' ? [] : [[token, 'not a token: nothing in the sandbox can log in']];
}

interface Keys {
  readonly resource: 'configmaps' | 'secrets';
  readonly name: string;
  readonly from: unknown;
}

function keysOf({ pod, store }: VolumeSource, { resource, name, from }: Keys): Files {
  const isOptional = fieldAt(from, 'optional') === true;
  const object = store.get(resource, pod.metadata.namespace, name);
  if (!object && isOptional) return [];
  if (!object)
    throw new ConfigFault(`${resource === 'secrets' ? 'secret' : 'configmap'} ${JSON.stringify(name)} not found`);
  const data = dataOf(object);
  const items = listAt(from, 'items');
  if (items.length === 0) return [...data];
  return items.flatMap((item): Files => {
    const content = data.get(textAt(item, 'key'));
    if (content !== undefined) return [[textAt(item, 'path'), content]];
    if (isOptional) return [];
    throw new ConfigFault(
      `references non-existent ${resource === 'secrets' ? 'secret' : 'config'} key: ${textAt(item, 'key')}`,
    );
  });
}

function downwardFiles(source: VolumeSource, from: unknown): Files {
  return listAt(from, 'items').map((item) => {
    const field = textAt(item, 'fieldRef.fieldPath');
    if (field !== '') return [textAt(item, 'path'), fieldValue(source, field)];
    const reference = fieldAt(item, 'resourceFieldRef');
    return [
      textAt(item, 'path'),
      resourceValue(source, { container: {}, resource: textAt(reference, 'resource'), from: reference }),
    ];
  });
}

function put(root: DirectoryNode, path: string, node: Inode): void {
  const parts = resolvePath('/', path)
    .split('/')
    .filter((part) => part !== '');
  let at = root;
  for (const part of parts.slice(0, -1)) {
    const next = at.entries.get(part) ?? directory(node.mtimeMs);
    at.entries.set(part, next);
    if (next.kind !== 'directory') return;
    at = next;
  }
  at.entries.set(parts.at(-1) ?? '', node);
}

/** What a container has mounted where. */
export function mountsOf(
  container: Fields,
  volumes: ReadonlyMap<string, DirectoryNode>,
  { env, nowMs }: { readonly env: Readonly<Record<string, string>>; readonly nowMs: number },
): readonly Mount[] {
  return listAt(container, 'volumeMounts').flatMap((mount): readonly Mount[] => {
    const root = volumes.get(textAt(mount, 'name'));
    if (!root) return [];
    const subPath = textAt(mount, 'subPath') || expanded(textAt(mount, 'subPathExpr'), env);
    const node = subPath === '' ? root : below(root, subPath, nowMs);
    if (!node) return [];
    return [{ path: resolvePath('/', textAt(mount, 'mountPath')), node, isReadOnly: mount.readOnly === true }];
  });
}

/** A directory, or a file, of a volume; a directory is made where there is nothing. */
function below(root: DirectoryNode, subPath: string, nowMs: number): Mount['node'] | undefined {
  let at: Mount['node'] = root;
  for (const part of resolvePath('/', subPath)
    .split('/')
    .filter((one) => one !== '')) {
    if (at.kind !== 'directory') return undefined;
    const next: Inode = at.entries.get(part) ?? directory(nowMs, 0o777);
    at.entries.set(part, next);
    if (next.kind !== 'directory' && next.kind !== 'file') return undefined;
    at = next;
  }
  return at;
}
