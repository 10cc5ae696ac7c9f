/** Metadata of any object (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go). */
import { isDeepStrictEqual } from 'node:util';
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import { type FieldErrors, forbidden, invalid, invalidEach, nonNegative, required } from '../field-errors.ts';
import { validateAnnotations, validateLabels } from './labels.ts';
import { dnsLabel, labelKey, type NameRule } from './names.ts';

/** Whether objects of a kind lie in namespaces, and how they may be called. */
export interface MetaRules {
  readonly namespaced: boolean;
  readonly name: NameRule;
}

/** Metadata of a new object. Its name has been generated already, if it was to be. */
export function validateObjectMeta(metadata: Fields, { namespaced, name: rule }: MetaRules): FieldErrors {
  const name = textAt(metadata, 'name');
  const generateName = textAt(metadata, 'generateName');
  return [
    ...(generateName === ''
      ? []
      : invalidEach('metadata.generateName', generateName, rule(maskTrailingDash(generateName)))),
    ...(name === ''
      ? [required('metadata.name', 'name or generateName is required')]
      : invalidEach('metadata.name', name, rule(name))),
    ...namespaceErrors(textAt(metadata, 'namespace'), namespaced),
    ...nonNegative(numberAt(metadata, 'generation'), 'metadata.generation'),
    ...validateLabels(mapAt(metadata, 'labels'), 'metadata.labels'),
    ...validateAnnotations(mapAt(metadata, 'annotations'), 'metadata.annotations'),
    ...ownerReferenceErrors(metadata),
    ...finalizerErrors(textsAt(metadata, 'finalizers')),
    ...managedFieldsErrors(metadata),
    ...unqualifiedFinalizerErrors(metadata),
  ];
}

/** What may not change in metadata, and what must be right after a change. */
export function validateObjectMetaUpdate(metadata: Fields, old: Fields): FieldErrors {
  return [...validateAnyMetaUpdate(metadata, old), ...unqualifiedFinalizerErrors(metadata)];
}

/** The same as the server checks it before it looks at what kind of object it is. */
export function validateAnyMetaUpdate(metadata: Fields, old: Fields): FieldErrors {
  const resourceVersion = textAt(metadata, 'resourceVersion');
  const generation = numberAt(metadata, 'generation') ?? 0;
  return [
    ...(old.deletionTimestamp === undefined ? [] : newFinalizerErrors(metadata, old)),
    ...(resourceVersion === ''
      ? [invalid('metadata.resourceVersion', resourceVersion, 'must be specified for an update')]
      : []),
    ...(generation < (numberAt(old, 'generation') ?? 0)
      ? [invalid('metadata.generation', generation, 'must not be decremented')]
      : []),
    ...IMMUTABLE_META.flatMap((field) => immutable(metadata[field], old[field], `metadata.${field}`)),
    ...validateLabels(mapAt(metadata, 'labels'), 'metadata.labels'),
    ...validateAnnotations(mapAt(metadata, 'annotations'), 'metadata.annotations'),
    ...ownerReferenceErrors(metadata),
    ...managedFieldsErrors(metadata),
  ];
}

/** A field that may not change, where it does. */
export function immutable(now: unknown, before: unknown, path: string): FieldErrors {
  return immutableShown({ now, before, shown: now }, path);
}

/** The same, with something else than the new value in the message. */
export function immutableShown({ now, before, shown }: Change, path: string): FieldErrors {
  return isDeepStrictEqual(now ?? null, before ?? null) ? [] : [invalid(path, shown ?? null, 'field is immutable')];
}

interface Change {
  readonly now: unknown;
  readonly before: unknown;
  readonly shown: unknown;
}

const IMMUTABLE_META = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** The end of a prefix that gets a random end may be a dash. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

function namespaceErrors(namespace: string, namespaced: boolean): FieldErrors {
  if (!namespaced) return namespace === '' ? [] : [forbidden('metadata.namespace', 'not allowed on this type')];
  if (namespace === '') return [required('metadata.namespace')];
  return invalidEach('metadata.namespace', namespace, dnsLabel(namespace));
}

function ownerReferenceErrors(metadata: Fields): FieldErrors {
  const path = 'metadata.ownerReferences';
  const references = listAt(metadata, 'ownerReferences');
  const incomplete = references.flatMap((reference) => ownerErrors(reference, path));
  const controllers = references.filter(({ controller }) => controller === true);
  const [first, ...others] = controllers.map((owner) => `${textAt(owner, 'kind')}/${textAt(owner, 'name')}`);
  const several = others.map((other) =>
    invalid(
      path,
      fieldAt(metadata, 'ownerReferences'),
      `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${other}`,
    ),
  );
  return [...incomplete, ...several];
}

function ownerErrors(reference: Fields, path: string): FieldErrors {
  const apiVersion = textAt(reference, 'apiVersion');
  const empty = (['kind', 'name', 'uid'] as const).flatMap((field) =>
    textAt(reference, field) === '' ? [invalid(`${path}.${field}`, '', 'must not be empty')] : [],
  );
  const versionless = apiVersion === '' || apiVersion.endsWith('/');
  const version = versionless ? [invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty')] : [];
  const isEvent = apiVersion === 'v1' && textAt(reference, 'kind') === 'Event';
  const banned = isEvent ? [invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner')] : [];
  return [...version, ...empty, ...banned];
}

function finalizerErrors(finalizers: readonly string[]): FieldErrors {
  const path = 'metadata.finalizers';
  const names = finalizers.flatMap((name) => invalidEach(path, name, labelKey(name)));
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return names;
  return [...names, invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')];
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Only Kubernetes' own finalizers may go without a domain (pkg/apis/core/validation, `validateKubeFinalizerName`). */
function unqualifiedFinalizerErrors(metadata: Fields): FieldErrors {
  const why = 'name is neither a standard finalizer name nor is it fully qualified';
  return textsAt(metadata, 'finalizers').flatMap((name, i) =>
    name.includes('/') || STANDARD_FINALIZERS.includes(name) ? [] : [invalid(`metadata.finalizers[${i}]`, name, why)],
  );
}

function newFinalizerErrors(metadata: Fields, old: Fields): FieldErrors {
  const before = new Set(textsAt(old, 'finalizers'));
  const extra = textsAt(metadata, 'finalizers').filter((name) => !before.has(name));
  if (extra.length === 0) return [];
  const list = extra
    .toSorted()
    .map((name) => JSON.stringify(name))
    .join(', ');
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [forbidden('metadata.finalizers', detail)];
}

function managedFieldsErrors(metadata: Fields): FieldErrors {
  return listAt(metadata, 'managedFields').flatMap((entry, i) => {
    const operation = textAt(entry, 'operation');
    const fieldsType = textAt(entry, 'fieldsType');
    const path = `metadata.managedFields[${i}]`;
    return [
      ...(operation === 'Apply' || operation === 'Update'
        ? []
        : [invalid(`${path}.operation`, operation, 'must be `Apply` or `Update`')]),
      ...(fieldsType === '' || fieldsType === 'FieldsV1'
        ? []
        : [invalid(`${path}.fieldsType`, fieldsType, 'must be `FieldsV1`')]),
    ];
  });
}
