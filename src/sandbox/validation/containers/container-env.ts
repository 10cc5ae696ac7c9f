/** The environment of a container (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidateEnv`, `ValidateEnvFrom`). */
import { type Fields, fieldAt, textAt } from '../../api/fields.ts';
import { type FieldErrors, invalid, invalidEach, notSupported, required, when } from '../field-errors.ts';
import { configMapKey, dnsLabel, dnsSubdomain, envVarName, labelKey } from '../metadata/names.ts';
import { backsteps } from '../volumes/paths.ts';

/** Variables, each with a value or one source of it. */
export function validateEnv(variables: readonly Fields[], path: string): FieldErrors {
  return variables.flatMap((variable, i) => {
    const name = textAt(variable, 'name');
    return [
      ...(name === '' ? [required(`${path}[${i}].name`)] : invalidEach(`${path}[${i}].name`, name, envVarName(name))),
      ...valueFromErrors(variable, `${path}[${i}].valueFrom`),
    ];
  });
}

/** Whole ConfigMaps and Secrets as environment. */
export function validateEnvFrom(sources: readonly Fields[], path: string): FieldErrors {
  return sources.flatMap((source, i) => {
    const prefix = textAt(source, 'prefix');
    const refs = (['configMapRef', 'secretRef'] as const).filter((ref) => source[ref] !== undefined);
    return [
      ...(prefix === '' ? [] : invalidEach(`${path}[${i}].prefix`, prefix, envVarName(prefix))),
      ...refs.flatMap((ref) => wholeErrors(textAt(source, `${ref}.name`), `${path}[${i}].${ref}.name`)),
      ...when(refs.length === 0, invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')),
      ...when(refs.length > 1, invalid(path, '', 'may not have more than one field specified at a time')),
    ];
  });
}

/** A field of the pod, as variables and files may show it. `known`: the fields that may be shown. */
export function validateFieldRef(ref: unknown, known: readonly string[], path: string): FieldErrors {
  const fieldPath = textAt(ref, 'fieldPath');
  if (textAt(ref, 'apiVersion') === '') return [required(`${path}.apiVersion`)];
  if (fieldPath === '') return [required(`${path}.fieldPath`)];
  const [, field = '', key] = /^(.*?)(?:\['(.*)'\])?$/.exec(fieldPath) ?? [];
  if (!CONVERTIBLE_FIELDS.has(field)) {
    const detail = `error converting fieldPath: field label not supported: ${field}`;
    return [invalid(`${path}.fieldPath`, fieldPath, detail)];
  }
  if (key === undefined) return when(!known.includes(field), notSupported(`${path}.fieldPath`, field, known));
  if (field === 'metadata.annotations') return invalidEach(path, key.toLowerCase(), labelKey(key.toLowerCase()));
  if (field === 'metadata.labels') return invalidEach(path, key, labelKey(key));
  return [invalid(path, field, 'does not support subscript')];
}

/** A resource of a container, as variables and files may show it. */
export function validateResourceFieldRef(ref: unknown, path: string, inVolume: boolean): FieldErrors {
  const resource = textAt(ref, 'resource');
  return [
    ...resourceNameErrors(ref, path, inVolume),
    ...divisorErrors(resource, textAt(ref, 'divisor'), `${path}.divisor`),
  ];
}

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const CONVERTIBLE_FIELDS: ReadonlySet<string> = new Set([
  ...ENV_FIELDS,
  'metadata.annotations',
  'metadata.labels',
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'] as const;

function valueFromErrors(variable: Fields, path: string): FieldErrors {
  const { valueFrom } = variable;
  if (valueFrom === undefined) return [];
  const given = SOURCES.filter((source) => fieldAt(valueFrom, source) !== undefined);
  const errors = given.flatMap((source) => sourceErrors(source, fieldAt(valueFrom, source), `${path}.${source}`));
  if (given.length === 0) {
    const names = SOURCES.map((source) => `\`${source}\``);
    const detail = `must specify one of: ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
    return [...errors, invalid(path, '', detail)];
  }
  if (textAt(variable, 'value') !== '') {
    return [...errors, invalid(path, '', 'may not be specified when `value` is not empty')];
  }
  return [
    ...errors,
    ...when(given.length > 1, invalid(path, '', 'may not have more than one field specified at a time')),
  ];
}

function sourceErrors(source: (typeof SOURCES)[number], ref: unknown, path: string): FieldErrors {
  switch (source) {
    case 'fieldRef':
      return validateFieldRef(ref, ENV_FIELDS, path);
    case 'resourceFieldRef':
      return validateResourceFieldRef(ref, path, false);
    case 'configMapKeyRef':
    case 'secretKeyRef':
      return keyErrors(ref, path);
    case 'fileKeyRef':
      return fileKeyErrors(ref, path);
  }
}

function keyErrors(ref: unknown, path: string): FieldErrors {
  const name = textAt(ref, 'name');
  const key = textAt(ref, 'key');
  return [
    ...invalidEach(`${path}.name`, name, dnsSubdomain(name)),
    ...(key === '' ? [required(`${path}.key`)] : invalidEach(`${path}.key`, key, configMapKey(key))),
  ];
}

function fileKeyErrors(ref: unknown, path: string): FieldErrors {
  const [key, volume, file] = [textAt(ref, 'key'), textAt(ref, 'volumeName'), textAt(ref, 'path')];
  return [
    ...(key === '' ? [required(`${path}.key`)] : invalidEach(`${path}.key`, key, envVarName(key))),
    ...(volume === '' ? [required(`${path}.volumeName`)] : invalidEach(`${path}.volumeName`, volume, dnsLabel(volume))),
    ...(file === '' ? [required(`${path}.path`)] : backsteps(file, `${path}.path`)),
  ];
}

function wholeErrors(name: string, path: string): FieldErrors {
  return name === '' ? [required(path)] : invalidEach(path, name, dnsSubdomain(name));
}

function resourceNameErrors(ref: unknown, path: string, inVolume: boolean): FieldErrors {
  const resource = textAt(ref, 'resource');
  if (inVolume && textAt(ref, 'containerName') === '') return [required(`${path}.containerName`)];
  if (resource === '') return [required(`${path}.resource`)];
  const isKnown = RESOURCE_FIELDS.includes(resource) || /^(requests|limits)\.hugepages-/.test(resource);
  return when(!isKnown, notSupported(`${path}.resource`, resource, RESOURCE_FIELDS));
}

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function divisorErrors(resource: string, divisor: string, path: string): FieldErrors {
  if (divisor === '' || divisor === '0') return [];
  const [, name = ''] = /^(?:requests|limits)\.(.*)$/.exec(resource) ?? [];
  if (name === 'cpu') {
    const detail = "only divisor's values 1m and 1 are supported with the cpu resource";
    return when(divisor !== '1m' && divisor !== '1', invalid(path, resource, detail));
  }
  const words: Readonly<Record<string, string>> = { memory: 'memory', 'ephemeral-storage': 'local ephemeral storage' };
  const what = name.startsWith('hugepages-') ? 'hugepages' : words[name];
  if (what === undefined) return [];
  const detail = `only divisor's values ${SIZES.join(', ')} are supported with the ${what} resource`;
  return when(!SIZES.includes(divisor), invalid(path, resource, detail));
}
