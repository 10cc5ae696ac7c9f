/** What pods mount (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidateVolumes`). */
import { type Fields, fieldAt, listAt, numberAt, textAt } from '../../api/fields.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  oneOf,
  required,
  when,
} from '../field-errors.ts';
import { dnsLabel } from '../metadata/names.ts';
import { nanosOf } from '../resources.ts';
import { backsteps, descendingPath, fileMode } from './paths.ts';
import { downwardFileErrors, keyToPathErrors, projectedErrors } from './projected-volumes.ts';

/** The volumes that are as they should be, by name: the kind of their source. */
export type KnownVolumes = ReadonlyMap<string, string>;

/** The volumes of a pod; `known` are those that containers may mount. */
export function validateVolumes(
  volumes: readonly Fields[],
  path: string,
): { readonly known: KnownVolumes; readonly errors: FieldErrors } {
  const known = new Map<string, string>();
  const errors = volumes.flatMap((volume, i) => {
    const name = textAt(volume, 'name');
    const kinds = SOURCE_ORDER.filter((kind) => volume[kind] !== undefined);
    const found = [
      ...sourceErrors(volume, kinds, `${path}[${i}]`),
      ...(name === '' ? [required(`${path}[${i}].name`)] : invalidEach(`${path}[${i}].name`, name, dnsLabel(name))),
      ...when(known.has(name), duplicate(`${path}[${i}].name`, name)),
    ];
    if (found.length === 0) known.set(name, kinds[0] ?? '');
    return found;
  });
  return { known, errors };
}

/** In the order in which the server looks at them: of several the first counts. */
const SOURCE_ORDER = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
] as const;

function sourceErrors(volume: Fields, kinds: readonly (typeof SOURCE_ORDER)[number][], path: string): FieldErrors {
  const [first, ...others] = kinds;
  if (first === undefined) return [required(path, 'must specify a volume type')];
  const rule = SOURCE_RULES[first];
  return [
    ...(rule?.(volume[first], `${path}.${first}`) ?? []),
    ...others.map((kind) => forbidden(`${path}.${kind}`, 'may not specify more than 1 volume type')),
  ];
}

type SourceRule = (source: unknown, path: string) => FieldErrors;

/** Sources of storage systems are taken as they are: nothing here would mount them. */
const SOURCE_RULES: Readonly<Record<string, SourceRule>> = {
  emptyDir: (source, path) => {
    const limit = textAt(source, 'sizeLimit');
    const isNegative = limit !== '' && nanosOf(limit) < 0n;
    return when(isNegative, forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  },
  hostPath: (source, path) => hostPathErrors(source, path),
  secret: (source, path) => itemsErrors(source, { path, nameField: 'secretName' }),
  configMap: (source, path) => itemsErrors(source, { path, nameField: 'name' }),
  nfs: (source, path) => [
    ...requiredTexts(source, ['server', 'path'], path),
    ...when(
      !textAt(source, 'path').startsWith('/'),
      invalid(`${path}.path`, textAt(source, 'path'), 'must be an absolute path'),
    ),
  ],
  persistentVolumeClaim: (source, path) => requiredTexts(source, ['claimName'], path),
  downwardAPI: (source, path) => [
    ...fileMode(numberAt(source, 'defaultMode'), `${path}.defaultMode`),
    ...listAt(source, 'items').flatMap((file) => downwardFileErrors(file, path)),
  ],
  projected: projectedErrors,
  csi: (source, path) => csiErrors(source, path),
  ephemeral: (source, path) =>
    when(fieldAt(source, 'volumeClaimTemplate') === undefined, required(`${path}.volumeClaimTemplate`)),
  image: (source, path) =>
    oneOf(textAt(source, 'pullPolicy'), `${path}.pullPolicy`, ['Always', 'IfNotPresent', 'Never']),
  gitRepo: (source, path) => [
    ...requiredTexts(source, ['repository'], path),
    ...descendingPath(textAt(source, 'directory'), `${path}.directory`),
  ],
};

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function hostPathErrors(source: unknown, path: string): FieldErrors {
  const hostPath = textAt(source, 'path');
  const type = fieldAt(source, 'type');
  if (hostPath === '') return [required(`${path}.path`)];
  return [
    ...backsteps(hostPath, `${path}.path`),
    ...(typeof type === 'string' ? oneOf(type, `${path}.type`, HOST_PATH_TYPES) : []),
  ];
}

function itemsErrors(
  source: unknown,
  { path, nameField }: { readonly path: string; readonly nameField: string },
): FieldErrors {
  return [
    ...requiredTexts(source, [nameField], path),
    ...fileMode(numberAt(source, 'defaultMode'), `${path}.defaultMode`),
    ...listAt(source, 'items').flatMap((item, i) => keyToPathErrors(item, `${path}.items[${i}]`)),
  ];
}

function csiErrors(source: unknown, path: string): FieldErrors {
  const secret = fieldAt(source, 'nodePublishSecretRef');
  const isNameless = secret !== undefined && textAt(secret, 'name') === '';
  return [
    ...requiredTexts(source, ['driver'], path),
    ...when(isNameless, required(`${path}.nodePublishSecretRef.name`)),
  ];
}

function requiredTexts(source: unknown, fields: readonly string[], path: string): FieldErrors {
  return fields.flatMap((field) => when(textAt(source, field) === '', required(`${path}.${field}`)));
}
