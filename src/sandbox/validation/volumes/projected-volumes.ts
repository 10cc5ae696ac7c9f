/** Volumes made of several sources, and the files in volumes (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { type Fields, listAt, numberAt, textAt } from '../../api/fields.ts';
import { validateFieldRef, validateResourceFieldRef } from '../containers/container-env.ts';
import { type FieldErrors, forbidden, invalid, required, when } from '../field-errors.ts';
import { fileMode, unreservedPath } from './paths.ts';

/** A projected volume. */
export function projectedErrors(source: unknown, path: string): FieldErrors {
  const taken = new Set<string>();
  return [
    ...fileMode(numberAt(source, 'defaultMode'), `${path}.defaultMode`),
    ...listAt(source, 'sources').flatMap((one, i) =>
      oneSourceErrors(one, { path, at: `${path}.sources[${i}]`, taken }),
    ),
  ];
}

/** A key that becomes a file. */
export function keyToPathErrors(item: Fields, path: string): FieldErrors {
  const target = textAt(item, 'path');
  return [
    ...when(textAt(item, 'key') === '', required(`${path}.key`)),
    ...when(target === '', required(`${path}.path`)),
    ...unreservedPath(target, `${path}.path`),
    ...fileMode(numberAt(item, 'mode'), `${path}.mode`),
  ];
}

/** A field of the pod that becomes a file. */
export function downwardFileErrors(file: Fields, path: string): FieldErrors {
  const target = textAt(file, 'path');
  return [
    ...when(target === '', required(`${path}.path`)),
    ...unreservedPath(target, `${path}.path`),
    ...downwardSourceErrors(file, path),
    ...fileMode(numberAt(file, 'mode'), `${path}.mode`),
  ];
}

const FILE_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

function downwardSourceErrors(file: Fields, path: string): FieldErrors {
  const { fieldRef, resourceFieldRef } = file;
  if (fieldRef !== undefined) {
    const both = 'fieldRef and resourceFieldRef can not be specified simultaneously';
    return [
      ...validateFieldRef(fieldRef, FILE_FIELDS, `${path}.fieldRef`),
      ...when(resourceFieldRef !== undefined, invalid(path, 'resource', both)),
    ];
  }
  if (resourceFieldRef === undefined) return [required(path, 'one of fieldRef and resourceFieldRef is required')];
  return validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, true);
}

interface Place {
  /** The volume's path; some messages name it rather than the source. */
  readonly path: string;
  readonly at: string;
  /** The files that other sources have made. */
  readonly taken: Set<string>;
}

const KINDS = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
] as const;

function oneSourceErrors(source: Fields, place: Place): FieldErrors {
  const kinds = KINDS.filter((kind) => source[kind] !== undefined);
  return [
    ...kinds.flatMap((kind) => kindErrors(kind, source[kind], place)),
    ...when(kinds.length > 1, forbidden(place.at, 'may not specify more than 1 volume type per source')),
  ];
}

function kindErrors(kind: (typeof KINDS)[number], source: unknown, place: Place): FieldErrors {
  const at = `${place.at}.${kind}`;
  switch (kind) {
    case 'secret':
    case 'configMap': {
      const name = textAt(source, 'name');
      return [
        ...when(name === '', required(`${at}.name`)),
        ...listAt(source, 'items').flatMap((item, i) => [
          ...keyToPathErrors(item, `${at}.items[${i}]`),
          ...takenErrors(textAt(item, 'path'), name, place),
        ]),
      ];
    }
    case 'downwardAPI':
      return listAt(source, 'items').flatMap((file) => [
        ...downwardFileErrors(file, at),
        ...takenErrors(textAt(file, 'path'), textAt(file, 'path'), place),
      ]);
    case 'serviceAccountToken':
      return tokenErrors(source, { at, path: place.path });
    case 'clusterTrustBundle':
    case 'podCertificate':
      return [];
  }
}

function takenErrors(target: string, shown: string, { path, taken }: Place): FieldErrors {
  if (target === '') return [];
  const isTaken = taken.has(target);
  taken.add(target);
  return when(isTaken, invalid(path, shown, 'conflicting duplicate paths'));
}

const TEN_MINUTES = 600;

function tokenErrors(source: unknown, { at, path }: { readonly at: string; readonly path: string }): FieldErrors {
  const seconds = numberAt(source, 'expirationSeconds') ?? 0;
  const target = textAt(source, 'path');
  const field = `${at}.expirationSeconds`;
  return [
    ...when(seconds < TEN_MINUTES, invalid(field, seconds, 'may not specify a duration less than 10 minutes')),
    ...when(seconds > 2 ** 32, invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds')),
    ...(target === '' ? [required(`${path}.path`)] : unreservedPath(target, `${path}.path`)),
  ];
}
